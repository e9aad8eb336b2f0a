import type { Series } from './scale'

interface Props {
  title: string
  series: Series[]
  full: (value: number) => string
  /** Whether more is worse, as in losses. */
  loss?: boolean
}

const WIDE = 100
const [GOOD, BAD] = [0, 5]

const Key = ({ series }: { series: Series[] }) => (
  <ul className="legend">
    {series.map((one, i) => (
      <li key={one.name}>
        <i className={`s${i % 8}`} /> {one.name}
      </li>
    ))}
  </ul>
)

/** Horizontal bars on one scale, side by side where there are several series; below zero they grow to the left. */
export function Bars({ title, series, full, loss = false }: Props) {
  const names = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))]
  const maps = series.map((one) => new Map(one.points.map((point) => [point.x, point.y])))
  const all = maps.flatMap((map) => [...map.values()].map((value) => value ?? 0))
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)]
  const place = (value: number) => ((value - low) / (high - low || 1)) * WIDE
  const tone = (value: number, i: number) => {
    if (series.length > 1) return i % 8
    return value < 0 !== loss ? BAD : GOOD
  }
  return (
    <>
      {series.length > 1 && <Key series={series} />}
      <ul className="bars" aria-label={title}>
        {names.map((name) => (
          <li key={name}>
            <span className="clip" title={name}>
              {name}
            </span>
            {maps.map((map, i) => {
              const value = map.get(name)
              return (
                <span key={series[i]?.name} className="bar">
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    {typeof value === 'number' && (
                      <rect
                        className={`s${tone(value, i)}`}
                        x={place(Math.min(0, value))}
                        width={Math.max(0.4, Math.abs(place(value) - place(0)))}
                        height="10"
                      />
                    )}
                  </svg>
                  <b>{typeof value === 'number' ? full(value) : '–'}</b>
                </span>
              )
            })}
          </li>
        ))}
      </ul>
    </>
  )
}
