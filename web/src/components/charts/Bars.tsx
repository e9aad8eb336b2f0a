import type { Series } from './scale'

interface Props {
  title: string
  series: Series[]
  full: (value: number) => string
}

const WIDE = 100

/** Horizontal bars, one per point; bars below zero grow to the left. */
export function Bars({ title, series, full }: Props) {
  const bars = series.flatMap((one, at) =>
    one.points.flatMap(({ x, y }) =>
      y === null ? [] : [{ name: series.length > 1 ? `${x} · ${one.name}` : x, value: y, at }],
    ),
  )
  const low = Math.min(0, ...bars.map((bar) => bar.value))
  const high = Math.max(0, ...bars.map((bar) => bar.value))
  const place = (value: number) => ((value - low) / (high - low || 1)) * WIDE
  return (
    <ul className="bars" aria-label={title}>
      {bars.map(({ name, value, at }) => (
        <li key={name}>
          <span className="clip" title={name}>
            {name}
          </span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect
              className={`s${value < 0 ? 5 : at % 8}`}
              x={place(Math.min(0, value))}
              width={Math.max(0.4, Math.abs(place(value) - place(0)))}
              height="10"
            />
          </svg>
          <b>{full(value)}</b>
        </li>
      ))}
    </ul>
  )
}
