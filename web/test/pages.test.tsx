import { act } from 'react'
import { expect, test, vi } from 'vitest'
import { demoOff } from '../src/lib/person'
import { hidden } from '../src/lib/prefs'
import { session } from '../src/lib/session'
import { all, byText, choose, click, failed, open, press, seen, serve, until, write } from './page'

const inr = (amount: string) => ({ amount, currency: 'INR' })
const ground = { as_of: '2025-10-31', staleness_days: 0, coverage: 1, caveats: [], reasons: {} }
const holding = (symbol: string, value: string, weight: number) => ({
  symbol,
  name: symbol,
  quantity: '10',
  average_cost: inr('1.00'),
  cost_basis: inr('10.00'),
  price: '5',
  currency: 'INR',
  price_date: '2025-10-31',
  value: inr(value),
  value_base: inr(value),
  weight,
  unrealised_gain: inr('-1.00'),
  unrealised_return: -0.1,
})
const holdings = [holding('AAA', '300.00', 0.3), holding('BBB', '500.00', 0.5), holding('CCC', '200.00', 0.2)]
const money = {
  ...ground,
  total_value: inr('1234567.00'),
  unrealised_gain: inr('5.00'),
  unrealised_return: 0.1,
  cash: [],
  holdings,
}
const performance = {
  ...ground,
  start: '2025-10-01',
  end: '2025-10-04',
  gain: inr('77.00'),
  twr: 0.1,
  xirr: 0.2,
  benchmark: null,
  by_period: [],
  series: [
    { date: '2025-10-01', value: inr('1.00'), twr: 0, benchmark_twr: null, drawdown: 0, benchmark_drawdown: null },
    { date: '2025-10-04', value: inr('1.00'), twr: 0.1, benchmark_twr: null, drawdown: 0, benchmark_drawdown: null },
  ],
}
const portfolio = {
  'POST /api/v1/tools/portfolio_holdings': money,
  'POST /api/v1/tools/portfolio_gains': { ...ground, realised: inr('3.00'), unrealised: null, income: inr('2.00') },
  'POST /api/v1/tools/portfolio_allocation': {
    ...ground,
    slices: [{ name: 'energy', value_base: inr('1.00'), weight: 1 }],
  },
  'POST /api/v1/tools/portfolio_performance': performance,
}
const rows = () => all('.holdings tbody th span').map((cell) => cell.textContent)

test('holdings sort by the column that is clicked', async () => {
  serve(portfolio)
  await open('/portfolio')
  await until(() => rows().length)
  expect(rows()).toEqual(['BBB', 'AAA', 'CCC'])
  await click('.holdings button', /^Weight/)
  expect(rows()).toEqual(['CCC', 'AAA', 'BBB'])
  await click('.holdings button', /^Holding/)
  expect(rows()).toEqual(['AAA', 'BBB', 'CCC'])
  expect(byText('.holdings th', /^Holding/)?.getAttribute('aria-sort')).toBe('ascending')
})

test('hidden amounts leave the portfolio without amounts', async () => {
  serve(portfolio)
  await open('/portfolio')
  await seen('₹12,34,567.00')
  await seen('Return since the start')
  await act(async () => hidden.set(true))
  expect(document.body.textContent).not.toMatch(/₹(?!5\.00)/)
  expect(document.body.textContent).toContain('50.0%')
})

const preview = {
  id: 'i1',
  format: 'generic',
  rows: 4,
  accepted: 2,
  duplicates: 1,
  problems: [
    { line: 3, column: 'quantity', code: 'bad', message: 'Not a number.', row: { symbol: 'INFY', quantity: 'x' } },
  ],
  notes: ['Dates are day first.'],
  effect: [{ symbol: 'INFY', before: '1', after: '3' }],
}

async function drop() {
  await choose(new File(['x'], 'trades.csv'))
  await seen('Check before importing')
}

