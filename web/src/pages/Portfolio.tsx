import { useState } from 'react'
import { Link } from 'wouter'
import Chart from '../components/Chart'
import { Donut } from '../components/charts/Donut'
import { HoldingsTable } from '../components/Holdings'
import { ErrorNotice } from '../components/Notice'
import { PortfolioPicker } from '../components/Picker'
import { tool } from '../lib/api'
import { day, useFormat } from '../lib/format'
import { useLoad } from '../lib/load'
import { portfolios, refreshPortfolios } from '../lib/person'
import { chosen } from '../lib/prefs'
import { words } from '../lib/tools'
import type { Allocation, ChartSpec, Ground, Holdings, Money, Performance } from '../lib/types'

const PERIODS = ['1M', '3M', '6M', 'YTD', '1Y', '3Y', 'MAX']
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

interface SegmentsProps {
  label: string
  options: string[]
  value: string
  onPick: (value: string) => void
}

const Segments = ({ label, options, value, onPick }: SegmentsProps) => (
  <fieldset className="segments">
    <legend className="sr">{label}</legend>
    {options.map((option) => (
      <button key={option} type="button" aria-pressed={option === value} onClick={() => onPick(option)}>
        {words(option)}
      </button>
    ))}
  </fieldset>
)

function Change({ gain, share }: { gain: Money | null; share?: number | null }) {
  const format = useFormat()
  if (!gain) return '–'
  const up = Number(gain.amount) >= 0
  return (
    <span className={up ? 'up' : 'down'}>
      {up ? '▲' : '▼'} {format.gain(gain)} {typeof share === 'number' && `(${format.percent(share, true)})`}
    </span>
  )
}

function Stat({ name, children, note }: { name: string; children: React.ReactNode; note?: string }) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>{children}</dd>
      {note && <dd className="quiet">{note}</dd>}
    </div>
  )
}

const SAMPLES = 16
const DAY = 86_400_000
const iso = (time: number) => new Date(time).toISOString().slice(0, 10)

/** Cut a period into days that lie evenly in it, its end among them. */
export function daysOf(start: string, end: string): string[] {
  const [from, to] = [Date.parse(start), Date.parse(end)]
  const count = Math.min(SAMPLES, Math.floor((to - from) / DAY))
  const days = Array.from({ length: count }, (_, i) => iso(from + ((to - from) * (i + 1)) / count))
  return [...new Set(days)]
}

/** Measure the return from the start to days along the period, beside the benchmark's. */
async function growth(about: About, { start, end, benchmark }: Performance): Promise<ChartSpec> {
  const ask = (day: string) => tool<Performance>('portfolio_performance', { ...about, start, end: day })
  const found = await Promise.all(daysOf(start, end).map(ask))
  const points = (pick: (one: Performance) => number | null | undefined): [string, number | null][] => [
    [start, 0],
    ...found.map((one): [string, number | null] => [one.end, pick(one) ?? null]),
  ]
  const series = [{ name: 'You', points: points((one) => one.twr) }]
  if (benchmark) series.push({ name: benchmark.name, points: points((one) => one.benchmark?.twr) })
  return { kind: 'line', title: 'Return since the start of the period', unit: 'ratio', series }
}

function Growth({ about, data, scope }: { about: About; data: Performance; scope: string }) {
  const { data: chart } = useLoad(`growth ${scope} ${data.start} ${data.end}`, () => growth(about, data))
  return chart ? <Chart chart={chart} /> : <div className="chart-space" />
}

const since = (data: Performance) => `${day(data.start)} – ${day(data.end)}`

function PerformanceCard({ about, scope }: { about: About; scope: string }) {
  const format = useFormat()
  const [period, setPeriod] = useState('1Y')
  const { data, failure, reload } = useLoad(`${scope} ${period}`, () =>
    tool<Performance>('portfolio_performance', { ...about, period }),
  )
  return (
    <section className="card">
      <div className="card-head">
        <h2>Performance</h2>
        <Segments label="Period" options={PERIODS} value={period} onPick={setPeriod} />
      </div>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {data && !failure && (
        <>
          <dl className="stats">
            <Stat name="Gain" note={since(data)}>
              <Change gain={data.gain} />
            </Stat>
            <Stat name="Time-weighted return">{format.percent(data.twr, true)}</Stat>
            <Stat name="Your rate (XIRR)" note="a year">
              {format.percent(data.xirr, true)}
            </Stat>
            {data.benchmark && <Stat name={data.benchmark.name}>{format.percent(data.benchmark.twr, true)}</Stat>}
          </dl>
          <Growth about={about} data={data} scope={scope} />
        </>
      )}
    </section>
  )
}

function AllocationCard({ about, scope }: { about: About; scope: string }) {
  const format = useFormat()
  const [by, setBy] = useState('sector')
  const { data, failure, reload } = useLoad(`${scope} ${by}`, () =>
    tool<Allocation>('portfolio_allocation', { ...about, by }),
  )
  const slices = (data?.slices ?? []).map(({ name, weight }) => ({
    name: words(name),
    share: weight ?? 0,
    text: format.share(weight),
  }))
  return (
    <section className="card">
      <div className="card-head">
        <h2>Allocation</h2>
        <Segments label="By" options={BY} value={by} onPick={setBy} />
      </div>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      <Donut title={`Allocation by ${words(by).toLowerCase()}`} slices={slices} />
    </section>
  )
}

function Caveats({ ground }: { ground: Ground }) {
  const notes = [...new Set([...ground.caveats, ...Object.values(ground.reasons)])]
  if (ground.coverage < 1) notes.unshift(`Prices cover ${(ground.coverage * 100).toFixed(0)}% of the holdings.`)
  if (!notes.length) return null
  return (
    <details className="caveats">
      <summary>
        {notes.length} {notes.length === 1 ? 'note' : 'notes'} on these figures
      </summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
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
  const name = names?.find((portfolio) => portfolio.id === scope)?.name ?? 'All portfolios'
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
        </>
      )}
    </div>
  )
}
