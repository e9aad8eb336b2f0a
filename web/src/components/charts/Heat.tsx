import type { CSSProperties } from 'react'
import { Scroll } from '../Scroll'
import type { Series } from './scale'

const MOST = 20

interface CellProps {
  value: number | null | undefined
  full: (value: number) => string
}

/** A cell is the warmer the more two move together, the colder the more they move apart. */
function Cell({ value, full }: CellProps) {
  if (typeof value !== 'number') return <td>–</td>
  const style = { '--v': Math.min(1, Math.abs(value)) } as CSSProperties
  return (
    <td className={value < 0 ? 's1' : 's5'} style={style}>
      {full(value)}
    </td>
  )
}

/** A square of figures between -1 and 1, coloured by them: it is its own table. */
export function Heat({ title, series, full }: { title: string; series: Series[]; full: CellProps['full'] }) {
  const rows = series.slice(0, MOST)
  return (
    <>
      <ul className="legend">
        <li>
          <i className="s5" /> Move together
        </li>
        <li>
          <i className="s1" /> Move apart
        </li>
        {rows.length < series.length && (
          <li className="quiet">
            {rows.length} of {series.length} are shown
          </li>
        )}
      </ul>
      <Scroll label={title}>
        <table className="heat">
          <thead>
            <tr>
              <td />
              {rows.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, points }) => {
              const values = new Map(points.map((point) => [point.x, point.y]))
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {rows.map((other) => (
                    <Cell key={other.name} value={values.get(other.name)} full={full} />
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}
