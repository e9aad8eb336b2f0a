import type { ReactNode } from 'react'
import { portfolios } from '../lib/person'
import { chosen } from '../lib/prefs'

interface Props {
  label: ReactNode
  className?: string
  value: string
  onPick: (id: string) => void
  children?: ReactNode
}

/** A choice among the person's portfolios, after what stands before them. */
export const PortfolioSelect = ({ label, className = 'field', value, onPick, children }: Props) => (
  <label className={className}>
    {label}
    <select value={value} onChange={(event) => onPick(event.target.value)}>
      {children}
      {portfolios.use()?.map(({ id, name, base_currency }) => (
        <option key={id} value={id}>
          {name} ({base_currency})
        </option>
      ))}
    </select>
  </label>
)

/** Chooses which portfolio the pages and questions are about. */
export function PortfolioPicker() {
  const count = portfolios.use()?.length ?? 0
  const now = chosen.use()
  if (count < 2) return null
  return (
    <PortfolioSelect
      label={<span className="sr">Portfolio</span>}
      className="picker"
      value={now ?? ''}
      onPick={(id) => chosen.set(id || null)}
    >
      <option value="">All portfolios</option>
    </PortfolioSelect>
  )
}
