import { useState } from 'react'
import { rowsOf } from '../lib/tools'
import { Dialog } from './Dialog'
import { Sign } from './Sign'

interface Props {
  label: string
  file?: string
  into?: string
  count: number
  busy?: boolean
  onUndo: () => void
}

/** A button that takes an import back, after saying what would go. */
export function Undo({ label, file, into, count, busy, onUndo }: Props) {
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  const agree = () => {
    close()
    onUndo()
  }
  return (
    <>
      <button type="button" className="button small" onClick={() => setAsking(true)} disabled={busy}>
        <Sign name="undo" /> {label}
      </button>
      {asking && (
        <Dialog title="Undo this import?" onClose={close}>
          <p>
            {rowsOf(count)} of <strong>{file ?? 'this file'}</strong> will be taken out of{' '}
            <strong>{into ?? 'your own prices'}</strong>. The file can be imported again.
          </p>
          <div className="actions end">
            <button type="button" className="button" onClick={close}>
              Keep
            </button>
            <button type="button" className="button primary" onClick={agree}>
              Undo {rowsOf(count)}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
