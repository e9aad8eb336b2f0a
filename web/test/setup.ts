import { afterEach, beforeEach, vi } from 'vitest'
import { chat, NO_CHAT } from '../src/lib/chat'
import { health, me, portfolios } from '../src/lib/person'
import { chosen, hidden, numbers } from '../src/lib/prefs'
import { session } from '../src/lib/session'
import { source } from '../src/lib/source'
import { threads } from '../src/lib/threads'
import { unmount } from './page'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
Element.prototype.scrollIntoView = () => undefined

/** The window shows everything, unless a test stubs this. */
class Showing {
  constructor(readonly tell: (entries: { isIntersecting: boolean }[]) => void) {}
  observe() {
    this.tell([{ isIntersecting: true }])
  }
  disconnect() {}
}
Object.assign(globalThis, { IntersectionObserver: Showing })

beforeEach(() => {
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  chat.set(NO_CHAT)
  for (const kept of [me, portfolios, health, source, threads, session, chosen]) kept.set(null)
  hidden.set(false)
  numbers.set('auto')
})

afterEach(async () => {
  await unmount()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
