import { act } from 'react'
import { expect, test } from 'vitest'
import { hidden } from '../src/lib/prefs'
import { session } from '../src/lib/session'
import {
  all,
  ask,
  byText,
  click,
  failed,
  json,
  open,
  press,
  type Sent,
  seen,
  serve,
  stream,
  until,
  write,
} from './page'

const text = 'You hold **₹1,000.00** in all, up 12.5%. It is spread [1].'
const span = (piece: string) => [[text.indexOf(piece), text.indexOf(piece) + piece.length]]
const fact = (ref: string, value: unknown, unit: string, spans: number[][]) => ({
  type: 'fact',
  ref,
  value,
  unit,
  currency: 'INR',
  as_of: '2025-10-31',
  tool: 'portfolio_holdings',
  call_id: 'c1',
  path: '/x',
  label: 'total value',
  spans,
})
const answer = [
  { type: 'turn.start', thread_id: 'th1' },
  { type: 'tool.start', call_id: 'c1', name: 'portfolio_holdings', title: '', args: { as_of: null } },
  { type: 'tool.end', call_id: 'c1', ok: true, ms: 12, summary: '' },
  { type: 'text.delta', delta: text },
  fact('c1#/total', '1000.00', 'money', span('₹1,000.00')),
  fact('c1#/gain', 0.125, 'ratio', span('12.5%')),
  {
    type: 'citation',
    n: 1,
    passage_id: 'p',
    title: 'Spread',
    locator: 'Part 1',
    quote: 'Spread it.',
    origin: 'lesson',
  },
  { type: 'suggestions', items: ['And over three years?'] },
  { type: 'done', answer_id: 'a1', finish_reason: 'stop', withheld: 0 },
]
const chat = 'POST /api/v1/chat'
const figures = () => all('.figure').map((figure) => figure.textContent)
const asked = (sent: Sent[]) => sent.filter((one) => one.path === '/api/v1/chat').map((one) => one.body)

test('an answer streams, opens its sources and is announced once', async () => {
  const explained = {
    tool: 'portfolio_holdings',
    args: {},
    definition: 'Holdings plus cash.',
    inputs: [],
    transactions: [],
    prices: [],
  }
  const sent = serve({ [chat]: () => stream(answer), 'POST /api/v1/tools/explain_fact': explained })
  await open('/')
  await ask('What do I hold?')
  await until(() => figures().length === 2 && byText('[role=status]', 'Answer ready'))
  expect(figures()).toEqual(['₹1,000.00', '12.5%'])
  expect(window.location.pathname).toBe('/c/th1')
  await click('.figure', '₹1,000.00')
  await click('button', 'Explain this figure')
  await seen('Holdings plus cash.')
  expect(sent.at(-1)?.body).toEqual({ ref: 'c1#/total' })
  await click('.chip', 'Source 1: Spread')
  await seen('Spread it.')
  expect(all('[role=alert]')).toEqual([])
})

test('a suggestion asks in the same thread', async () => {
  const sent = serve({ [chat]: () => stream(answer) })
  await open('/')
  await ask('What do I hold?')
  await click('.suggestions button', 'And over three years?')
  await until(() => asked(sent).length === 2)
  expect(asked(sent)[1]).toEqual({ message: 'And over three years?', thread_id: 'th1' })
})

test('hidden amounts are masked in prose, questions and sources', async () => {
  serve({ [chat]: () => stream(answer) })
  await open('/')
  await act(async () => hidden.set(true))
  await ask('Is ₹1,000.00 enough?')
  await until(() => figures().length === 2)
  await click('.figure', '••••')
  await seen('Where this figure comes from')
  expect(figures()).toEqual(['••••', '12.5%'])
  expect(document.body.textContent).not.toContain('1,000')
})

test('a failed request says why and can be tried again', async () => {
  let times = 0
  serve({ [chat]: () => (times++ ? stream(answer) : failed(503, 'model_failed', 'The model is away.')) })
  await open('/')
  await ask('What do I hold?')
  await until(() => byText('[role=alert]', /The model is away/))
  await click('[role=alert] button', 'Try again')
  await until(() => figures().length === 2)
  expect(all('[role=alert]')).toEqual([])
  expect(all('.turn')).toHaveLength(1)
})

test('an error event ends as done says', async () => {
  const events = [answer[0], { type: 'error', code: 'model_failed', message: 'Half way.', retryable: true }]
  const done = { type: 'done', answer_id: 'a', finish_reason: 'error', withheld: 0 }
  serve({ [chat]: () => stream([...events, done] as object[]) })
  await open('/')
  await ask('What do I hold?')
  await until(() => byText('[role=alert]', /Half way/))
  expect(byText('[role=status]', 'Answer ready')).toBeUndefined()
})

test('a dropped connection is taken up where it broke', async () => {
  const rest = (sent: Sent) => stream(answer.slice(4), Number(sent.headers['Last-Event-ID']) + 1)
  const sent = serve({ [chat]: () => stream(answer.slice(0, 4)), 'GET /api/v1/turns/t1/events': rest })
  await open('/')
  await ask('What do I hold?')
  await until(() => figures().length === 2)
  const resumed = sent.find((one) => one.path.endsWith('/events'))
  expect(resumed?.headers['Last-Event-ID']).toBe('4')
})

