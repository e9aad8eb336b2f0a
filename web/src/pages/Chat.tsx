import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { Composer } from '../components/Composer'
import { ErrorNotice } from '../components/Notice'
import { Welcome } from '../components/Welcome'
import { actions, chat, NO_CHAT, running, type Turn } from '../lib/chat'
import { onKeys } from '../lib/keys'
import { maskText } from '../lib/mask'
import { health, outsideModel } from '../lib/person'
import { hidden } from '../lib/prefs'
import { session } from '../lib/session'
import { closeSource, source } from '../lib/source'
import { keep, recall } from '../lib/store'

const loadTurns = () => import('../components/Turns')
const Turns = lazy(loadTurns)
const Consent = lazy(() => import('../components/Consent'))
const Source = lazy(() => import('../components/Source'))

const Gone = () => (
  <div className="welcome">
    <h1>This conversation is not here</h1>
    <p className="lead">It was deleted, belongs to another account, or the link is not complete.</p>
    <p className="actions">
      <Link href="/" className="button primary">
        Start a new question
      </Link>
    </p>
  </div>
)

const ask = async (text: string) => (await actions()).ask(text)
const stop = async () => (await actions()).stop()

/** Show a thread at once, empty until it is loaded; null is a new one. */
async function openThread(id: string | null) {
  chat.set({ ...NO_CHAT, threadId: id, loading: id !== null })
  if (id) (await actions()).loadThread(id)
}

/** Keep the address and the open thread the same. */
function useThread() {
  const { id } = useParams<{ id?: string }>()
  const { threadId } = chat.use()
  const [, go] = useLocation()
  const signedIn = session.use() !== null
  const wanted = id ?? null
  useEffect(() => {
    if (signedIn && wanted !== chat.get().threadId) openThread(wanted)
  }, [wanted, signedIn])
  useEffect(() => {
    if (threadId && !wanted && running(chat.get())) go(`/c/${threadId}`, { replace: true })
  }, [threadId, wanted, go])
}

/** Say once that an answer is complete; the stream itself stays silent. */
function useReady(turns: Turn[]): string {
  const [ready, setReady] = useState('')
  const busy = turns.some((turn) => turn.state === 'running')
  const was = useRef(busy)
  const last = turns.at(-1)?.state
  useEffect(() => {
    if (busy) setReady('')
    else if (was.current && last === 'done') setReady('Answer ready')
    was.current = busy
  }, [busy, last])
  return ready
}

/** Ask, after the person agreed to an outside model if there is one. */
function useAsk() {
  const [waiting, setWaiting] = useState<string | null>(null)
  const model = outsideModel(health.use())
  const [, go] = useLocation()
  const onAsk = useCallback(
    (text: string) => {
      if (!session.get()) go('/sign-in')
      else if (model && recall('coach.agreed') !== model) setWaiting(text)
      else ask(text)
    },
    [model, go],
  )
  const agree = () => {
    keep('coach.agreed', model)
    setWaiting(null)
    if (waiting) ask(waiting)
  }
  const consent = waiting !== null && model && (
    <Consent model={model} onAgree={agree} onClose={() => setWaiting(null)} />
  )
  return { onAsk, consent, model }
}

function useChatKeys(field: React.RefObject<HTMLTextAreaElement | null>) {
  useEffect(() => {
    const onEscape = () => (source.get() ? closeSource() : stop())
    return onKeys({ '/': () => field.current?.focus() }, onEscape)
  }, [field])
  useEffect(() => () => source.set(null), [])
}

function useTitle(turns: Turn[]) {
  const hide = hidden.use()
  const first = turns[0]?.question
  useEffect(() => {
    const title = hide && first ? maskText(first) : first
    document.title = title ? `${title} · Portfolio Coach` : 'Portfolio Coach'
  }, [first, hide])
}

export function Chat() {
  const { turns, loading, failure, threadId } = chat.use()
  const field = useRef<HTMLTextAreaElement>(null)
  const { onAsk, consent, model } = useAsk()
  const ready = useReady(turns)
  const panel = source.use()
  useThread()
  useChatKeys(field)
  useTitle(turns)
  useEffect(() => {
    loadTurns()
  }, [])
  const busy = turns.some((turn) => turn.state === 'running')
  const gone = failure?.code === 'not_found'
  const blankPage = !turns.length && !loading && !failure
  return (
    <div className={panel ? 'chat beside' : 'chat'}>
      {blankPage && <Welcome onAsk={onAsk} />}
      {turns.length > 0 && <h1 className="sr">Conversation</h1>}
      {gone && <Gone />}
      {failure && !gone && <ErrorNotice failure={failure} onRetry={() => openThread(threadId)} />}
      {turns.length > 0 && (
        <Suspense>
          <Turns turns={turns} onAsk={onAsk} />
        </Suspense>
      )}
      {!gone && (
        <div className="dock">
          <Composer field={field} busy={busy} last={turns.at(-1)?.question} onAsk={onAsk} onStop={stop} />
          <p className="small-print">
            {model ? `Answers are written by ${model}. ` : ''}Figures are computed from your ledger. Not investment
            advice.
          </p>
        </div>
      )}
      <p className="sr" role="status">
        {ready}
      </p>
      {panel && (
        <Suspense>
          <Source />
        </Suspense>
      )}
      <Suspense>{consent}</Suspense>
    </div>
  )
}
