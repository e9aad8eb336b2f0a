import { call, get, once } from '../lib/api'
import { day } from '../lib/format'
import { useLoad } from '../lib/load'
import { maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import { Editor } from './Editor'
import { Item } from './Item'
import { Listed } from './Listed'
import { SymbolField } from './SymbolField'

const LONGEST = 4000

interface Note {
  id: string
  target: string
  text: string
  created_at: string
}

const pathOf = ({ id }: Note) => `/api/v1/notes/${id}`
const textOf = (form: FormData, key: string) => String(form.get(key)).trim()

/** Keep a note, or change one where it stands. */
function keepNote(form: FormData, old?: Note) {
  const body = { target: textOf(form, 'target'), text: textOf(form, 'text') }
  if (old) return call('PUT', pathOf(old), { body })
  return call('POST', '/api/v1/notes', { body, headers: once() })
}

interface FormProps {
  old?: Note
  onDone: () => void
  onCancel?: () => void
}

const Form = ({ old, onDone, onCancel }: FormProps) => (
  <Editor
    label={old ? 'Save note' : 'Add note'}
    save={(form) => keepNote(form, old)}
    onDone={onDone}
    onCancel={onCancel}
  >
    <SymbolField label="About" name="target" value={old?.target} required />
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
            remove={() => call('DELETE', pathOf(note)).then(reload)}
            edit={(close) => <Form old={note} onCancel={close} onDone={() => [close(), reload()]} />}
          >
            <strong>{note.target}</strong>
            <p className="lines">{hide ? maskText(note.text) : note.text}</p>
            <small>{day(note.created_at)}</small>
          </Item>
        )}
      </Listed>
      <details>
        <summary>New note</summary>
        <Form onDone={reload} />
      </details>
    </section>
  )
}
