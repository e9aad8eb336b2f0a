import type { ReactNode } from 'react'
import { day, type Formatter, useFormat } from '../lib/format'
import { labelOf, words } from '../lib/tools'
import type { ChartSpec } from '../lib/types'
import { Bars } from './charts/Bars'
import { Donut } from './charts/Donut'
import { Heat } from './charts/Heat'
import { Line } from './charts/Line'
import type { Series } from './charts/scale'
import { Scroll } from './Scroll'

type Write = (value: number) => string

const isHeat = (kind: string) => kind === 'correlation'

const AXES: Record<string, string> = { growth: 'Return', drawdown: 'Below the highest point so far', ratio: 'Per cent' }

/** Name what the vertical axis measures. */
function axisOf({ kind, unit, currency }: ChartSpec): string {
  if (unit === 'money' || unit === 'price')
    return `${unit === 'money' ? 'Value' : 'Price'}${currency ? `, ${currency}` : ''}`
  return AXES[kind] ?? AXES[unit] ?? words(unit)
}

const asCorrelation: Write = (value) => value.toFixed(2)

function writers({ kind, unit, currency, series }: ChartSpec, format: Formatter): [short: Write, full: Write] {
  if (isHeat(kind)) return [asCorrelation, asCorrelation]
  if (unit === 'ratio' && series.some((one) => one.name === 'weight'))
    return [(value) => format.mark(value), (value) => format.share(value)]
  if (unit === 'ratio') return [(value) => format.mark(value), (value) => format.percent(value)]
  if (unit === 'money')
    return [(value) => format.short(value, currency), (value) => format.money(value, currency ?? '')]
  if (unit === 'price')
    return [
      (value) => format.price(value, currency, { maximumFractionDigits: 0 }),
      (value) => format.price(value, currency),
    ]
  if (unit === 'shares') return [(value) => format.shares(value), (value) => format.shares(value)]
  return [(value) => format.number(value), (value) => format.number(value)]
}

const NAMES: Record<string, string> = {
  p5: '1 in 20 worse',
  p25: '1 in 4 worse',
  p50: 'Middle',
  p75: '1 in 4 better',
  p95: '1 in 20 better',
  twr: 'You',
  'benchmark twr': 'Benchmark',
  'loss fraction': 'Loss',
}

const seriesOf = (chart: ChartSpec): Series[] =>
  chart.series.map(({ name, points }) => ({
    name: isHeat(chart.kind) ? name : (NAMES[name] ?? labelOf(name)),
    points: points.map(([x, y]) => ({ x: String(x), y: y === null ? null : Number(y) })),
  }))

function Data({ series, full }: { series: Series[]; full: Write }) {
  const names = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))]
  const maps = series.map((one) => new Map(one.points.map((point) => [point.x, point.y])))
  return (
    <details className="chart-data">
      <summary>Data</summary>
      <Scroll label="Chart data" low>
        <table className="compact">
          <thead>
            <tr>
              <th scope="col">&nbsp;</th>
              {series.map((one) => (
                <th key={one.name} scope="col">
                  {one.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <td>{day(name)}</td>
                {maps.map((map, i) => {
                  const value = map.get(name)
                  return <td key={series[i]?.name}>{typeof value === 'number' ? full(value) : '–'}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  )
}

interface DrawingProps {
  chart: ChartSpec
  series: Series[]
  short: Write
  full: Write
}

const NEGATIVE = 'What is below zero, such as cash that is owed, has no place in a ring, so this is drawn as bars.'

/** Parts of a whole as a ring; as bars where a part is negative, or where there is something to compare with. */
function Parts({ chart, series, full }: DrawingProps) {
  const points = series[0]?.points ?? []
  const negative = points.some(({ y }) => y !== null && y < 0)
  if (negative || series.length > 1) {
    return (
      <>
        {negative && <p className="quiet">{NEGATIVE}</p>}
        <Bars title={chart.title} series={series} full={full} />
      </>
    )
  }
  const total = points.reduce((sum, point) => sum + (point.y ?? 0), 0) || 1
  const slices = points.map(({ x, y }) => ({ name: x, share: (y ?? 0) / total, text: full(y ?? 0) }))
  return <Donut title={chart.title} slices={slices} />
}

const Matrix = ({ chart, series, full }: DrawingProps) => <Heat title={chart.title} series={series} full={full} />

const Lines = ({ chart, ...drawn }: DrawingProps) => (
  <Line {...drawn} title={chart.title} axis={axisOf(chart)} fan={chart.kind === 'goal'} />
)

const Ranks = ({ chart, series, full }: DrawingProps) => (
  <Bars title={chart.title} series={series} full={full} loss={chart.kind === 'stress'} />
)

/** How each kind is drawn; "area" and "pie" stand in answers that were kept before. */
const DRAWINGS: Record<string, (props: DrawingProps) => ReactNode> = {
  line: Lines,
  area: Lines,
  growth: Lines,
  drawdown: Lines,
  goal: Lines,
  allocation: Parts,
  pie: Parts,
  correlation: Matrix,
}

/** A chart of an answer, drawn as plain SVG, with its data as a table. */
export default function Chart({ chart }: { chart: ChartSpec }) {
  const format = useFormat()
  const series = seriesOf(chart).filter((one) => one.points.some((point) => point.y !== null))
  const [short, full] = writers(chart, format)
  if (!series.length) return null
  const Drawing = DRAWINGS[chart.kind] ?? Ranks
  return (
    <figure className="chart card">
      <figcaption>{chart.title}</figcaption>
      <Drawing chart={chart} series={series} short={short} full={full} />
      {!isHeat(chart.kind) && <Data series={series} full={full} />}
    </figure>
  )
}
