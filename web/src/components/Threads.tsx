import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useLoad, useSettled } from '../lib/load'
import { maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import { deleteThread, refreshThreads, renameThread, searchThreads, threads } from '../lib/threads'
import type { ThreadInfo } from '../lib/types'
import { Sign } from './Sign'

const MANY = 6

interface RowProps {
  thread: ThreadInfo
  current: boolean
  onDeleted: () => void
}

function Rename({ thread, onDone }: { thread: ThreadInfo; onDone: () => void }) {
  const [title, setTitle] = useState(thread.title)
  const save = () => {
    const text = title.trim()
    onDone()
    if (text && text !== thread.title) renameThread(thread.id, text).catch(() => refreshThreads())
  }
  return (
    <form
      className="thread"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the person just asked to rename
        autoFocus
        aria-label="New title"
        value={title}
        maxLength={120}
        onChange={(event) => setTitle(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onDone()
        }}
      />
    </form>
  )
}

function Row({ thread, current, onDeleted }: RowProps) {
  const hide = hidden.use()
  const [mode, setMode] = useState<'show' | 'rename' | 'delete'>('show')
  const title = thread.title || 'Untitled'
  const shown = hide ? maskText(title) : title
  const remove = () => deleteThread(thread.id).then(onDeleted, () => setMode('show'))
  if (mode === 'rename') return <Rename thread={thread} onDone={() => setMode('show')} />
  if (mode === 'delete') {
    return (
      <div className="thread ask">
        <span className="clip">Delete this?</span>
        <button type="button" className="link danger" onClick={remove}>
          Delete
        </button>
        <button type="button" className="link" onClick={() => setMode('show')}>
          Keep
        </button>
      </div>
    )
  }
  return (
    <div className="thread">
      <Link href={`/c/${thread.id}`} className="clip" aria-current={current ? 'page' : undefined} title={shown}>
        {shown}
      </Link>
      <button
        type="button"
        className="icon-button tiny"
        aria-label={`Rename ${shown}`}
        onClick={() => setMode('rename')}
      >
        <Sign name="edit" />
      </button>
      <button
        type="button"
        className="icon-button tiny"
        aria-label={`Delete ${shown}`}
        onClick={() => setMode('delete')}
      >
        <Sign name="trash" />
      </button>
    </div>
  )
}

/** The person's conversations, newest first, with search. */
export function Threads() {
  const all = threads.use()
  const [query, setQuery] = useState('')
  const [path, go] = useLocation()
  const wanted = useSettled(query.trim())
  const search = useLoad(wanted ? `${wanted} ${all?.length}` : null, () => searchThreads(wanted))
  useEffect(() => {
    refreshThreads()
  }, [])
  if (!all?.length) return null
  const found = wanted ? (search.data ?? []) : all
  return (
    <>
      <h2 className="sidebar-title">Conversations</h2>
      {all.length > MANY && (
        <label className="search small">
          <Sign name="search" />
          <span className="sr">Search conversations</span>
          <input type="search" placeholder="Search" value={query} onChange={(event) => setQuery(event.target.value)} />
        </label>
      )}
      <ul className="threads">
        {found.map((thread) => {
          const current = path === `/c/${thread.id}`
          return (
            <li key={thread.id}>
              <Row thread={thread} current={current} onDeleted={() => current && go('/')} />
            </li>
          )
        })}
      </ul>
      {!found.length && !search.loading && <p className="quiet">Nothing found.</p>}
    </>
  )
}
