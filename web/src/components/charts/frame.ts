import { places, type Series, ticks } from './scale'

export const HEIGHT = 230
export const BOX = { top: 26, right: 12, bottom: 24, left: 8 }
export const GAP = 8
const LETTER = 6.6
const NARROW = 460

type Write = (value: number) => string

/** Fit series into a box of a width: where their days, their values and the marks of both axes lie. */
export function frame(series: Series[], width: number, short: Write) {
  const names = [...new Set(series.flatMap((line) => line.points.map((point) => point.x)))].sort()
  const all = series.flatMap((line) => line.points.flatMap((point) => (point.y === null ? [] : [point.y])))
  const marks = ticks(Math.min(...all), Math.max(...all))
  const [low, high] = [marks[0] ?? 0, marks.at(-1) ?? 1]
  const labels = marks.map(short)
  const left = BOX.left + Math.max(...labels.map((label) => label.length)) * LETTER + GAP
  const xs = places(names).map((share) => left + share * (width - left - BOX.right))
  const toY = (value: number) => BOX.top + (1 - (value - low) / (high - low || 1)) * (HEIGHT - BOX.top - BOX.bottom)
  const lines = series.map((line) => {
    const at = new Map(line.points.map((point) => [point.x, point.y]))
    const values = names.map((name) => at.get(name) ?? null)
    return { name: line.name, values, ys: values.map((value) => (value === null ? null : toY(value))) }
  })
  const base = toY(Math.min(high, Math.max(low, 0)))
  return { names, xs, lines, left, base, marks: marks.map((mark, i) => ({ mark, y: toY(mark), label: labels[i] })) }
}

export type Frame = ReturnType<typeof frame>

/** Choose which days the axis names: both ends and some between, as many as the width holds. */
export function named(count: number, width: number): number[] {
  const parts = Math.min(count - 1, width < NARROW ? 2 : 4)
  if (parts < 1) return [0]
  return Array.from({ length: parts + 1 }, (_, i) => Math.round(((count - 1) * i) / parts))
}

export function nearest(xs: number[], x: number): number {
  let best = 0
  for (const [i, place] of xs.entries()) if (Math.abs(place - x) < Math.abs((xs[best] as number) - x)) best = i
  return best
}

const between = (xs: number[], lower: (number | null)[], upper: (number | null)[]) => {
  const known = xs.flatMap((x, i) => {
    const [a, b] = [lower[i], upper[i]]
    return typeof a === 'number' && typeof b === 'number' ? [[x, a, b] as const] : []
  })
  const there = known.map(([x, , b]) => `${x.toFixed(1)} ${b.toFixed(1)}`)
  const back = known.map(([x, a]) => `${x.toFixed(1)} ${a.toFixed(1)}`).reverse()
  return known.length ? `M${[...there, ...back].join('L')}Z` : ''
}

/** Draw what lies between a line and zero, or the bottom where zero is not in sight. */
export const area = ({ xs, lines, base }: Frame): string => {
  const ys = lines[0]?.ys ?? []
  return ys.includes(null) ? '' : between(xs, new Array(xs.length).fill(base), ys)
}

/** Draw the bands of a fan: between its outer lines, then between the next ones. */
export const bands = ({ xs, lines }: Frame): string[] =>
  lines.slice(0, Math.floor(lines.length / 2)).map((line, i) => between(xs, line.ys, lines.at(-1 - i)?.ys ?? []))
