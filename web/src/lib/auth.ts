import { ApiError, call } from './api'
import { demoOff } from './person'
import { chosen } from './prefs'
import { asSession, session } from './session'

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
