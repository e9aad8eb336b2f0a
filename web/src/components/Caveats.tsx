import type { Ground } from '../lib/types'

const PERCENT = 100

/** Notes on figures, behind one line. */
export function Footnotes({ notes }: { notes: string[] }) {
  if (!notes.length) return null
  return (
    <details className="caveats">
      <summary>
        {notes.length} {notes.length === 1 ? 'note' : 'notes'} on these figures
      </summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  )
}

/** What must be known about figures of a tool. */
export function Caveats({ ground }: { ground: Ground }) {
  const notes = [...new Set([...ground.caveats, ...Object.values(ground.reasons)])]
  if (ground.coverage < 1)
    notes.unshift(`Prices cover ${Math.floor(ground.coverage * PERCENT).toFixed(0)}% of the holdings.`)
  return <Footnotes notes={notes} />
}
