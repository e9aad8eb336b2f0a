import { arc } from './scale'

export interface Slice {
  name: string
  share: number
  text: string
}

const MOST = 8

/** Keep the largest slices and add up the rest. */
export function largest(slices: Slice[]): Slice[] {
  const sorted = [...slices].filter((slice) => slice.share > 0).sort((a, b) => b.share - a.share)
  if (sorted.length <= MOST) return sorted
  const rest = sorted.slice(MOST - 1).reduce((sum, slice) => sum + slice.share, 0)
  return [...sorted.slice(0, MOST - 1), { name: 'Other', share: rest, text: `${(rest * 100).toFixed(1)}%` }]
}

interface Props {
  title: string
  slices: Slice[]
}

export function Donut({ title, slices }: Props) {
  const shown = largest(slices)
  const total = shown.reduce((sum, slice) => sum + slice.share, 0) || 1
  let turn = 0
  const rings = shown.map((slice, i) => {
    const from = turn
    turn += slice.share / total
    return { ...slice, className: `s${i % 8}`, d: arc(from, turn, 50, 32) }
  })
  return (
    <div className="donut">
      <svg viewBox="-52 -52 104 104" role="img" aria-label={title}>
        {rings.map((ring) => (
          <path key={ring.name} className={ring.className} d={ring.d}>
            <title>{`${ring.name}: ${ring.text}`}</title>
          </path>
        ))}
      </svg>
      <ul>
        {rings.map((ring) => (
          <li key={ring.name}>
            <i className={ring.className} /> <span className="clip">{ring.name}</span> <b>{ring.text}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}
