import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'
import { Remove } from './Remove'
import { Sign } from './Sign'

interface Props {
  what: string
  children: ReactNode
  edit?: (close: () => void) => ReactNode
  remove: () => Promise<unknown>
}

/** One thing of a list, which can be edited where it stands, and removed. */
export function Item({ what, children, edit, remove }: Props) {
  const [editing, setEditing] = useState<boolean | null>(null)
  const { act, failure } = useAct()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (editing === false) button.current?.focus()
  }, [editing])
  if (editing) return <li className="open">{edit?.(() => setEditing(false))}</li>
  return (
    <li>
      <div>
        {children}
        {failure && <ErrorNotice failure={failure} />}
      </div>
      <span className="whole">
        {edit && (
          <button
            type="button"
            ref={button}
            className="icon-button"
            aria-label={`Edit ${what}`}
            onClick={() => setEditing(true)}
          >
            <Sign name="edit" />
          </button>
        )}
        <Remove what={what} onRemove={() => act(remove)} />
      </span>
    </li>
  )
}
