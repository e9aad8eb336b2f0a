import { asSession, latest, session } from './session'
import type { Failure } from './types'

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail?: unknown,
    readonly retryAfter?: number,
  ) {
    super(message)
  }
}

export interface Options {
  body?: unknown
  form?: FormData | URLSearchParams
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** A key under which the service does a write once, however often it is sent. */
export const once = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return { 'Idempotency-Key': [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
}

async function failure(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: Record<string, unknown> } | null
  const error = body?.error ?? {}
  const message = typeof error.message === 'string' ? error.message : `The service answered ${response.status}.`
  const wait = Number(response.headers.get('Retry-After')) || undefined
  return new ApiError(response.status, String(error.code ?? `http_${response.status}`), message, error.detail, wait)
}

function send(method: string, path: string, { body, form, headers, signal }: Options) {
  const sent: Record<string, string> = { Accept: 'application/json', ...headers }
  const token = session.get()?.access
  if (token) sent.Authorization = `Bearer ${token}`
  if (body !== undefined) sent['Content-Type'] = 'application/json'
  const payload = form ?? (body === undefined ? undefined : JSON.stringify(body))
  return fetch(path, { method, headers: sent, body: payload, signal, cache: 'no-store' }).catch((reason: unknown) => {
    if (signal?.aborted) throw reason
    throw new ApiError(0, 'offline', 'The service can not be reached. Is it running?')
  })
}

let renewing: Promise<boolean> | null = null

/** Trade the refresh token; it works once, so tabs take turns and use what another has got already. */
async function renew(failed: string): Promise<boolean> {
  const old = latest()
  if (!old) return false
  if (old.access !== failed) return true
  const response = await send('POST', '/api/v1/auth/refresh', { body: { refresh_token: old.refresh } })
  if (response.ok) session.set(asSession(await response.json()))
  else if (response.status < 500 && response.status !== 429) session.set(null)
  return response.ok
}

function renewed(failed: string): Promise<boolean> {
  const turn = () => renew(failed)
  const asked = renewing ?? Promise.resolve(navigator.locks ? navigator.locks.request('coach.refresh', turn) : turn())
  renewing = asked
  return asked.finally(() => {
    renewing = null
  })
}

/** Send a request as the person; an expired access token is renewed once. */
export async function request(method: string, path: string, options: Options = {}): Promise<Response> {
  const used = session.get()?.access
  let response = await send(method, path, options)
  if (response.status === 401 && used && (await renewed(used))) response = await send(method, path, options)
  if (!response.ok) throw await failure(response)
  return response
}

/** Send a request and read its JSON. */
export async function call<T>(method: string, path: string, options?: Options): Promise<T> {
  const response = await request(method, path, options)
  return (response.status === 204 ? null : await response.json()) as T
}

export const get = <T>(path: string) => call<T>('GET', path)
export const tool = <T>(name: string, args: Record<string, unknown>) =>
  call<T>('POST', `/api/v1/tools/${name}`, { body: args })

/** Say what went wrong in the words of the page. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof ApiError)) {
    return { code: 'internal', message: 'Something went wrong on this page.', retryable: true }
  }
  const retryable =
    error.status === 0 || error.code === 'already_running' || error.status === 429 || error.status >= 500
  return { code: error.code, message: error.message, retryable, retryAfter: error.retryAfter }
}
