import type { Turn } from '../lib/chat'
import { TurnView } from './Turn'

interface Props {
  turns: Turn[]
  onAsk: (text: string) => void
}

// Markdown is fetched with the conversation, so that it is there when the first words arrive.
import('./Md')

/** The questions and answers of a thread. */
export default function Turns({ turns, onAsk }: Props) {
  return turns.map((turn, at) => <TurnView key={turn.key} turn={turn} last={at === turns.length - 1} onAsk={onAsk} />)
}
