import { portfolios } from '../lib/person'
import { chosen } from '../lib/prefs'

/** Chooses which portfolio the pages and questions are about. */
export function PortfolioPicker() {
  const all = portfolios.use()
  const now = chosen.use()
  if (!all || all.length < 2) return null
  return (
    <label className="field inline">
      <span className="sr">Portfolio</span>
      <select value={now ?? ''} onChange={(event) => chosen.set(event.target.value || null)}>
        <option value="">All portfolios</option>
        {all.map((portfolio) => (
          <option key={portfolio.id} value={portfolio.id}>
            {portfolio.name}
          </option>
        ))}
      </select>
    </label>
  )
}
