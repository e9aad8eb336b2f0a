import { ApiError, get, request, toFailure } from './api'
import { chat, NO_CHAT, running, type Turn, type TurnState } from './chat'
import { blank, type ChatEvent, fold } from './fold'
import { chosen } from './prefs'
import { readEvents } from './sse'
import { refreshThreads } from './threads'
import type { Failure, StoredMessage } from './types'

const RESUMES = 2
const LOST: Failure = { code: 'lost', message: 'The connection was lost before the answer ended.', retryable: true }

let serial = 0
const aborts = new Map<string, AbortController>()

const nextKey = () => `turn-${++serial}`

function change(key: string, patch: (turn: Turn) => Turn) {
  chat.set((old) => ({ ...old, turns: old.turns.map((turn) => (turn.key === key ? patch(turn) : turn)) }))
}

const find = (key: string) => chat.get().turns.find((turn) => turn.key === key)

function end(key: string, state: TurnState, failure?: Failure) {
  change(key, (turn) => (turn.state === 'running' ? { ...turn, state, failure: failure ?? turn.failure } : turn))
}

const ENDS: Record<string, TurnState> = { error: 'failed', cancelled: 'stopped' }
const stateOf = (reason: string): TurnState => ENDS[reason] ?? 'done'

function take(key: string, event: ChatEvent) {
  change(key, (turn) => ({ ...turn, answer: fold(turn.answer, event) }))
  if (event.type === 'turn.start' && find(key)) {
    chat.set((old) => ({ ...old, threadId: event.thread_id }))
    refreshThreads()
  }
  if (event.type === 'error') change(key, (turn) => ({ ...turn, failure: event }))
  if (event.type === 'done') end(key, stateOf(event.finish_reason))
}

interface Progress {
  last: number
  turn: string
  done: boolean
}

async function follow(key: string, response: Response, seen: Progress) {
  for await (const frame of readEvents(response)) {
    const event = frame.data as ChatEvent
    if (event.id <= seen.last) continue
    seen.last = event.id
    seen.turn = event.turn_id
    seen.done ||= event.type === 'done'
    take(key, event)
  }
}

const isDrop = (error: unknown) => error instanceof TypeError || (error instanceof ApiError && error.status === 0)

type Start = (signal: AbortSignal) => Promise<Response>

/** Follow one connection; a drop after the turn began is no failure, since it can be taken up again. */
async function attempt(key: string, start: Start, seen: Progress, signal: AbortSignal) {
  try {
    await follow(key, await start(signal), seen)
  } catch (error) {
    if (signal.aborted || !isDrop(error) || !seen.turn) throw error
  }
}

/** Read the events of a turn to its end; a dropped connection is taken up again where it broke. */
async function run(key: string, start: Start, turn = '') {
  const abort = new AbortController()
  aborts.set(key, abort)
  const seen: Progress = { last: 0, turn, done: false }
  try {
    await attempt(key, start, seen, abort.signal)
    for (let again = 0; again < RESUMES && !seen.done && seen.turn; again++) {
      await attempt(key, (signal) => resume(seen, signal), seen, abort.signal)
    }
    end(key, 'failed', LOST)
  } catch (error) {
    if (abort.signal.aborted) end(key, 'stopped')
    else end(key, 'failed', toFailure(error))
  } finally {
    aborts.delete(key)
    refreshThreads()
  }
}

function resume(seen: Progress, signal: AbortSignal) {
  const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(seen.last) }
  return request('GET', `/api/v1/turns/${seen.turn}/events`, { headers, signal })
}

/** Ask a question in the open thread. */
export async function ask(question: string) {
  const key = nextKey()
  const { threadId } = chat.get()
  const turn: Turn = { key, question, answer: blank(), state: 'running' }
  chat.set((old) => ({ ...old, failure: null, turns: [...old.turns, turn] }))
  const body = {
    message: question,
    ...(threadId && { thread_id: threadId }),
    ...(chosen.get() && { portfolio_id: chosen.get() }),
  }
  const headers = { Accept: 'text/event-stream' }
  await run(key, (signal) => request('POST', '/api/v1/chat', { body, headers, signal }))
}

/** Ask the question of a turn again in its place. */
export async function retry(key: string) {
  const turn = find(key)
  if (!turn) return
  chat.set((old) => ({ ...old, turns: old.turns.filter((other) => other.key !== key) }))
  await ask(turn.question)
}

/** Stop the running answer, here and in the service. */
export async function stop() {
  const turn = running(chat.get())
  if (!turn) return
  end(turn.key, 'stopped')
  const id = turn.answer.turn_id
  if (id) await request('POST', `/api/v1/turns/${id}/cancel`).catch(() => undefined)
  aborts.get(turn.key)?.abort()
}

/** Pair the stored messages of a thread into turns. */
export function turnsOf(messages: StoredMessage[]): Turn[] {
  const turns = new Map<string, Turn>()
  for (const message of messages) {
    const id = message.turn_id
    if (message.role === 'user') {
      const answer = { ...blank(), turn_id: id }
      turns.set(id, { key: nextKey(), question: message.text, answer, state: 'done' })
    } else {
      const turn = turns.get(id)
      const answer = { ...blank(), text: message.text, ...message.answer, turn_id: id }
      if (turn) turns.set(id, { ...turn, answer, state: stateOf(answer.finish_reason), failure: answer.error })
    }
  }
  return [...turns.values()]
}

function takeUp(turn: Turn): Turn {
  const unanswered = !turn.answer.answer_id && !turn.answer.text
  return unanswered ? { ...turn, state: 'running' } : turn
}

/** Load the thread that was opened; an answer still under way is followed. */
export async function loadThread(id: string) {
  const isOpen = () => chat.get().threadId === id
  try {
    const thread = await get<{ messages: StoredMessage[] }>(`/api/v1/threads/${id}`)
    if (!isOpen()) return
    const turns = turnsOf(thread.messages)
    const last = turns.pop()
    if (last) turns.push(takeUp(last))
    chat.set({ ...NO_CHAT, threadId: id, turns })
    const live = running(chat.get())
    if (live) {
      const seen = { last: 0, turn: live.answer.turn_id, done: false }
      await run(live.key, (signal) => resume(seen, signal), seen.turn)
    }
  } catch (error) {
    if (isOpen()) chat.set({ ...NO_CHAT, threadId: id, failure: toFailure(error) })
  }
}
