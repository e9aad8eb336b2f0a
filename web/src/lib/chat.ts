import { store } from './store'
import type { Answer, Failure } from './types'

export type TurnState = 'running' | 'done' | 'stopped' | 'failed'

export interface Turn {
  key: string
  question: string
  answer: Answer
  state: TurnState
  failure?: Failure
}

export interface Chat {
  threadId: string | null
  turns: Turn[]
  loading: boolean
  failure: Failure | null
}

export const NO_CHAT: Chat = { threadId: null, turns: [], loading: false, failure: null }
export const chat = store<Chat>(NO_CHAT)

export const running = (state: Chat) => state.turns.find((turn) => turn.state === 'running')

/** What is done in a conversation; fetched after the first paint. */
export const actions = () => import('./turns')
