import { useState } from 'react'
import { ApiError, call, get, once, toFailure } from '../lib/api'
import { day } from '../lib/format'
import { useLoad } from '../lib/load'
import { maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import type { Failure } from '../lib/types'
import { Drop } from './Drop'
import { Item } from './Item'
import { Listed } from './Listed'
import { ErrorNotice } from './Notice'

const FILES = '.pdf,.md,.txt,.csv,.docx'
const MOST = 20_000_000
const LOOK = 700
const LOOKS = 120

interface Document {
  id: string
  title: string
  file_name: string
  kind: string
  pages: number | null
  characters: number
  created_at: string
}

interface Job {
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Wait until a job has ended; what it does is only better search, so a lost job is no failure. */
async function ended(id: string) {
  for (let look = 0; look < LOOKS; look++) {
    const { status } = await get<Job>(`/api/v1/jobs/${id}`)
    if (status !== 'queued' && status !== 'running') return
    await pause(LOOK)
  }
}

type Stage = 'sending' | 'indexing' | null

const STAGES = { sending: 'Sending and reading', indexing: 'Found by its words already; learning its sense:' }

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`

function checked(file: File) {
  if (file.size > MOST) {
    const message = `${file.name} has ${megabytes(file.size)}; a document has at most ${megabytes(MOST)}.`
    throw new ApiError(413, 'too_large', message)
  }
}

function useUpload(onKept: () => void) {
  const [stage, setStage] = useState<Stage>(null)
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [kept, setKept] = useState<string | null>(null)
  const send = async (file: File) => {
    setFailure(null)
    setKept(null)
    setName(file.name)
    try {
      checked(file)
      setStage('sending')
      const form = new FormData()
      form.set('file', file)
      const made = await call<Document & { job_id: string }>('POST', '/api/v1/documents', { form, headers: once() })
      onKept()
      setKept(made.title)
      setStage('indexing')
      await ended(made.job_id).catch(() => undefined)
    } catch (error) {
      setFailure(toFailure(error))
    }
    setStage(null)
  }
  return { stage, name, failure, kept, send }
}

const lengthOf = ({ pages, characters }: Document) =>
  pages ? `${pages} ${pages === 1 ? 'page' : 'pages'}` : `${characters.toLocaleString('en')} characters`

/** The person's own texts, which answers quote beside the library. */
export function Documents() {
  const loaded = useLoad('documents', () => get<{ documents: Document[] }>('/api/v1/documents'))
  const { reload } = loaded
  const upload = useUpload(reload)
  const hide = hidden.use()
  const shown = (name: string) => (hide ? maskText(name) : name)
  return (
    <section className="card stack">
      <h2>Documents</h2>
      <Drop
        label="Drop a document"
        hint="or click to choose · PDF, Word, Markdown, text or CSV · up to 20 MB"
        accept={FILES}
        busy={upload.stage === 'sending'}
        onFile={upload.send}
      />
      {upload.stage && (
        <label className="quiet" role="status">
          {STAGES[upload.stage]} {upload.name} <progress />
        </label>
      )}
      {upload.kept && !upload.stage && (
        <p className="notice good" role="status">
          {upload.kept} is kept. Ask about it in a question.
        </p>
      )}
      {upload.failure && <ErrorNotice failure={upload.failure} />}
      <Listed
        loaded={loaded}
        items={loaded.data?.documents}
        empty="No documents yet. Add a fund factsheet, a contract note or your own thoughts, and answers can quote them."
      >
        {(item) => (
          <Item
            key={item.id}
            what={shown(item.title)}
            remove={() => call('DELETE', `/api/v1/documents/${item.id}`).then(reload)}
          >
            <strong>{shown(item.title)}</strong>
            <small>
              {shown(item.file_name)} · {lengthOf(item)} · {day(item.created_at)}
            </small>
          </Item>
        )}
      </Listed>
    </section>
  )
}
