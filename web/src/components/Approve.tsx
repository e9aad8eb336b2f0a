import { useState } from 'react'
import { call, toFailure } from '../lib/api'
import { MASK } from '../lib/mask'
import { hidden } from '../lib/prefs'
import { words } from '../lib/tools'
import type { Approval, Failure } from '../lib/types'
import { ErrorNotice } from './Notice'

const PERSONAL = new Set(['quantity', 'amount', 'fee', 'tax', 'price'])
const DONE = { approved: 'Approved and recorded.', declined: 'Declined. Nothing was changed.' }

const written = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** A drafted change: shown exactly, and done only after the person approves it. */
export function Approve({ approval }: { approval: Approval }) {
  const hide = hidden.use()
  const [status, setStatus] = useState(approval.status ?? 'open')
  const [failure, setFailure] = useState<Failure | null>(null)
  const draft = Object.entries(approval.draft ?? approval.args ?? {}).filter(([, value]) => value !== null)
  const decide = async (decision: 'approve' | 'decline') => {
    setFailure(null)
    try {
      await call('POST', `/api/v1/approvals/${approval.approval_id}`, { body: { decision } })
      setStatus(decision === 'approve' ? 'approved' : 'declined')
    } catch (error) {
      setFailure(toFailure(error))
    }
  }
  return (
    <section className="card approval" aria-label="Approval">
      <h3>Record this?</h3>
      {approval.summary && <p>{approval.summary}</p>}
      <dl className="facts">
        {draft.map(([key, value]) => (
          <div key={key}>
            <dt>{words(key)}</dt>
            <dd>{hide && PERSONAL.has(key) ? MASK : written(value)}</dd>
          </div>
        ))}
      </dl>
      {status === 'open' ? (
        <div className="actions">
          <button type="button" className="button primary" onClick={() => decide('approve')}>
            Approve
          </button>
          <button type="button" className="button" onClick={() => decide('decline')}>
            Decline
          </button>
        </div>
      ) : (
        <p className="quiet">{DONE[status as keyof typeof DONE] ?? 'This draft has expired.'}</p>
      )}
      {failure && <ErrorNotice failure={failure} />}
    </section>
  )
}
