import { expect, test } from 'vitest'
import {
  all,
  byText,
  click,
  failed,
  field,
  json,
  open,
  pick,
  type Sent,
  seen,
  serve,
  submit,
  until,
  write,
} from './page'

const inr = (amount: string) => ({ amount, currency: 'INR' })
const instruments = { instruments: [{ symbol: 'INFY', name: 'Infosys' }] }
const plan = { daily: false, mail: false, webhook: false, available: { mail: true, webhook: false } }
const watching = {
  'GET /api/v1/reviews': { reviews: [] },
  'GET /api/v1/reviews/plan': plan,
  'GET /api/v1/alerts': { alerts: [] },
  'GET /api/v1/watchlist': { watchlist: [] },
  'POST /api/v1/tools/market_search': instruments,
}
const alert = { id: 'a1', kind: 'drawdown', symbol: null, side: 'above', level: '0.15', holds: true, fired_at: null }
const card = (title: string) => all('main section').find((one) => one.querySelector('h2')?.textContent === title)
const of = (sent: Sent[], method: string, path: string) =>
  sent.filter((one) => one.method === method && one.path === path).map((one) => one.body)

test('an empty watch page says what each part is for', async () => {
  serve(watching)
  await open('/watch')
  for (const text of ['No review yet.', 'No alerts yet.', 'Nothing is watched yet.']) await seen(text)
})

test('lists that wait are marked busy', async () => {
  const never = () => new Promise(() => undefined)
  serve({ ...watching, 'GET /api/v1/alerts': never, 'GET /api/v1/watchlist': never })
  await open('/watch')
  await until(
    () => card('Alerts')?.querySelector('[aria-busy=true]') && card('Watchlist')?.querySelector('[aria-busy]'),
  )
})

test('a list that fails is asked for again', async () => {
  let times = 0
  const alerts = () => (times++ ? { alerts: [alert] } : failed(503, 'database_down', 'The database is away.'))
  serve({ ...watching, 'GET /api/v1/alerts': alerts })
  await open('/watch')
  await until(() => byText('[role=alert]', /The database is away/))
  await click('[role=alert] button', 'Try again')
  await seen('Fall from the highest point above 15 %')
  await seen('Holds')
})

test('an alert is set once, with its level as a fraction', async () => {
  const sent = serve({ ...watching, 'POST /api/v1/alerts': { ...alert, id: 'a2' } })
  await open('/watch')
  await seen('New alert')
  const form = () => card('Alerts')?.querySelector('form') as HTMLFormElement
  await pick(form().querySelector('select') as HTMLSelectElement, 'weight')
  await write(field('symbol', form()), 'infy')
  await write(field('level', form()), '12.5')
  await submit(form())
  await until(() => of(sent, 'POST', '/api/v1/alerts').length)
  expect(of(sent, 'POST', '/api/v1/alerts')).toEqual([
    { kind: 'weight', symbol: 'INFY', side: 'above', level: '0.125' },
  ])
  await until(() => field('level', form()).value === '')
})

test('an edited alert is changed where it stands', async () => {
  const sent = serve({
    ...watching,
    'GET /api/v1/alerts': { alerts: [alert] },
    'PUT /api/v1/alerts/a1': alert,
  })
  await open('/watch')
  await click('button', 'Edit the alert on the whole')
  const form = () => card('Alerts')?.querySelector('li form') as HTMLFormElement
  expect(field('level', form()).value).toBe('15')
  await write(field('level', form()), '2.2')
  await submit(form())
  await until(() => byText('button', 'Edit the alert on the whole'))
  const written = sent.filter((one) => one.path.startsWith('/api/v1/alerts') && one.method !== 'GET')
  expect(written.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PUT', '/api/v1/alerts/a1', { kind: 'drawdown', symbol: null, side: 'above', level: '0.022' }],
  ])
})

test('an unknown symbol is refused on the watchlist', async () => {
  const sent = serve(watching)
  await open('/watch')
  await seen('Watch another')
  const form = () => card('Watchlist')?.querySelector('form') as HTMLFormElement
  await write(field('symbol', form()), 'NOSUCH')
  await submit(form())
  await until(() => byText('[role=alert]', /No instrument has the symbol “NOSUCH” here/))
  expect(of(sent, 'POST', '/api/v1/watchlist')).toEqual([])
})

