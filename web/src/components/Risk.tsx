import { type FormEvent, useState } from 'react'
import { tool } from '../lib/api'
import { contributionsOf, correlationOf, goalOf, stressOf } from '../lib/charts'
import { useFormat, yearsLater } from '../lib/format'
import { type Loaded, useLoad } from '../lib/load'
import type { Goal, Money, RiskContributions, Stress } from '../lib/types'
import { Caveats } from './Caveats'
import Chart from './Chart'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'
import { Stat } from './Stat'

interface Props {
  about: { portfolio_id?: string }
  scope: string
  today: string
  total: Money | null
}

function useContributions({ about, scope }: Props) {
  return useLoad(`contributions ${scope}`, () => tool<RiskContributions>('risk_contributions', about))
}

function Contributions({ loaded: { data, failure, reload } }: { loaded: Loaded<RiskContributions> }) {
  const format = useFormat()
  return (
    <section className="card">
      <h2>Where the risk comes from</h2>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {data && !failure && (
        <>
          <dl className="stats">
            <Stat name="Volatility" note="a year, at today’s weights">
              {format.percent(data.volatility)}
            </Stat>
            <Stat name="Expected shortfall" note="mean loss of the worst days, 1 in 20">
              {format.percent(data.expected_shortfall)}
            </Stat>
          </dl>
          {data.items.length > 0 && <Chart chart={contributionsOf(data)} />}
          <Caveats ground={data} />
        </>
      )}
    </section>
  )
}

const Correlation = ({ data }: { data: RiskContributions }) => (
  <section className="card">
    <h2>What moves together</h2>
    <Chart chart={correlationOf(data)} />
  </section>
)

function Scenarios({ about, scope }: Props) {
  const { data, failure, reload } = useLoad(`stress ${scope}`, () => tool<Stress>('risk_stress', about))
  const short = data?.scenarios.filter(({ coverage }) => coverage < 1).map(({ name }) => name) ?? []
  return (
    <section className="card">
      <h2>Stress</h2>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {data && !failure && (
        <>
          <Chart chart={stressOf(data)} />
          {short.length > 0 && (
            <p className="quiet">
              Some holdings have no prices so far back; they count as unchanged in: {short.join(', ')}.
            </p>
          )}
          <Caveats ground={data} />
        </>
      )}
    </section>
  )
}

const YEARS = 10

function GoalCard({ about, today, total }: Props) {
  const format = useFormat()
  const [goal, setGoal] = useState<Goal | null>(null)
  const { act, failure } = useAct()
  const simulate = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const asked = { target: form.get('target'), date: form.get('date'), contribution: form.get('monthly') || '0' }
    act(async () => setGoal(await tool<Goal>('risk_goal', { ...about, ...asked })))
  }
  return (
    <section className="card">
      <h2>Goal</h2>
      <form className="fields" onSubmit={simulate}>
        <label className="field">
          Value to reach{total ? `, ${total.currency}` : ''}
          <input name="target" type="number" min="1" step="any" required />
        </label>
        <label className="field">
          By
          <input name="date" type="date" min={today} defaultValue={yearsLater(today, YEARS)} required />
        </label>
        <label className="field">
          Paid in each month
          <input name="monthly" type="number" min="0" step="any" placeholder="0" />
        </label>
        <button type="submit" className="button">
          Simulate
        </button>
      </form>
      {failure && <ErrorNotice failure={failure} />}
      {goal && !failure && (
        <>
          <dl className="stats" aria-live="polite">
            <Stat name={`Chance to reach ${format.amount(goal.target)}`} note={`${goal.paths} simulated paths`}>
              {format.share(goal.probability)}
            </Stat>
          </dl>
          <Chart chart={goalOf(goal)} />
          <p className="quiet">Drawn from past returns: no forecast.</p>
        </>
      )}
    </section>
  )
}

/** The risk of what is held today: parts, correlation, past crises, a goal. */
export default function Risk(props: Props) {
  const loaded = useContributions(props)
  const { data } = loaded
  return (
    <>
      <div className="columns even">
        <Contributions loaded={loaded} />
        <Scenarios {...props} />
      </div>
      {data && !loaded.failure && data.correlation.names.length > 1 && <Correlation data={data} />}
      <GoalCard key={props.scope} {...props} />
    </>
  )
}
