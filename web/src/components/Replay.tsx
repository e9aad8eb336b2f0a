import { useState } from 'react'
import { call, toFailure } from '../lib/api'
import { maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import type { Failure } from '../lib/types'
import { Icon } from './Icon'
import { ErrorNotice } from './Notice'

interface Change {
  ref: string
  label?: string
  before: unknown
  after: unknown
  because: string
}

const written = (value: unknown) =>
  value === null ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value)

function Changes({ changed }: { changed: Change[] }) {
  const hide = hidden.use()
  if (!changed.length) return <p className="quiet">Checked again: every figure still holds.</p>
  return (
    <ul className="changes">
      {changed.map((change) => (
        <li key={change.ref}>
          {change.label ?? change.ref.split('/').at(-1)}
          {!hide && `: ${written(change.before)} → ${written(change.after)}`}.{' '}
          {hide ? maskText(change.because) : change.because}
        </li>
      ))}
    </ul>
  )
}

/** Runs the recorded steps of an answer again and tells which figures changed since. */
export function useReplay(answerId: string) {
  const [changed, setChanged] = useState<Change[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setChanged(
        (await call<{ changed: Change[] }>('POST', `/api/v1/answers/${answerId}/replay`, { body: {} })).changed,
      )
    } catch (error) {
      setFailure(toFailure(error))
    }
    setBusy(false)
  }
  const button = (
    <button type="button" className="icon-button" title="Check the figures again" onClick={run} disabled={busy}>
      <Icon name="retry" />
      <span className="sr">Check the figures again</span>
    </button>
  )
  const result = failure ? <ErrorNotice failure={failure} onRetry={run} /> : changed && <Changes changed={changed} />
  return { button, result }
}