test('a connection that stays lost says so, and what came is kept', async () => {
  const away = () => Promise.reject(new TypeError('Failed to fetch'))
  serve({ [chat]: () => stream(answer.slice(0, 4)), 'GET /api/v1/turns/t1/events': away })
  await open('/')
  await ask('What do I hold?')
  await until(() => byText('[role=alert]', /The connection was lost before the answer ended/))
  expect(byText('[role=alert] button', 'Try again')).toBeTruthy()
  await seen('You hold ₹1,000.00 in all')
})

test('Escape stops the answer here and in the service', async () => {
  const hang = (_sent: Sent, signal?: AbortSignal | null) =>
    new Promise((_done, fail) =>
      signal?.addEventListener('abort', () => fail(new DOMException('stopped', 'AbortError'))),
    )
  serve({ [chat]: hang })
  await open('/')
  await ask('What do I hold?')
  await until(() => byText('button', 'Stop'))
  await press(window, 'Escape')
  await until(() => byText('[role=alert]', /Stopped/))
  expect(byText('button', 'Send')).toBeTruthy()
})

test('an outside model is named before the first message', async () => {
  const health = {
    status: 'healthy',
    services: { ai_service: { status: 'healthy', model: 'big-model', outside: true } },
  }
  const sent = serve({ [chat]: () => stream(answer), 'GET /api/health': health })
  await open('/')
  await seen('Answers are written by big-model')
  await ask('What do I hold?')
  await until(() => byText('dialog', /Send to an outside model/))
  expect(asked(sent)).toEqual([])
  await click('button', 'Agree and send')
  await until(() => figures().length === 2)
  await ask('And now?')
  await until(() => asked(sent).length === 2)
})

test('an expired token is renewed once and the request sent again', async () => {
  const tokens = { access_token: 'new', refresh_token: 'r2' }
  const reply = ({ headers }: Sent) =>
    headers.Authorization === 'Bearer new' ? stream(answer) : failed(401, 'not_signed_in', '')
  serve({ [chat]: reply, 'POST /api/v1/auth/refresh': tokens })
  await open('/')
  await ask('What do I hold?')
  await until(() => figures().length === 2)
  expect(session.get()).toEqual({ access: 'new', refresh: 'r2' })
})

test('a refused renewal signs out', async () => {
  const no = () => failed(401, 'not_signed_in', 'Sign in first.')
  serve({ [chat]: no, 'POST /api/v1/auth/refresh': no })
  await open('/')
  await ask('What do I hold?')
  await until(() => session.get() === null)
})

test('a stored thread opens with its answers', async () => {
  const messages = [
    { id: '1', role: 'user', text: 'What do I hold?', turn_id: 't1' },
    {
      id: '2',
      role: 'assistant',
      text,
      turn_id: 't1',
      answer: { text, facts: [], citations: [], tools: [], charts: [], withheld: 2 },
    },
  ]
  serve({ 'GET /api/v1/threads/th1': { id: 'th1', title: '', messages } })
  await open('/c/th1')
  await seen('You hold ₹1,000.00 in all')
})

test('threads are searched by what was said in them', async () => {
  const threads = Array.from({ length: 8 }, (_, i) => ({ id: `th${i}`, title: `Question ${i}`, updated_at: '' }))
  serve({ 'GET /api/v1/threads': { threads }, 'GET /api/v1/threads?q=gold%20price': { threads: [threads[3]] } })
  await open('/')
  const field = await until(() => document.querySelector<HTMLInputElement>('.sidebar input[type=search]'))
  await write(field, 'gold price')
  await until(() => all('.threads li').length === 1)
  expect(byText('.threads a', 'Question 3')).toBeTruthy()
})

test('a thread can be deleted', async () => {
  const threads = [{ id: 'th1', title: 'About gold', updated_at: '' }]
  const remove = () => {
    threads.pop()
    return json(null)
  }
  serve({ 'GET /api/v1/threads': () => ({ threads }), 'DELETE /api/v1/threads/th1': remove })
  await open('/')
  await click('button', 'Delete About gold')
  await click('.thread button', 'Delete')
  await until(() => !byText('.thread', /gold/))
})

test('a draft is recorded only by approval', async () => {
  const draft = {
    type: 'approval',
    approval_id: 'd1',
    tool: 'portfolio_record',
    args: {},
    draft: { symbol: 'INFY', quantity: '5' },
  }
  const sent = serve({
    [chat]: () => stream([...answer.slice(0, -1), draft, ...answer.slice(-1)]),
    'POST /api/v1/approvals/d1': {},
  })
  await open('/')
  await ask('Record 5 INFY')
  await click('.approval button', 'Approve')
  await seen('Approved and recorded.')
  expect(sent.at(-1)?.body).toEqual({ decision: 'approve' })
})
