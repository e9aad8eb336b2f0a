export interface Point {
  x: string
  y: number | null
}

export interface Series {
  name: string
  points: Point[]
}

const STEPS = [1, 2, 2.5, 5, 10]

/** Give round ticks that cover a range. */
export function ticks(low: number, high: number, count = 4): number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((factor) => factor * power >= rough) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Place x values: by time when all are dates, else evenly. */
export function places(names: string[]): number[] {
  const times = names.map((name) => (/^\d{4}-\d{2}-\d{2}/.test(name) ? Date.parse(name.slice(0, 10)) : Number.NaN))
  const first = times[0] ?? 0
  const span = (times.at(-1) ?? 0) - first
  if (!(span > 0) || times.some(Number.isNaN))
    return names.map((_, i) => (names.length > 1 ? i / (names.length - 1) : 0.5))
  return times.map((time) => (time - first) / span)
}

/** Draw a line through the points that have a value; a gap stays a gap. */
export function path(xs: number[], ys: (number | null)[]): string {
  let pen = 'M'
  let out = ''
  for (const [i, y] of ys.entries()) {
    if (y === null) {
      pen = 'M'
      continue
    }
    out += `${pen}${(xs[i] as number).toFixed(1)} ${y.toFixed(1)}`
    pen = 'L'
  }
  return out
}

/** Give the ring piece between two turns (0 to 1) as a path round the origin. */
export function arc(from: number, to: number, outer: number, inner: number): string {
  const end = Math.min(to, from + 0.99999)
  const at = (turn: number, radius: number) => {
    const angle = 2 * Math.PI * turn - Math.PI / 2
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`
  }
  const large = end - from > 0.5 ? 1 : 0
  return `M${at(from, outer)}A${outer} ${outer} 0 ${large} 1 ${at(end, outer)}L${at(end, inner)}A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`
}
