import { day, type Formatter, useFormat } from '../lib/format'
import type { ChartSpec } from '../lib/types'
import { Bars } from './charts/Bars'
import { Donut } from './charts/Donut'
import { Line } from './charts/Line'
import type { Series } from './charts/scale'
import { Scroll } from './Scroll'

type Write = (value: number) => string

function writers({ unit, currency, series }: ChartSpec, format: Formatter): [short: Write, full: Write] {
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

const NAMES: Record<string, string> = { p5: '1 in 20 worse', p50: 'Middle', p95: '1 in 20 better' }

const seriesOf = (chart: ChartSpec): Series[] =>
  chart.series.map(({ name, points }) => ({
    name: NAMES[name] ?? name,
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

function Drawing({ chart, series, short, full }: { chart: ChartSpec; series: Series[]; short: Write; full: Write }) {
  if (/line|area|fan/.test(chart.kind)) return <Line title={chart.title} series={series} short={short} full={full} />
  if (/donut|pie/.test(chart.kind)) {
    const points = series[0]?.points ?? []
    const total = points.reduce((sum, point) => sum + (point.y ?? 0), 0) || 1
    const slices = points.map(({ x, y }) => ({ name: x, share: (y ?? 0) / total, text: full(y ?? 0) }))
    return <Donut title={chart.title} slices={slices} />
  }
  return <Bars title={chart.title} series={series} full={full} />
}

/** A chart of an answer, drawn as plain SVG, with its data as a table. */
export default function Chart({ chart }: { chart: ChartSpec }) {
  const format = useFormat()
  const series = seriesOf(chart).filter((one) => one.points.some((point) => point.y !== null))
  const [short, full] = writers(chart, format)
  if (!series.length) return null
  return (
    <figure className="chart card">
      <figcaption>{chart.title}</figcaption>
      <Drawing chart={chart} series={series} short={short} full={full} />
      <Data series={series} full={full} />
    </figure>
  )
}
