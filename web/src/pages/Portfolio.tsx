import { lazy, Suspense, useState } from 'react'
import { Link } from 'wouter'
import { Caveats } from '../components/Caveats'
import { Change } from '../components/Change'
import Chart from '../components/Chart'
import { HoldingsTable } from '../components/Holdings'
import { Near } from '../components/Near'
import { ErrorNotice } from '../components/Notice'
import { PerformanceCard } from '../components/Performance'
import { PortfolioPicker } from '../components/Picker'
import { Segments, Stat } from '../components/Stat'
import { tool } from '../lib/api'
import { day, useFormat } from '../lib/format'
import { useLoad } from '../lib/load'
import { portfolios, refreshPortfolios } from '../lib/person'
import { chosen } from '../lib/prefs'
import { words } from '../lib/tools'
import type { Allocation, Ground, Holdings, Money } from '../lib/types'
import '../styles/later.css'

const Risk = lazy(() => import('../components/Risk'))

const BY = ['holding', 'sector', 'asset_class', 'currency']

type About = { portfolio_id?: string }

/** Read every page of the holdings. */
async function allHoldings(about: About): Promise<Holdings> {
  let page = await tool<Holdings>('portfolio_holdings', { ...about, limit: 100 })
  const first = page
  const rows = [...page.holdings]
  while (page.next_cursor) {
    page = await tool<Holdings>('portfolio_holdings', { ...about, limit: 100, cursor: page.next_cursor })
    rows.push(...page.holdings)
  }
  return { ...first, holdings: rows }
}

function AllocationCard({ about, scope }: { about: About; scope: string }) {
  const [by, setBy] = useState('sector')
  const { data, failure, reload } = useLoad(`${scope} ${by}`, () =>
    tool<Allocation>('portfolio_allocation', { ...about, by }),
  )
  const points = (data?.slices ?? []).map(({ name, weight }): [string, number | null] => [words(name), weight])
  const title = `Allocation by ${words(by).toLowerCase()}`
  return (
    <section className="card">
      <div className="card-head">
        <h2>Allocation</h2>
        <Segments label="By" options={BY} value={by} onPick={setBy} />
      </div>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      <Chart chart={{ kind: 'allocation', title, unit: 'ratio', series: [{ name: 'weight', points }] }} />
    </section>
  )
}

interface Gains extends Ground {
  realised: Money | null
  unrealised: Money | null
  income: Money | null
  charges: Money | null
}

function Total({ data, about, scope }: { data: Holdings; about: About; scope: string }) {
  const format = useFormat()
  const gains = useLoad(`gains ${scope}`, () => tool<Gains>('portfolio_gains', about)).data
  return (
    <header className="total">
      <p className="quiet">Total value on {day(data.as_of)}</p>
      <p className="total-value">{format.amount(data.total_value)}</p>
      <dl className="stats">
        <Stat name="Unrealised gain">
          <Change gain={data.unrealised_gain} share={data.unrealised_return} />
        </Stat>
        <Stat name="Realised gain">
          <Change gain={gains?.realised ?? null} />
        </Stat>
        <Stat name="Income">{format.amount(gains?.income)}</Stat>
        <Stat name="Cash">{data.cash.map((cash) => format.amount(cash)).join(' + ') || '–'}</Stat>
      </dl>
      <Caveats ground={data} />
    </header>
  )
}

const Nothing = () => (
  <section className="card empty">
    <h2>Nothing here yet</h2>
    <p>Import a tradebook or a transactions file, and your holdings appear here.</p>
    <Link href="/import" className="button primary">
      Import a file
    </Link>
  </section>
)

export default function Portfolio() {
  const scope = chosen.use()
  const about: About = scope ? { portfolio_id: scope } : {}
  const names = portfolios.use()
  const none = names?.length === 0
  const list = useLoad('portfolios', refreshPortfolios)
  const held = useLoad(names?.length ? `holdings ${scope}` : null, () => allHoldings(about))
  const { data, failure, reload } = names ? held : { ...list, data: null }
  const name = names?.find((portfolio) => portfolio.id === scope)?.name ?? (none ? 'Portfolio' : 'All portfolios')
  return (
    <div className="page wide">
      <div className="page-head">
        <h1>{name}</h1>
        <PortfolioPicker />
      </div>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {!data && !failure && !none && <div className="skeleton" aria-busy="true" />}
      {(none || data?.holdings.length === 0) && <Nothing />}
      {data && data.holdings.length > 0 && (
        <>
          <Total data={data} about={about} scope={`${scope}`} />
          <div className="columns">
            <PerformanceCard about={about} scope={`performance ${scope}`} />
            <AllocationCard about={about} scope={`allocation ${scope}`} />
          </div>
          <HoldingsTable rows={data.holdings} asOf={data.as_of} />
          <Near>
            <Suspense fallback={<div className="skeleton" />}>
              <Risk about={about} scope={`${scope}`} today={data.as_of} total={data.total_value} />
            </Suspense>
          </Near>
        </>
      )}
    </div>
  )
}
