import { type KeyboardEvent, useState } from 'react'
import { Sign } from './Sign'

interface Props {
  what: string
  onRemove: () => void
}

/** A button that removes something, after a second press; Escape keeps it. */
export function Remove({ what, onRemove }: Props) {
  const [asking, setAsking] = useState(false)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setAsking(false)
  }
  if (!asking) {
    return (
      <button type="button" className="icon-button" aria-label={`Delete ${what}`} onClick={() => setAsking(true)}>
        <Sign name="trash" />
      </button>
    )
  }
  return (
    <span className="actions whole">
      <button type="button" className="button small danger" onClick={onRemove} onKeyDown={onKeyDown}>
        Delete
      </button>
      <button
        type="button"
        className="button small"
        // biome-ignore lint/a11y/noAutofocus: the person just pressed the button that stood here
        autoFocus
        onClick={() => setAsking(false)}
        onKeyDown={onKeyDown}
      >
        Keep
      </button>
    </span>
  )
}
