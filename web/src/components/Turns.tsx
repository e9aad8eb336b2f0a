import { useEffect, useRef } from 'react'
import type { Turn } from '../lib/chat'
import { TurnView } from './Turn'
import '../styles/later.css'

interface Props {
  turns: Turn[]
  onAsk: (text: string) => void
}

// Markdown is fetched with the conversation, so that it is there when the first words arrive.
import('./Md')

/** The questions and answers of a thread. */
export default function Turns({ turns, onAsk }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const last = turns.at(-1)?.key
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new question moves to the top, its answer below it
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView()
  }, [last])
  return (
    <div ref={list}>
      {turns.map((turn) => (
        <TurnView key={turn.key} turn={turn} last={turn.key === last} onAsk={onAsk} />
      ))}
    </div>
  )
}
