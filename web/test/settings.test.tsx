import { expect, test } from 'vitest'
import { me } from '../src/lib/person'
import { session } from '../src/lib/session'
import { byText, click, failed, field, json, open, pick, type Sent, seen, serve, submit, until, write } from './page'

const rules = {
  by: 'symbol',
  targets: { AAPL: 0.2 },
  band: 0.05,
  max_holding: 0.25,
  max_sector: null,
  min_cash: null,
  max_cash: null,
  max_volatility: null,
  bands: { Equity: [0.5, 0.7] },
  do_not_sell: ['TCS'],
  horizon_years: 10,
  soft: ['band of Equity'],
  country: null,
  text: 'Hold.',
}
const standing = {
  policy: [
    { rule: 'largest holding', status: 'broken', limit: 0.25, value: 0.3 },
    { rule: 'do not sell TCS', status: 'kept', limit: null, value: null },
  ],
}
const settings = {
  'GET /api/v1/policy': rules,
  'PUT /api/v1/policy': ({ body }: Sent) => body,
  'POST /api/v1/tools/portfolio_rebalance': standing,
  'GET /api/v1/tokens': { tokens: [] },
}
const form = () => document.querySelector('#rules form') as HTMLFormElement
const put = (sent: Sent[]) => sent.filter((one) => one.method === 'PUT').map((one) => one.body)

test('rules are shown, and how they stand today', async () => {
  const sent = serve(settings)
  await open('/settings')
  await seen('How they stand today')
  expect(byText('.rules tr', /Largest holding/)?.textContent).toBe('Largest holdingBroken30.0%25.0%')
  expect(field('targets', form()).value).toBe('AAPL 20')
  expect(field('bands', form()).value).toBe('Equity 50 70')
  expect(sent.find((one) => one.path.endsWith('portfolio_rebalance'))?.body).toEqual({ band: 1 })
})

test('what is not changed is sent as it was', async () => {
  const sent = serve(settings)
  await open('/settings')
  await until(form)
  await submit(form())
  await seen('Saved')
  expect(put(sent)).toEqual([rules])
})

test('every rule can be changed', async () => {
  const sent = serve(settings)
  await open('/settings')
  await until(form)
  const wanted = {
    max_holding: '',
    max_sector: '40',
    min_cash: '2',
    max_cash: '12.5',
    max_volatility: '30',
    horizon_years: '12',
    band: '3',
    targets: 'Energy 10',
    bands: 'Cash 1-10',
    do_not_sell: 'AAPL, TCS',
    text: 'Wait.',
  }
  for (const [name, value] of Object.entries(wanted)) await write(field(name, form()), value)
  await pick(form().querySelector('[name=by]') as HTMLSelectElement, 'sector')
  await pick(form().querySelector('[name=country]') as HTMLSelectElement, 'IN')
  await click('.check input', '')
  await submit(form())
  await seen('Saved')
  expect(put(sent)).toEqual([
    {
      max_holding: null,
      max_sector: 0.4,
      min_cash: 0.02,
      max_cash: 0.125,
      max_volatility: 0.3,
      horizon_years: 12,
      band: 0.03,
      targets: { Energy: 0.1 },
      bands: { Cash: [0.01, 0.1] },
      do_not_sell: ['AAPL', 'TCS'],
      text: 'Wait.',
      by: 'sector',
      country: 'IN',
      soft: ['largest holding', 'band of Equity'],
    },
  ])
})

test('a line that can not be read is named, and nothing is sent', async () => {
  const sent = serve(settings)
  await open('/settings')
  await until(form)
  await write(field('bands', form()), 'Equity fifty')
  await submit(form())
  await until(() => byText('[role=alert]', /“Equity fifty” can not be read/))
  expect(put(sent)).toEqual([])
})

test('rules that do not fit together are refused in words', async () => {
  serve({ ...settings, 'PUT /api/v1/policy': () => failed(422, 'bad_input', 'The least cash is more.') })
  await open('/settings')
  await until(form)
  await submit(form())
  await until(() => byText('[role=alert]', /The least cash is more/))
})

test('without a rule nothing is judged', async () => {
  const empty = { ...rules, targets: {}, bands: {}, do_not_sell: [], soft: [], max_holding: null }
  const sent = serve({ ...settings, 'GET /api/v1/policy': empty })
  await open('/settings')
  await until(form)
  expect(sent.some((one) => one.path.endsWith('portfolio_rebalance'))).toBe(false)
  expect(document.body.textContent).not.toContain('only wishes')
})

test('the profile keeps goals, years and risk', async () => {
  const sent = serve({ ...settings, 'PATCH /api/v1/me': ({ body }: Sent) => ({ ...me.get(), ...(body as object) }) })
  await open('/settings')
  const goals = await until(() => document.querySelector<HTMLTextAreaElement>('[name=goals]'))
  const profile = goals.form as HTMLFormElement
  await write(goals, 'A house')
  await write(field('horizon_years', profile), '9')
  await pick(profile.querySelector('[name=risk]') as HTMLSelectElement, 'high')
  await submit(profile)
  await seen('Saved')
  expect(sent.at(-1)?.body).toEqual({
    name: 'Asha',
    base_currency: 'INR',
    goals: 'A house',
    horizon_years: 9,
    risk: 'high',
  })
})

test('a second press while something is saved does nothing', async () => {
  const sent = serve({ ...settings, 'PATCH /api/v1/me': () => new Promise(() => undefined) })
  await open('/settings')
  const profile = (await until(() => document.querySelector<HTMLTextAreaElement>('[name=goals]'))).form
  await submit(profile as HTMLFormElement)
  await submit(profile as HTMLFormElement)
  expect(sent.filter((one) => one.method === 'PATCH')).toHaveLength(1)
})

test('an account goes only after a second press, and signs out', async () => {
  const sent = serve({ ...settings, 'DELETE /api/v1/me': () => json(null) })
  await open('/settings')
  await click('button', 'Delete account')
  await click('button', 'Keep')
  expect(sent.some((one) => one.method === 'DELETE')).toBe(false)
  await click('button', 'Delete account')
  await click('button', 'Delete everything now')
  await until(() => session.get() === null)
  expect(window.location.pathname).toBe('/')
})
