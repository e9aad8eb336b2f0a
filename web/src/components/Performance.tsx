import { useState } from 'react'
import { tool } from '../lib/api'
import { drawdownOf, growthOf } from '../lib/charts'
import { day, useFormat } from '../lib/format'
import { useLoad } from '../lib/load'
import { words } from '../lib/tools'
import type { Performance, Piece } from '../lib/types'
import { Caveats } from './Caveats'
import { Change } from './Change'
import Chart from './Chart'
import { ErrorNotice } from './Notice'
import { Table } from './Scroll'
import { Segments, Stat } from './Stat'

const PERIODS = ['1M', '3M', '6M', 'YTD', '1Y', '3Y', '5Y', 'MAX']
const LONG = new Set(['3Y', '5Y', 'MAX'])

const since = (data: Performance) => `${day(data.start)} – ${day(data.end)}`

const MONTHS = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })
const named = (name: string) => (/^\d{4}-\d{2}$/.test(name) ? MONTHS.format(new Date(`${name}-01T00:00:00Z`)) : name)

/** Each year or month in one row: the portfolio beside its benchmark. */
function Pieces({ rows, every, benchmark }: { rows: Piece[]; every: string; benchmark?: string }) {
  const format = useFormat()
  if (rows.length < 2) return null
  const latest = [...rows].reverse()
  return (
    <details className="chart-data">
      <summary>Each {every}</summary>
      <Table
        label={`Return of each ${every}`}
        low
        heads={[words(every), 'You', ...(benchmark ? [benchmark] : []), 'Gain']}
      >
        {latest.map((row) => (
          <tr key={row.name}>
            <th scope="row">{named(row.name)}</th>
            <td>{format.percent(row.twr, true)}</td>
            {benchmark && <td>{format.percent(row.benchmark_twr, true)}</td>}
            <td>{format.gain(row.gain)}</td>
          </tr>
        ))}
      </Table>
    </details>
  )
}

function Charts({ data }: { data: Performance }) {
  return (
    <>
      <Chart chart={growthOf(data)} />
      <Chart chart={drawdownOf(data)} />
    </>
  )
}

/** Gain, returns and their line over a period, all from one call. */
export function PerformanceCard({ about, scope }: { about: { portfolio_id?: string }; scope: string }) {
  const format = useFormat()
  const [period, setPeriod] = useState('1Y')
  const every = LONG.has(period) ? 'year' : 'month'
  const { data, failure, loading, reload } = useLoad(`${scope} ${period}`, () =>
    tool<Performance>('portfolio_performance', { ...about, period, by: every, series: true }),
  )
  return (
    <section className="card" aria-busy={loading && !failure}>
      <div className="card-head">
        <h2>Performance</h2>
        <Segments label="Period" options={PERIODS} value={period} onPick={setPeriod} />
      </div>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {!data && !failure && <div className="chart-space" />}
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
          <Charts data={data} />
          <Pieces rows={data.by_period} every={every} benchmark={data.benchmark?.name} />
          <Caveats ground={data} />
        </>
      )}
    </section>
  )
}
