import type { ChartSpec, Goal, Performance, RiskContributions, Stress } from './types'

type Line = ChartSpec['series'][number]
type Points = Line['points']

/** Draw a figure of the portfolio over time, beside the benchmark's where there is one. */
function linesOf({ series, benchmark }: Performance, own: 'twr' | 'drawdown'): Line[] {
  const theirs = `benchmark_${own}` as const
  const lines: Line[] = [{ name: 'You', points: series.map((point) => [point.date, point[own]]) }]
  if (benchmark && series.some((point) => point[theirs] !== null))
    lines.push({ name: benchmark.name, points: series.map((point) => [point.date, point[theirs]]) })
  return lines
}

export function growthOf(performance: Performance): ChartSpec {
  const series = linesOf(performance, 'twr')
  return { kind: 'growth', title: 'Return since the start of the period', unit: 'ratio', series }
}

export function drawdownOf(performance: Performance): ChartSpec {
  const series = linesOf(performance, 'drawdown')
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
