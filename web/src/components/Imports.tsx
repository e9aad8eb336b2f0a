import { call, get } from '../lib/api'
import { day } from '../lib/format'
import { useLoad } from '../lib/load'
import { words } from '../lib/tools'
import type { Preview } from '../lib/types'
import { Icon } from './Icon'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'

interface Imported {
  id: string
  file_name: string
  format: string
  status: 'preview' | 'committed' | 'undone'
  preview: Partial<Preview>
  committed_at: string | null
}

function Row({ item, onUndone }: { item: Imported; onUndone: () => void }) {
  const { act, failure } = useAct()
  const undo = () => act(() => call('DELETE', `/api/v1/imports/${item.id}`).then(onUndone))
  return (
    <li>
      <span>
        <strong>{item.file_name}</strong>
        <small>
          {words(item.format)} · {day(item.committed_at)}
          {item.status === 'undone' && ' · undone'}
        </small>
        {failure && <ErrorNotice failure={failure} />}
      </span>
      {item.status === 'committed' && (
        <button type="button" className="button small" onClick={undo}>
          <Icon name="undo" /> Undo
        </button>
      )}
    </li>
  )
}

/** What was imported before, each with its undo. */
export function Imports() {
  const { data, reload } = useLoad('imports', () => get<{ imports: Imported[] }>('/api/v1/imports'))
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
