import { expect, test, vi } from 'vitest'
import { byText, click, failed, json, open, type Sent, seen, serve, until } from './page'

const on = { configured: true, signed_in: true, until: '2025-11-01T03:30:00Z' }
const page = { 'GET /api/v1/imports': { imports: [] } }
const status = (body: object) => ({ ...page, 'GET /api/v1/upstox': body })
const posted = (sent: Sent[], path: string) => sent.filter((one) => one.method === 'POST' && one.path === path)

test.each([
  ['not set up', { configured: false, signed_in: false, until: null }, 'Not set up on this service.'],
  ['signed out', { ...on, signed_in: false, until: null }, 'Sign in at Upstox to read your holdings there.'],
  ['signed in', on, 'Connected until'],
])('a service that is %s says so', async (_name, body, text) => {
  serve(status(body))
  await open('/import')
  await seen(text)
})

test('a status that fails can be asked for again', async () => {
  serve({ ...page, 'GET /api/v1/upstox': () => failed(503, 'database_down', 'The database is away.') })
  await open('/import')
  await until(() => byText('[role=alert] button', 'Try again'))
})

test('signing in leads to Upstox', async () => {
  const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined)
  serve({ ...status({ ...on, signed_in: false }), 'POST /api/v1/upstox/login': { url: 'https://upstox.test/login' } })
  await open('/import')
  await click('button', 'Sign in at Upstox')
  await until(() => assign.mock.calls.length)
  expect(assign).toHaveBeenCalledWith('https://upstox.test/login')
})

test('a return is taken once and leaves the address', async () => {
  const sent = serve({ ...status(on), 'POST /api/v1/upstox': on })
  await open('/import?code=abc&state=xyz')
  await until(() => posted(sent, '/api/v1/upstox').length)
  expect(posted(sent, '/api/v1/upstox').map((one) => one.body)).toEqual([{ code: 'abc', state: 'xyz' }])
  expect(window.location.search).toBe('')
})

test('a refusal at Upstox is said', async () => {
  const sent = serve(status({ ...on, signed_in: false }))
  await open('/import?error=denied&state=xyz')
  await until(() => byText('[role=alert]', /Upstox did not allow the reading/))
  expect(posted(sent, '/api/v1/upstox')).toEqual([])
})

test('holdings are read into a preview', async () => {
  const preview = {
    id: 'i1',
    format: 'upstox_holdings',
    rows: 1,
    accepted: 1,
    duplicates: 0,
    problems: [],
    notes: [],
    effect: [{ symbol: 'INFY', before: '0', after: '3' }],
  }
  serve({ ...status(on), 'POST /api/v1/portfolios/p1/upstox/holdings': preview })
  await open('/import')
  await seen('Core (INR)')
  await click('button', 'Read holdings')
  await seen('Check before importing')
  await click('button', 'Choose another file')
  await seen('Connected until')
})

test('reading that fails says why; disconnecting is possible', async () => {
  let signedIn = true
  serve({
    ...page,
    'GET /api/v1/upstox': () => ({ ...on, signed_in: signedIn }),
    'POST /api/v1/portfolios/p1/upstox/holdings': () => failed(502, 'market_failed', 'Upstox is away.'),
    'DELETE /api/v1/upstox': () => {
      signedIn = false
      return json(null)
    },
  })
  await open('/import')
  await seen('Core (INR)')
  await click('button', 'Read holdings')
  await until(() => byText('[role=alert]', /Upstox is away/))
  await click('button', 'Disconnect')
  await until(() => byText('button', 'Sign in at Upstox'))
  expect(byText('[role=alert]', /Upstox is away/)).toBeUndefined()
})