test('what is watched shows its price, and goes after a second press', async () => {
  const infosys = { name: 'Infosys', price: '1500', currency: 'INR', price_date: '2025-10-31', return_fraction: 0.01 }
  const watchlist = [{ symbol: 'INFY', note: 'Below ₹1,400', reason: null, ...infosys }]
  const remove = () => {
    watchlist.pop()
    return json(null)
  }
  const sent = serve({
    ...watching,
    'GET /api/v1/watchlist': () => ({ watchlist }),
    'DELETE /api/v1/watchlist/INFY': remove,
  })
  await open('/watch')
  await seen('Infosys · ₹1,500.00 on 31 Oct 2025 (+1.00%)')
  expect(sent.some((one) => one.path.includes('/tools/'))).toBe(false)
  await click('button', 'Delete INFY on the watchlist')
  expect(watchlist).toHaveLength(1)
  await click('.tokens button', 'Delete')
  await seen('Nothing is watched yet.')
})

const review = {
  as_of: '2025-10-31',
  since: '2025-09-30',
  value: inr('1000.00'),
  value_before: inr('900.00'),
  gain: inr('100.00'),
  twr: 0.11,
  new_income: inr('5.00'),
  new_transactions: 2,
  movers: [{ symbol: 'AAA', return_fraction: -0.2 }],
  broken: [{ rule: 'largest holding', limit: 0.1, value: 0.198 }],
  alerts: [{ ...alert, value: 0.2, fresh: true, reason: null }],
  watchlist: [{ symbol: 'BBB', price: null, currency: null, return_fraction: null, reason: 'No price.' }],
  caveats: ['Prices end early.'],
  thread_id: 'th1',
}

test('a review tells what is broken, what holds and what moved', async () => {
  const kept = { id: 'r1', as_of: review.as_of, created_at: '2025-11-01T08:00:00Z', body: review }
  const reviews: object[] = []
  const make = () => {
    reviews.push(kept)
    return kept
  }
  serve({ ...watching, 'GET /api/v1/reviews': () => ({ reviews }), 'POST /api/v1/reviews': make })
  await open('/watch')
  await click('button', 'Review now')
  for (const text of [
    'Largest holding: 19.8%, the limit is 10.0%',
    'The whole: Fall from the highest point above 15 % (new)',
    'AAA -20.0%',
    'BBB: No price.',
    'was ₹900.00',
    '1 note on these figures',
    'Prices end early.',
  ])
    await seen(text)
  expect(all('main h3').map((head) => head.textContent)).not.toContain('')
  expect(byText('main a', /Ask about it/)?.getAttribute('href')).toBe('/c/th1')
})

test('what is watched without a price says why', async () => {
  const owned = { symbol: 'OWNED', note: '', name: null, price: null, currency: null, reason: 'There is no price yet.' }
  serve({ ...watching, 'GET /api/v1/watchlist': { watchlist: [owned] } })
  await open('/watch')
  await seen('There is no price yet.')
})

test('a review that can not be made says why', async () => {
  const sent = serve({
    ...watching,
    'POST /api/v1/reviews': () => failed(422, 'no_portfolio', 'There is no portfolio yet.'),
  })
  await open('/watch')
  await click('button', 'Review now')
  await until(() => byText('[role=alert]', /There is no portfolio yet/))
  expect(of(sent, 'GET', '/api/v1/alerts')).toHaveLength(1)
})

test('the daily review is chosen, with the ways this service has', async () => {
  const sent = serve({ ...watching, 'PUT /api/v1/reviews/plan': { ...plan, daily: true } })
  await open('/watch')
  await seen('Make a review every day')
  expect(document.body.textContent).not.toContain('webhook')
  await click('label.check input', '')
  await seen('Saved')
  expect(of(sent, 'PUT', '/api/v1/reviews/plan')).toEqual([{ daily: true, mail: false, webhook: false }])
})

test('a choice that was not kept is taken back', async () => {
  serve({ ...watching, 'PUT /api/v1/reviews/plan': () => failed(503, 'database_down', 'The database is away.') })
  await open('/watch')
  await seen('Make a review every day')
  await click('label.check input', '')
  await until(() => byText('[role=alert]', /The database is away/))
  expect(document.querySelector<HTMLInputElement>('label.check input')?.checked).toBe(false)
})

test('without a portfolio there is nothing to review, and a way to one', async () => {
  serve({ ...watching, 'GET /api/v1/portfolios': { portfolios: [] } })
  await open('/watch')
  await seen('There is nothing to review before you have a portfolio')
  expect((byText('button', 'Review now') as HTMLButtonElement).disabled).toBe(true)
  expect(byText('main a', 'import a file')?.getAttribute('href')).toBe('/import')
})
