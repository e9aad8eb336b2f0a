import type { ReactNode } from 'react'
import type { Failure } from '../lib/types'
import { Icon } from './Icon'

const TITLES: Record<string, string> = {
  already_running: 'Still answering',
  database_down: 'The database is not available',
  limit_reached: 'A moment, please',
  lost: 'The connection was lost',
  market_failed: 'The market data did not arrive',
  model_failed: 'The model did not answer',
  not_found: 'Not found',
  not_signed_in: 'Please sign in again',
  offline: 'The service can not be reached',
  undo_refused: 'This import can not be undone',
  oversold: 'More sold than held',
}

const titleOf = (failure: Failure) => TITLES[failure.code] ?? (failure.retryable ? 'That did not work' : 'Not possible')

interface Props {
  failure: Failure
  onRetry?: () => void
  children?: ReactNode
}

/** An error with what went wrong, and a way on where there is one. */
export const ErrorNotice = ({ failure, onRetry, children }: Props) => (
  <div className="notice bad" role="alert">
    <Icon name="warn" />
    <div>
      <strong>{titleOf(failure)}</strong>
      <p>
        {failure.message}
        {failure.retryAfter ? ` Try again in ${failure.retryAfter} s.` : ''}
      </p>
      {children}
    </div>
    {failure.retryable && onRetry && (
      <button type="button" className="button small" onClick={onRetry}>
        <Icon name="retry" /> Try again
      </button>
    )}
  </div>
)

/** What a person must know before they import: the file's own doubts, first and in sight. */
export function PleaseNote({ notes }: { notes: string[] }) {
  if (!notes.length) return null
  return (
    <section className="notice" aria-label="Please note">
      <Icon name="warn" />
      <div>
        <strong>Please note</strong>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </section>
  )
}
