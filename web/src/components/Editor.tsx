import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'

interface Props {
  label: string
  save: (form: FormData) => Promise<unknown>
  onDone: () => void
  /** Given where something that is there already is edited. */
  onCancel?: () => void
  children: ReactNode
}

/** A form for one thing of a list: it empties itself once the thing is kept; Escape leaves an edit. */
export function Editor({ label, save, onDone, onCancel, children }: Props) {
  const [round, setRound] = useState(0)
  const { act, busy, failure } = useAct()
  const form = useRef<HTMLFormElement>(null)
  const editing = onCancel !== undefined
  useEffect(() => {
    if (editing) form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus()
  }, [editing])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    act(async () => {
      await save(given)
      setRound((old) => old + 1)
      onDone()
    })
  }
  return (
    <form
      key={round}
      ref={form}
      className="stack"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel?.()
      }}
    >
      {children}
      <div className="actions">
        <button type="submit" className="button primary" disabled={busy}>
          {label}
        </button>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
      {failure && <ErrorNotice failure={failure} />}
    </form>
  )
}
