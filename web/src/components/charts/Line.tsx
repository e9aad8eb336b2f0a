import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { day } from '../../lib/format'
import { path, places, type Series, ticks } from './scale'

const HEIGHT = 220
const BOX = { top: 12, right: 12, bottom: 24, left: 8 }
const GAP = 8
const LETTER = 6.6

interface Props {
  title: string
  series: Series[]
  short: (value: number) => string
  full: (value: number) => string
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)))
    watch.observe(box)
    return () => watch.disconnect()
  }, [])
  return [ref, width] as const
}

function frame(series: Series[], width: number, short: Props['short']) {
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
  return { names, xs, lines, left, marks: marks.map((mark, i) => ({ y: toY(mark), label: labels[i] })) }
}

type Frame = ReturnType<typeof frame>

function nearest(xs: number[], x: number): number {
  let best = 0
  for (const [i, place] of xs.entries()) if (Math.abs(place - x) < Math.abs((xs[best] as number) - x)) best = i
  return best
}

const anchors = ['start', 'middle', 'end'] as const

const Grid = ({ box, width }: { box: Frame; width: number }) => (
  <g className="grid">
    {box.marks.map((mark) => (
      <g key={mark.y}>
        <line x1={box.left} x2={width - BOX.right} y1={mark.y} y2={mark.y} />
        <text x={box.left - GAP} y={mark.y + 4} textAnchor="end">
          {mark.label}
        </text>
      </g>
    ))}
    {anchors.map((anchor, i) => {
      const at = Math.round(((box.names.length - 1) * i) / 2)
      return (
        <text key={anchor} x={box.xs[at]} y={HEIGHT - 6} textAnchor={anchor}>
          {day(box.names[at])}
        </text>
      )
    })}
  </g>
)

const Cursor = ({ box, at }: { box: Frame; at: number }) => (
  <g className="cursor">
    <line x1={box.xs[at]} x2={box.xs[at]} y1={BOX.top} y2={HEIGHT - BOX.bottom} />
    {box.lines.map((line, i) => {
      const y = line.ys[at]
      return typeof y === 'number' && <circle key={line.name} className={`s${i % 8}`} cx={box.xs[at]} cy={y} r="4" />
    })}
  </g>
)

function area(box: Frame): string {
  const ys = box.lines[0]?.ys ?? []
  if (ys.some((y) => y === null)) return ''
  const base = HEIGHT - BOX.bottom
  return `${path(box.xs, ys)}L${box.xs.at(-1)} ${base}L${box.xs[0]} ${base}Z`
}

/** A line chart; the pointer or the arrow keys read the values off. */
export function Line({ title, series, short, full }: Props) {
  const [ref, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const box = frame(series, width, short)
  const last = box.names.length - 1
  const shown = Math.min(at ?? last, last)
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const rect = event.currentTarget.getBoundingClientRect()
    setAt(nearest(box.xs, event.clientX - rect.left))
  }
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -last, End: last }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(last, shown + step)))
  }
  return (
    <div ref={ref} className="line-chart">
      <ul className="legend">
        {box.lines.map((line, i) => {
          const value = line.values[shown]
          return (
            <li key={line.name}>
              <i className={`s${i % 8}`} /> {line.name} <b>{typeof value === 'number' ? full(value) : '–'}</b>
            </li>
          )
        })}
        <li className="quiet">{day(box.names[shown])}</li>
      </ul>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        height={HEIGHT}
        width={width}
        role="img"
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the values off
        tabIndex={0}
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
        onKeyDown={onKey}
      >
        <Grid box={box} width={width} />
        {box.lines.length === 1 && <path className="area" d={area(box)} />}
        {box.lines.map((line, i) => (
          <path key={line.name} className={`line s${i % 8}`} d={path(box.xs, line.ys)} />
        ))}
        {at !== null && <Cursor box={box} at={shown} />}
      </svg>
    </div>
  )
}
