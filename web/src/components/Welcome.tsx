import { useState } from 'react'
import { Link } from 'wouter'
import { toFailure, tool } from '../lib/api'
import { useLoad } from '../lib/load'
import { demoOff, me, portfolios, whereItLives } from '../lib/person'
import { chosen } from '../lib/prefs'
import { questionsFor } from '../lib/questions'
import type { Failure, Holdings } from '../lib/types'
import { Icon } from './Icon'
import { ErrorNotice } from './Notice'

function Questions({ onAsk }: { onAsk: (text: string) => void }) {
  const names = portfolios.use()
  const scope = chosen.use()
  const person = me.use()
  const about = scope ? { portfolio_id: scope } : {}
  const holdings = useLoad(names?.length ? `holdings ${scope}` : null, () =>
    tool<Holdings>('portfolio_holdings', about),
  )
  const host = typeof window === 'undefined' ? 'localhost' : window.location.hostname
  return (
    <div className="if-in">
      <ul className="starters">
        {questionsFor(holdings.data).map((question) => (
          <li key={question}>
            <button type="button" onClick={() => onAsk(question)}>
              {question}
              <Icon name="chevron" />
            </button>
          </li>
        ))}
      </ul>
      <p className="quiet">
        {whereItLives(person, host)}{' '}
        <Link href="/import" className="whole">
          Import your own
        </Link>
      </p>
    </div>
  )
}

export function Demo() {
  const [failure, setFailure] = useState<Failure | null>(null)
  const off = demoOff.use()
  const start = async () => {
    try {
      await (await import('../lib/auth')).tryDemo()
    } catch (error) {
      setFailure(toFailure(error))
    }
  }
  if (off) {
    return (
      <span className="quiet" role="status">
        There is no demo on this service. Sign in, or create an account.
      </span>
    )
  }
  return (
    <>
      <button type="button" className="button" onClick={start}>
        <Icon name="spark" /> Try it with sample portfolios
      </button>
      {failure && <ErrorNotice failure={failure} />}
    </>
  )
}

const SignedOut = () => (
  <div className="if-out">
    <div className="actions">
      <Link href="/sign-in" className="button primary">
        Sign in
      </Link>
      <Demo />
    </div>
    <ul className="promises">
      <li>
        <strong>Computed, not guessed.</strong> Figures come from your transactions by tools, and are checked before you
        see them.
      </li>
      <li>
        <strong>Traceable.</strong> Click a figure to see its definition, the transactions and the prices behind it.
      </li>
      <li>
        <strong>Private.</strong> Your ledger stays where this service runs. Nothing is changed without your approval.
      </li>
    </ul>
  </div>
)

/** The page before the first question. */
export const Welcome = ({ onAsk }: { onAsk: (text: string) => void }) => (
  <div className="welcome">
    <h1>Ask about your investments</h1>
    <p className="lead">Plain questions, answers you can check: every figure opens its source.</p>
    <Questions onAsk={onAsk} />
    <SignedOut />
  </div>
)
