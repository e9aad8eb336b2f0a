import type { ChartSpec, Goal, Performance, RiskContributions, Stress } from './types'

type Line = ChartSpec['series'][number]
type Points = Line['points']

/** Give the growth of the portfolio beside its benchmark's, since the start of the period. */
export function growthOf({ series, benchmark }: Performance): ChartSpec {
  const lines: Line[] = [{ name: 'You', points: series.map(({ date, twr }) => [date, twr]) }]
  if (benchmark && series.some((point) => point.benchmark_twr !== null))
    lines.push({ name: benchmark.name, points: series.map(({ date, benchmark_twr }) => [date, benchmark_twr]) })
  return { kind: 'growth', title: 'Return since the start of the period', unit: 'ratio', series: lines }
}

/** Turn growth into how far it lies below its highest point so far. */
export function fallen(points: Points): Points {
  let top = 1
  return points.map(([date, growth]) => {
    if (growth === null) return [date, null]
    const wealth = 1 + Number(growth)
    top = Math.max(top, wealth)
    return [date, wealth / top - 1]
  })
}

export function drawdownOf(performance: Performance): ChartSpec {
  const series = growthOf(performance).series.map(({ name, points }) => ({ name, points: fallen(points) }))
  return { kind: 'drawdown', title: 'Fall from the highest point so far', unit: 'ratio', series }
}

const LARGEST = 12

export function contributionsOf({ items }: RiskContributions): ChartSpec {
  const shown = [...items].sort((a, b) => (b.volatility_share ?? 0) - (a.volatility_share ?? 0)).slice(0, LARGEST)
  const more = items.length > shown.length ? `: the ${LARGEST} largest of ${items.length}` : ''
  return {
    kind: 'contributions',
    title: `Share of the risk beside the weight${more}`,
    unit: 'ratio',
    series: [
      { name: 'share of risk', points: shown.map(({ name, volatility_share }) => [name, volatility_share]) },
      { name: 'weight', points: shown.map(({ name, weight }) => [name, weight]) },
    ],
  }
}

export function correlationOf({ correlation: { names, matrix } }: RiskContributions): ChartSpec {
  const series = names.map((name, row) => ({
    name,
    points: names.map((other, column): Points[number] => [other, matrix[row]?.[column] ?? null]),
  }))
  return { kind: 'correlation', title: 'Correlation of daily returns', unit: 'ratio', series }
}

export function stressOf({ scenarios }: Stress): ChartSpec {
  const points = scenarios.map(({ name, loss_fraction }): Points[number] => [name, loss_fraction])
  return {
    kind: 'stress',
    title: 'Loss of today’s holdings by scenario',
    unit: 'ratio',
    series: [{ name: 'loss', points }],
  }
}

const BANDS = ['p5', 'p25', 'p50', 'p75', 'p95'] as const

export function goalOf({ percentiles, target }: Goal): ChartSpec {
  const series = BANDS.map((name) => ({
    name,
    points: percentiles.map((point): Points[number] => [point.date, point[name]?.amount ?? null]),
  }))
  const currency = target?.currency ?? percentiles[0]?.p50?.currency
  return { kind: 'goal', title: 'Simulated value', unit: 'money', currency, series }
}
