import { useEffect } from 'react'
import { call, get } from '../lib/api'
import { day } from '../lib/format'
import { useLoad } from '../lib/load'
import { portfolios } from '../lib/person'
import { rowsOf, words } from '../lib/tools'
import type { Preview } from '../lib/types'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'
import { Undo } from './Undo'

interface Imported {
  id: string
  portfolio_id: string | null
  file_name: string
  format: string
  status: 'preview' | 'committed' | 'undone'
  preview: Partial<Preview & { imported: number }>
  committed_at: string | null
}

function Row({ item, onUndone }: { item: Imported; onUndone: () => void }) {
  const { act, failure } = useAct()
  const names = portfolios.use()
  const count = item.preview.imported ?? item.preview.accepted ?? 0
  const owner = names?.find((portfolio) => portfolio.id === item.portfolio_id)?.name
  const into = owner ?? (item.portfolio_id ? 'a portfolio' : 'your own prices')
  const undo = () => act(() => call('DELETE', `/api/v1/imports/${item.id}`).then(onUndone))
  return (
    <li>
      <span>
        <strong>{item.file_name}</strong>
        <small>
          {into} · {rowsOf(count)} · {words(item.format)} · {day(item.committed_at)}
        </small>
        {item.status === 'undone' && <small>Undone: none of it counts. The file can be imported again.</small>}
        {failure && <ErrorNotice failure={failure} />}
      </span>
      {item.status === 'committed' && (
        <Undo label="Undo" file={item.file_name} into={into} count={count} onUndo={undo} />
      )}
    </li>
  )
}

/** What was imported before, each with its undo. */
export function Imports() {
  const { data, reload } = useLoad('imports', () => get<{ imports: Imported[] }>('/api/v1/imports'))
  const names = portfolios.use()
  // biome-ignore lint/correctness/useExhaustiveDependencies: an import or its undo reads the portfolios anew
  useEffect(reload, [names])
  const done = data?.imports.filter((item) => item.status !== 'preview') ?? []
  if (!done.length) return null
  return (
    <section className="card">
      <h2>Earlier imports</h2>
      <ul className="tokens">
        {done.map((item) => (
          <Row key={item.id} item={item} onUndone={reload} />
        ))}
      </ul>
    </section>
  )
}
