import { call, get, once, tool } from '../lib/api'
import { day } from '../lib/format'
import { useLoad } from '../lib/load'
import { maskText } from '../lib/mask'
import { portfolios } from '../lib/person'
import { hidden } from '../lib/prefs'
import type { Holdings } from '../lib/types'
import { Editor } from './Editor'
import { Item } from './Item'
import { Listed } from './Listed'

const LONGEST = 4000

interface Note {
  id: string
  target: string
  text: string
  created_at: string
}

const drop = (note: Note) => call('DELETE', `/api/v1/notes/${note.id}`)
const textOf = (form: FormData, key: string) => String(form.get(key)).trim()

/** Keep a note; one that is edited takes the old one's place once it is kept itself. */
async function keepNote(form: FormData, old?: Note) {
  const body = { target: textOf(form, 'target'), text: textOf(form, 'text') }
  if (old?.text === body.text && old.target === body.target) return
  await call('POST', '/api/v1/notes', { body, headers: once() })
  if (old) await drop(old)
}

interface FormProps {
  old?: Note
  symbols: string[]
  onDone: () => void
  onCancel?: () => void
}

const Form = ({ old, symbols, onDone, onCancel }: FormProps) => (
  <Editor
    label={old ? 'Save note' : 'Add note'}
    save={(form) => keepNote(form, old)}
    onDone={onDone}
    onCancel={onCancel}
  >
    <label className="field">
      About
      <input
        name="target"
        list="note-targets"
        required
        maxLength={120}
        placeholder="A holding, such as AAPL"
        defaultValue={old?.target}
      />
      <datalist id="note-targets">
        {symbols.map((symbol) => (
          <option key={symbol} value={symbol} />
        ))}
      </datalist>
    </label>
    <label className="field">
      Note
      <textarea
        name="text"
        rows={3}
        required
        maxLength={LONGEST}
        placeholder="Why I bought it, and when I would sell"
        defaultValue={old?.text}
      />
    </label>
  </Editor>
)

/** What the person wrote beside their holdings. */
export function Notes() {
  const loaded = useLoad('notes', () => get<{ notes: Note[] }>('/api/v1/notes'))
  const some = portfolios.use()?.length
  const held = useLoad(some ? 'note targets' : null, () => tool<Holdings>('portfolio_holdings', { limit: 100 })).data
  const symbols = held?.holdings.map(({ symbol }) => symbol) ?? []
  const hide = hidden.use()
  const { reload } = loaded
  return (
    <section className="card stack">
      <h2>Notes on holdings</h2>
      <Listed
        loaded={loaded}
        items={loaded.data?.notes}
        empty="No notes yet. What you write here, you can ask about later."
      >
        {(note) => (
          <Item
            key={note.id}
            what={`the note on ${note.target}`}
            remove={() => drop(note).then(reload)}
            edit={(close) => <Form old={note} symbols={symbols} onCancel={close} onDone={() => [close(), reload()]} />}
          >
            <strong>{note.target}</strong>
            <p className="lines">{hide ? maskText(note.text) : note.text}</p>
            <small>{day(note.created_at)}</small>
          </Item>
        )}
      </Listed>
      <details>
        <summary>New note</summary>
        <Form symbols={symbols} onDone={reload} />
      </details>
    </section>
  )
}