test('an import shows all first, then commits once and can be undone', async () => {
  const sent = serve({
    'GET /api/v1/imports': { imports: [] },
    'POST /api/v1/portfolios/p1/imports': preview,
    'POST /api/v1/imports/i1/commit': { imported: 3, skipped: 1 },
    'DELETE /api/v1/imports/i1': {},
  })
  await open('/import')
  await seen('Core (INR)')
  await drop()
  for (const text of ['Not a number.', 'INFY · x', 'Dates are day first.', 'Import 2 rows']) await seen(text)
  await click('input[type=checkbox]', '')
  await click('button', 'Import 3 rows')
  await seen('Imported 3 rows')
  const commit = sent.find((one) => one.path.endsWith('/commit'))
  expect(commit?.body).toEqual({ include_duplicates: true, include_deposits: false })
  expect(commit?.headers['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
  await click('button', 'Undo this import')
  await seen('3 rows of trades.csv will be taken out of Core.')
  expect(sent.some((one) => one.method === 'DELETE')).toBe(false)
  await click('dialog button', 'Undo 3 rows')
  await seen('The import is undone.')
})

test('deposits that are missing are added only where they are ticked', async () => {
  const sent = serve({
    'GET /api/v1/imports': { imports: [] },
    'POST /api/v1/portfolios/p1/imports': {
      ...preview,
      duplicates: 0,
      missing_deposits: [{ amount: '1421', currency: 'USD', days: 2 }],
    },
    'POST /api/v1/imports/i1/commit': { imported: 2, skipped: 0, deposits: 2 },
  })
  await open('/import')
  await seen('Core (INR)')
  await drop()
  await seen('Add the deposits that are missing: ')
  await click('input[type=checkbox]', '')
  await click('button', 'Import 2 rows')
  await seen('Deposits added: 2.')
  expect(sent.find((one) => one.path.endsWith('/commit'))?.body).toEqual({
    include_duplicates: false,
    include_deposits: true,
  })
})

test('a refused undo says why', async () => {
  serve({
    'GET /api/v1/imports': { imports: [] },
    'POST /api/v1/portfolios/p1/imports': preview,
    'POST /api/v1/imports/i1/commit': { imported: 2, skipped: 0 },
    'DELETE /api/v1/imports/i1': () => failed(409, 'undo_refused', 'A sale on 3 May depends on line 2.'),
  })
  await open('/import')
  await seen('Core (INR)')
  await drop()
  await click('button', 'Import 2 rows')
  await click('button', 'Undo this import')
  await click('dialog button', 'Undo 2 rows')
  await until(() => byText('[role=alert]', /A sale on 3 May depends on line 2/))
  expect(byText('button', 'Undo this import')).toBeTruthy()
})

test('earlier imports name portfolio and rows, and ask before an undo', async () => {
  const one = { format: 'generic', committed_at: '2025-10-31', preview: { accepted: 61 } }
  const imports = [
    { ...one, id: 'i1', portfolio_id: 'p1', file_name: 'trades.csv', status: 'committed' },
    { ...one, id: 'i2', portfolio_id: null, file_name: 'prices.csv', status: 'undone' },
  ]
  const sent = serve({ 'GET /api/v1/imports': { imports }, 'DELETE /api/v1/imports/i1': {} })
  await open('/import')
  await seen('Core · 61 rows · Generic · 31 Oct 2025')
  await seen('your own prices · 61 rows')
  await seen('The file can be imported again.')
  await click('.tokens button', 'Undo')
  await click('dialog button', 'Keep')
  expect(sent.some((request) => request.method === 'DELETE')).toBe(false)
  await click('.tokens button', 'Undo')
  await click('dialog button', 'Undo 61 rows')
  await until(() => sent.some((request) => request.method === 'DELETE'))
})

test('many problems are shown in whole rows, first the first', async () => {
  const problems = Array.from({ length: 11 }, (_, i) => ({ ...preview.problems[0], line: i + 1 }))
  serve({ 'GET /api/v1/imports': { imports: [] }, 'POST /api/v1/portfolios/p1/imports': { ...preview, problems } })
  await open('/import')
  await seen('Core (INR)')
  await drop()
  expect(all('.problems tbody tr')).toHaveLength(8)
  await click('button', 'Show all 11')
  expect(all('.problems tbody tr')).toHaveLength(11)
})

test('a service without a demo says so once', async () => {
  serve({})
  await open('/sign-in', false)
  await click('button', /sample portfolios/)
  await seen('There is no demo on this service.')
  expect(byText('button', /sample portfolios/)).toBeUndefined()
  await act(async () => demoOff.set(false))
})

test('a link to no conversation leads to a new question', async () => {
  serve({})
  await open('/c/unknown')
  await seen('This conversation is not here')
  await click('main a', 'Start a new question')
  await seen('Ask about your investments')
})

test('the library finds passages', async () => {
  const passages = [{ id: '1', title: 'Shortfall', locator: 'Part 2', quote: 'The mean of the worst days.', text: '' }]
  serve({
    'GET /api/v1/library': { lessons: [] },
    'GET /api/v1/library?q=worst%20days': { passages, abstained: false },
  })
  await open('/library')
  await write((await until(() => document.querySelector('main input[type=search]'))) as HTMLInputElement, 'worst days')
  await seen('The mean of the worst days.')
})

test('signing in takes the person to the page they asked for', async () => {
  const sent = serve({ ...portfolio, 'POST /api/v1/auth/login': { access_token: 'a', refresh_token: 'r' } })
  await open('/portfolio', false)
  await write((await until(() => document.querySelector('input[name=email]'))) as HTMLInputElement, 'a@b.c')
  await write(document.querySelector('input[name=password]') as HTMLInputElement, 'long enough')
  await click('form button', 'Sign in')
  await seen('₹12,34,567.00')
  const form = sent.find((one) => one.path === '/api/v1/auth/login')?.body as URLSearchParams
  expect(form.get('username')).toBe('a@b.c')
})

test('a one-time link signs in and leaves the address', async () => {
  serve({ 'POST /api/v1/auth/link': { access_token: 'a', refresh_token: 'r' } })
  await open('/#link=abc', false)
  await until(() => session.get()?.access === 'a')
  expect(window.location.hash).toBe('')
})

test('a used link says so', async () => {
  serve({ 'POST /api/v1/auth/link': () => failed(401, 'not_signed_in', 'no') })
  await open('/#link=abc', false)
  await until(() => byText('[role=alert]', /used already/))
})

test('a token is shown once, with the client configuration', async () => {
  const sent = serve({
    'GET /api/v1/tokens': { tokens: [] },
    'POST /api/v1/tokens': { id: 'k', name: 'Desk', token: 'secret-token', doors: [], scopes: [], privacy: 'full' },
  })
  await open('/settings')
  await write((await until(() => document.querySelector('#tokens input[name=name]'))) as HTMLInputElement, 'Desk')
  await click('button', 'Make token')
  await seen('Bearer secret-token')
  const made = sent.find((one) => one.method === 'POST' && one.path === '/api/v1/tokens')
  expect(made?.body).toEqual({ name: 'Desk', doors: ['mcp'], scopes: ['portfolio:read'], privacy: 'full' })
})

test('keys: slash goes to the question, h hides, question mark helps', async () => {
  serve({})
  await open('/')
  await press(document.body, '/')
  expect(document.activeElement?.tagName).toBe('TEXTAREA')
  await press(document.body, 'h')
  expect(hidden.get()).toBe(true)
  await press(document.body, '?')
  await until(() => byText('dialog', 'Keyboard'))
})

test('a page that breaks keeps the frame, and another page works', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  serve({ ...portfolio, 'POST /api/v1/tools/portfolio_holdings': { holdings: [{}] } })
  await open('/portfolio')
  await until(() => byText('[role=alert]', /This page broke/))
  await click('.nav-link', 'Watch')
  await seen('what you want to be told')
  expect(byText('[role=alert]', /This page broke/)).toBeUndefined()
})

test('a person without a portfolio is asked what can be answered', async () => {
  const sent = serve({ 'GET /api/v1/portfolios': { portfolios: [] } })
  await open('/')
  await seen('You have no portfolio yet.')
  await seen('What is an index fund?')
  expect(sent.some((one) => one.path.includes('/tools/'))).toBe(false)
})
