import type { ReactNode } from 'react'
import { words } from '../lib/tools'

export function Stat({ name, children, note }: { name: string; children: ReactNode; note?: string }) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>{children}</dd>
      {note && <dd className="quiet">{note}</dd>}
    </div>
  )
}

interface SegmentsProps {
  label: string
  options: string[]
  value: string
  onPick: (value: string) => void
}

/** A choice of one among a few, as buttons in a row. */
export const Segments = ({ label, options, value, onPick }: SegmentsProps) => (
  <fieldset className="segments">
    <legend className="sr">{label}</legend>
    {options.map((option) => (
      <button key={option} type="button" aria-pressed={option === value} onClick={() => onPick(option)}>
        {words(option)}
      </button>
    ))}
  </fieldset>
)
