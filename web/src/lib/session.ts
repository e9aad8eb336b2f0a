import { keep, recall, store } from './store'

export interface Session {
  access: string
  refresh: string
}

interface Tokens {
  access_token: string
  refresh_token: string
}

const KEY = 'coach.session'

function stored(): Session | null {
  try {
    return JSON.parse(recall(KEY) ?? 'null') as Session | null
  } catch {
    return null
  }
}

export const session = store<Session | null>(null, stored(), (value) => {
  keep(KEY, value && JSON.stringify(value))
  document.documentElement.dataset.session = value ? 'in' : 'out'
})

/** Give the session as any tab has left it. */
export function latest(): Session | null {
  const kept = stored() ?? session.get()
  if (kept?.access !== session.get()?.access) session.set(kept)
  return kept
}

export const asSession = (tokens: Tokens): Session => ({
  access: tokens.access_token,
  refresh: tokens.refresh_token,
})

// Another tab that signs in, refreshes or signs out does so for this one too.
if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue !== JSON.stringify(session.get())) session.set(stored())
  })
}

/** Take the one-time token out of the address, so that it is neither kept in the history nor sent on. */
export function takeLink(): string | null {
  const found = /^#link=([^&]+)/.exec(window.location.hash)
  if (!found?.[1]) return null
  window.history.replaceState(null, '', window.location.pathname)
  return decodeURIComponent(found[1])
}
