import { Link } from 'wouter'
import { call, get, once } from '../lib/api'
import { day, type Formatter, useFormat } from '../lib/format'
import { useLoad } from '../lib/load'
import { portfolios } from '../lib/person'
import { capital } from '../lib/tools'
import { conditionText, type Kept, type Review } from '../lib/watch'
import { Footnotes } from './Caveats'
import { Change } from './Change'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'
import { Plan } from './Plan'
import { Stat } from './Stat'

/** A part of a review, left out when it has nothing to say. */
const Part = ({ title, lines }: { title: string; lines: string[] }) =>
  lines.length > 0 && (
    <div>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )

function partsOf(review: Review, format: Formatter) {
  const percent = (value: number | null, signed?: boolean) => format.percent(value, signed, 1)
  const holding = review.alerts.filter(({ holds }) => holds)
  const blind = review.alerts.filter(({ reason }) => reason)
  return {
    broken: review.broken.map(
      ({ rule, value, limit }) => `${capital(rule)}: ${percent(value)}, the limit is ${percent(limit)}`,
    ),
    alerts: [
      ...holding.map((one) => `${one.symbol ?? 'The whole'}: ${conditionText(one)}${one.fresh ? ' (new)' : ''}`),
      ...blind.map((one) => `${one.symbol ?? 'The whole'}: ${one.reason}`),
    ],
    movers: review.movers.map(({ symbol, return_fraction }) => `${symbol} ${percent(return_fraction, true)}`),
    watched: review.watchlist.map(({ symbol, return_fraction, reason }) =>
      reason ? `${symbol}: ${reason}` : `${symbol} ${percent(return_fraction, true)}`,
    ),
  }
}

function News({ review }: { review: Review }) {
  const format = useFormat()
  const income = Number(review.new_income?.amount ?? 0) > 0
  return (
    <dl className="stats">
      <Stat name="Value" note={review.value_before ? `was ${format.amount(review.value_before)}` : undefined}>
        {format.amount(review.value)}
      </Stat>
      {review.gain && (
        <Stat name="Gain">
          <Change gain={review.gain} share={review.twr} />
        </Stat>
      )}
      {income && <Stat name="New income">{format.amount(review.new_income)}</Stat>}
      <Stat name="New transactions">{review.new_transactions}</Stat>
    </dl>
  )
}

function Told({ kept }: { kept: Kept }) {
  const review = kept.body
  const parts = partsOf(review, useFormat())
  return (
    <div className="stack">
      <p className="quiet">
        {review.since === review.as_of ? 'Nothing new since' : `${day(review.since)} –`} {day(review.as_of)} ·{' '}
        <Link href={`/c/${review.thread_id}`}>Ask about it in its conversation</Link>
      </p>
      <News review={review} />
      {parts.broken.length > 0 ? (
        <div className="notice">
          <Part title="Rules of yours that are broken" lines={parts.broken} />
        </div>
      ) : (
        <p className="quiet">
          No rule of <Link href="/settings">your policy</Link> is broken.
        </p>
      )}
      <Part title="Alerts" lines={parts.alerts} />
      <Part title="Holdings that moved most" lines={parts.movers} />
      <Part title="On your watchlist" lines={parts.watched} />
      <Footnotes notes={review.caveats} />
    </div>
  )
}

/** What has changed since the last look: made now or every day, and kept. */
export function Reviews({ onMade }: { onMade: () => void }) {
  const { data, failure, reload } = useLoad('reviews', () => get<{ reviews: Kept[] }>('/api/v1/reviews'))
  const making = useAct()
  const make = () =>
    making.act(async () => {
      await call('POST', '/api/v1/reviews', { headers: once() })
      reload()
      onMade()
    })
  const none = portfolios.use()?.length === 0
  const [latest, ...earlier] = data?.reviews ?? []
  return (
    <section className="card stack">
      <div className="page-head">
        <h2>Review</h2>
        <button type="button" className="button primary" onClick={make} disabled={making.busy || none}>
          {making.busy ? 'Reviewing…' : 'Review now'}
        </button>
      </div>
      {making.failure && <ErrorNotice failure={making.failure} onRetry={make} />}
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {data && !latest && (
        <p className="quiet">
          No review yet. A review tells what has changed, which of your rules are broken and which alerts hold.
        </p>
      )}
      {none && (
        <p className="quiet">
          There is nothing to review before you have a portfolio: <Link href="/import">import a file</Link>.
        </p>
      )}
      {latest && <Told key={latest.id} kept={latest} />}
      {earlier.map((kept) => (
        <details key={kept.id}>
          <summary>
            Review of {day(kept.as_of)}, made on {day(kept.created_at)}
          </summary>
          <Told kept={kept} />
        </details>
      ))}
      <Plan />
    </section>
  )
}
