import { ApiError, call } from './api'
import { chosen } from './prefs'
import { asSession, session } from './session'
import { store } from './store'

type Tokens = Parameters<typeof asSession>[0]

const begin = (tokens: Tokens) => {
  chosen.set(null)
  session.set(asSession(tokens))
}

export async function signIn(email: string, password: string) {
  const form = new URLSearchParams({ grant_type: 'password', username: email, password })
  begin(await call<Tokens>('POST', '/api/v1/auth/login', { form }))
}

export async function register(email: string, password: string, name: string) {
  await call('POST', '/api/v1/auth/register', { body: { email, password, ...(name && { name }) } })
  await signIn(email, password)
}

/** Whether the service said that it has no demo. */
export const demoOff = store(false)

export async function tryDemo() {
  try {
    begin(await call<Tokens>('POST', '/api/v1/auth/demo'))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error
    demoOff.set(true)
  }
}

export async function exchangeLink(token: string) {
  begin(await call<Tokens>('POST', '/api/v1/auth/link', { body: { token } }))
}

export async function signOut() {
  const old = session.get()
  try {
    if (old) await call('POST', '/api/v1/auth/logout', { body: { refresh_token: old.refresh } })
  } finally {
    chosen.set(null)
    session.set(null)
  }
}

/** Take the one-time token out of the address, so that it is neither kept in the history nor sent on. */
export function takeLink(): string | null {
  const found = /^#link=([^&]+)/.exec(window.location.hash)
  if (!found?.[1]) return null
  window.history.replaceState(null, '', window.location.pathname)
  return decodeURIComponent(found[1])
}
