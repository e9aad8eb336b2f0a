import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'
import { App } from '../src/App'
import { session } from '../src/lib/session'

let root: Root | null = null

export async function unmount() {
  const old = root
  root = null
  if (old) await act(async () => old.unmount())
  document.body.replaceChildren()
}

/** Open the app at an address, signed in unless told. */
export async function open(path: string, signedIn = true) {
  if (signedIn) session.set({ access: 'old', refresh: 'r1' })
  window.history.replaceState(null, '', path)
  await show(<App />)
}

/** Show something by itself. */
export async function show(what: ReactNode) {
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root?.render(what))
}

/** Wait until something can be found, letting the page work. */
export async function until<T>(find: () => T | null | undefined | false): Promise<T> {
  for (let turn = 0; turn < 1500; turn++) {
    const found = find()
    if (found) return found
    await act(() => new Promise((done) => setTimeout(done, 5)))
  }
  throw new Error(`not found in: ${document.body.textContent}`)
}

const name = (element: Element) => element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
export const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
export const byText = (selector: string, text: string | RegExp) =>
  all(selector).find((element) => (typeof text === 'string' ? name(element) === text : text.test(name(element))))
export const seen = (text: string) => until(() => document.body.textContent?.includes(text))

export async function click(selector: string, text: string | RegExp) {
  const element = await until(() => byText(selector, text))
  await act(async () => element.click())
}

/** Write into a field as a person does. */
export async function write(field: HTMLTextAreaElement | HTMLInputElement, text: string) {
  const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
  await act(async () => {
    Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

/** Choose an option of a select. */
export async function pick(select: HTMLSelectElement, value: string) {
  await act(async () => {
    select.value = value
    select.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

/** Give a form's field by its name. */
export const field = (name: string, form: HTMLElement = document.body) =>
  form.querySelector(`[name="${name}"]`) as HTMLInputElement

export async function submit(form: HTMLFormElement) {
  await act(async () => form.requestSubmit())
}

/** Choose a file where one can be dropped. */
export async function choose(file: File) {
  const input = (await until(() => document.querySelector('input[type=file]'))) as HTMLInputElement
  Object.defineProperty(input, 'files', { value: [file], configurable: true })
  await act(async () => input.dispatchEvent(new Event('change', { bubbles: true })))
}

export async function press(target: EventTarget, key: string) {
  await act(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
}

export async function ask(question: string) {
  const field = document.querySelector('textarea') as HTMLTextAreaElement
  await write(field, question)
  await press(field, 'Enter')
}

export interface Sent {
  method: string
  path: string
  body: unknown
  headers: Record<string, string>
}
export type Reply = unknown | ((sent: Sent, signal?: AbortSignal | null) => unknown)

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
export const failed = (status: number, code: string, message: string) => json({ error: { code, message } }, status)

/** Write events as the service streams them. */
export const frames = (events: object[], from = 1) =>
  events
    .map((event, i) => ({ id: from + i, turn_id: 't1', ...event }) as { id: number; type?: string })
    .map((event) => `event: ${event.type}\nid: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
export const stream = (events: object[], from = 1) =>
  new Response(frames(events, from), { headers: { 'Content-Type': 'text/event-stream' } })

const base: Record<string, Reply> = {
  'GET /api/health': {
    status: 'healthy',
    services: { ai_service: { status: 'healthy', model: 'built-in', outside: false } },
  },
  'GET /api/v1/me': { id: 'u', email: 'a@b.c', name: 'Asha', kind: 'local', base_currency: 'INR' },
  'GET /api/v1/portfolios': { portfolios: [{ id: 'p1', name: 'Core', base_currency: 'INR' }] },
  'GET /api/v1/threads': { threads: [] },
  'POST /api/v1/tools/portfolio_holdings': { holdings: [] },
}

/** Answer the page's requests from a table; returns what was sent. */
export function serve(routes: Record<string, Reply>): Sent[] {
  const sent: Sent[] = []
  const table = { ...base, ...routes }
  vi.stubGlobal('fetch', async (path: string, options: RequestInit = {}) => {
    const text = typeof options.body === 'string' ? JSON.parse(options.body) : options.body
    const headers = (options.headers ?? {}) as Record<string, string>
    const request = { method: options.method ?? 'GET', path, body: text, headers }
    sent.push(request)
    const reply = table[`${request.method} ${path}`]
    const answer = typeof reply === 'function' ? await reply(request, options.signal) : reply
    if (answer === undefined) return failed(404, 'not_found', `nothing at ${path}`)
    return answer instanceof Response ? answer : json(answer)
  })
  return sent
}
