import { tool } from '../lib/api'
import { useFormat } from '../lib/format'
import { useLoad } from '../lib/load'
import { portfolios } from '../lib/person'
import { type Judged, type Rules, ruleNames } from '../lib/policy'
import { capital, words } from '../lib/tools'
import { ErrorNotice } from './Notice'
import { Table } from './Scroll'

// A tolerance as wide as the whole trades nothing, so that what is judged is what is held today.
const AS_IT_STANDS = { band: 1 }

/** How the rules stand today, over all portfolios together. */
export function Standing({ rules }: { rules: Rules }) {
  const format = useFormat()
  const count = portfolios.use()?.length
  const some = ruleNames(rules).length > 0 && !!count
  const { data, failure, reload } = useLoad(some ? JSON.stringify(rules) : null, () =>
    tool<Judged>('portfolio_rebalance', AS_IT_STANDS),
  )
  if (!some) return null
  if (failure) return <ErrorNotice failure={failure} onRetry={reload} />
  if (!data) return <p className="quiet" aria-busy="true" />
  return (
    <section>
      <h3>How they stand today</h3>
      <Table label="How the rules stand today" className="compact rules" heads={['Rule', 'Stands', 'Now', 'Limit']}>
        {data.policy.map(({ rule, status, limit, value }) => (
          <tr key={rule}>
            <th scope="row">{capital(rule)}</th>
            <td className={status === 'broken' ? 'down' : undefined}>{words(status)}</td>
            <td>{format.share(value)}</td>
            <td>{format.share(limit)}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
