import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { Icon } from './Icon'
import { PortfolioPicker } from './Picker'

const LONGEST = 4000

interface Props {
  field: RefObject<HTMLTextAreaElement | null>
  busy: boolean
  last?: string
  onAsk: (text: string) => void
  onStop: () => void
}

/** The question box: Enter sends, Shift and Enter makes a line, up brings the last question back. */
export function Composer({ field, busy, last, onAsk, onStop }: Props) {
  const [text, setText] = useState('')
  // What was written before the page came to life is kept.
  useEffect(() => setText((old) => old || (field.current?.value ?? '')), [field])
  const send = () => {
    const question = text.trim()
    if (!question || busy) return
    setText('')
    onAsk(question)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'ArrowUp' && !text && last) {
      event.preventDefault()
      setText(last)
    }
  }
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={field}
        aria-label="Message"
        placeholder="Ask about your investments"
        rows={1}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="composer-row">
        <PortfolioPicker />
        {busy ? (
          <button type="button" className="round" aria-label="Stop" title="Stop (Esc)" onClick={onStop}>
            <Icon name="stop" />
          </button>
        ) : (
          <button type="submit" className="round" aria-label="Send" disabled={!text.trim()}>
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  )
}
