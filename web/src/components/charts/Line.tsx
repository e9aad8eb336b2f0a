import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react'
import { day } from '../../lib/format'
import { area, BOX, bands, type Frame, frame, GAP, HEIGHT, named, nearest } from './frame'
import { path, type Series } from './scale'

interface Props {
  title: string
  axis: string
  series: Series[]
  fan?: boolean
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

function anchorOf(at: number, last: number): 'start' | 'middle' | 'end' {
  if (at === 0) return 'start'
  return at === last ? 'end' : 'middle'
}

const Grid = ({ box, width, axis }: { box: Frame; width: number; axis: string }) => (
  <g className="grid">
    <text x={BOX.left} y="12">
      {axis}
    </text>
    {box.marks.map(({ mark, y, label }) => (
      <g key={mark}>
        <line className={mark === 0 ? 'zero' : undefined} x1={box.left} x2={width - BOX.right} y1={y} y2={y} />
        <text x={box.left - GAP} y={y + 4} textAnchor="end">
          {label}
        </text>
      </g>
    ))}
    {named(box.names.length, width).map((at) => (
      <text key={at} x={box.xs[at]} y={HEIGHT - 6} textAnchor={anchorOf(at, box.names.length - 1)}>
        {day(box.names[at])}
      </text>
    ))}
  </g>
)

/** In a fan all lines are of one thing: the middle one is drawn, the others bound the bands. */
function colour(fan: boolean | undefined, i: number, count: number): string {
  if (!fan) return `s${i % 8}`
  return i === Math.floor(count / 2) ? 's0' : `s0 pale${Math.min(i, count - 1 - i)}`
}

const Cursor = ({ box, at }: { box: Frame; at: number }) => (
  <g className="cursor">
    <line x1={box.xs[at]} x2={box.xs[at]} y1={BOX.top} y2={HEIGHT - BOX.bottom} />
    {box.lines.map((line, i) => {
      const y = line.ys[at]
      return typeof y === 'number' && <circle key={line.name} className={`s${i % 8}`} cx={box.xs[at]} cy={y} r="4" />
    })}
  </g>
)

function Lines({ box, fan }: { box: Frame; fan?: boolean }) {
  const middle = Math.floor(box.lines.length / 2)
  const drawn = box.lines.map((line, i) => ({ ...line, i })).filter(({ i }) => !fan || i === middle)
  return (
    <>
      {fan && bands(box).map((d, i) => <path key={box.lines[i]?.name} className="band" d={d} />)}
      {box.lines.length === 1 && <path className="area" d={area(box)} />}
      {drawn.map(({ name, ys, i }) => (
        <path key={name} className={`line s${fan ? 0 : i % 8}`} d={path(box.xs, ys)} />
      ))}
    </>
  )
}

interface LegendProps {
  box: Frame
  at: number
  fan?: boolean
  full: (value: number) => string
}

const Legend = ({ box, at, fan, full }: LegendProps) => (
  <ul className="legend">
    {box.lines.map((line, i) => {
      const value = line.values[at]
      return (
        <li key={line.name}>
          <i className={colour(fan, i, box.lines.length)} /> {line.name}{' '}
          <b>{typeof value === 'number' ? full(value) : '–'}</b>
        </li>
      )
    })}
    <li className="quiet">{day(box.names[at])}</li>
  </ul>
)

/** Say in words what the ends of the lines are. */
function told({ lines, names }: Frame, full: Props['full']): string {
  const ends = lines.map(({ name, values }) => {
    const value = values.findLast((one) => one !== null)
    return typeof value === 'number' ? `${name}: ${full(value)}` : `${name}: no figure`
  })
  return `${ends.join('; ')} on ${day(names.at(-1))}.`
}

/** A line chart; the pointer or the arrow keys read the values off. */
export function Line({ title, axis, series, fan, short, full }: Props) {
  const [ref, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const id = useId()
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
      <Legend box={box} at={shown} fan={fan} full={full} />
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        height={HEIGHT}
        width={width}
        role="img"
        aria-label={title}
        aria-describedby={id}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the values off
        tabIndex={0}
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
        onKeyDown={onKey}
      >
        <desc id={id}>{told(box, full)}</desc>
        <Grid box={box} width={width} axis={axis} />
        <Lines box={box} fan={fan} />
        {at !== null && <Cursor box={box} at={shown} />}
      </svg>
    </div>
  )
}
