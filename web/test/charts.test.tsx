import { act } from 'react'
import { expect, test, vi } from 'vitest'
import Chart from '../src/components/Chart'
import { correlationOf } from '../src/lib/charts'
import { chosen } from '../src/lib/prefs'
import type { ChartSpec, RiskContributions } from '../src/lib/types'
import { all, byText, failed, field, open, seen, serve, show, submit, until, write } from './page'

const allocation = (points: [string, number][]): ChartSpec => ({
  kind: 'allocation',
  title: 'Allocation by currency',
  unit: 'ratio',
  series: [{ name: 'weight', points }],
})

test('weights that are all positive are a ring', async () => {
  await show(
    <Chart
      chart={allocation([
        ['INR', 0.6],
        ['USD', 0.4],
      ])}
    />,
  )
  expect(all('.donut path')).toHaveLength(2)
})

test('a debt makes bars, which grow to the left of zero', async () => {
  await show(
    <Chart
      chart={allocation([
        ['INR', 1.25],
        ['Cash', -0.25],
      ])}
    />,
  )
  expect(all('.donut')).toEqual([])
  const bars = all('.bars li').map((row) => [row.textContent, row.querySelector('rect')?.getAttribute('x')])
  expect(bars).toEqual([
    ['INR125.0%', String((0.25 / 1.5) * 100)],
    ['Cash-25.0%', '0'],
  ])
  expect(all('.bars rect').map((bar) => bar.getAttribute('class'))).toEqual(['s0', 's5'])
})

const correlation = (names: string[], matrix: (number | null)[][]) =>
  correlationOf({ correlation: { names, matrix } } as unknown as RiskContributions)

test('a correlation is a table that is coloured by its figures', async () => {
  await show(
    <Chart
      chart={correlation(
        ['A', 'B'],
        [
          [1, -0.5],
          [-0.5, null],
        ],
      )}
    />,
  )
  const cells = all('.heat td[class], .heat tbody td').map((cell) => cell.textContent)
  expect(cells).toEqual(['1.00', '-0.50', '-0.50', '–'])
  expect(all('.heat tbody td')[1]?.className).toBe('s1')
  expect(all('.heat tbody td')[0]?.style.getPropertyValue('--v')).toBe('1')
  expect(byText('[role=group]', 'Correlation of daily returns')?.tabIndex).toBe(0)
})

test('a large correlation says how much of it is shown', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `S${i}`)
  await show(
    <Chart
      chart={correlation(
        names,
        names.map(() => names.map(() => 0.1)),
      )}
    />,
  )
  expect(all('.heat tbody tr')).toHaveLength(20)
  expect(document.body.textContent).toContain('20 of 25 are shown')
})

const inr = (amount: string) => ({ amount, currency: 'INR' })
const ground = { as_of: '2025-10-31', staleness_days: 0, coverage: 1, caveats: [], reasons: {} }
const holding = { symbol: 'AAA', name: 'AAA', weight: 1, value: inr('1.00'), value_base: inr('1.00'), currency: 'INR' }
const held = { ...ground, total_value: inr('1.00'), cash: [], holdings: [holding] }
const date = '2035-10-31'
const goal = {
  ...ground,
  target: inr('100000.00'),
  date,
  probability: 0.42,
  paths: 2000,
  percentiles: ['2025-10-31', date].map((day) => ({
    date: day,
    ...Object.fromEntries(['p5', 'p25', 'p50', 'p75', 'p95'].map((name) => [name, inr('5.00')])),
  })),
}
const risk = {
  'POST /api/v1/tools/portfolio_holdings': held,
  'POST /api/v1/tools/risk_contributions': {
    ...ground,
    volatility: 0.2,
    expected_shortfall: 0.03,
    items: [],
    correlation: {
      names: ['A', 'B'],
      matrix: [
        [1, 0.5],
        [0.5, 1],
      ],
    },
  },
  'POST /api/v1/tools/risk_stress': { ...ground, scenarios: [] },
}
const form = () => field('target').form as HTMLFormElement

test('a goal may be reached ten years after a 29 February, not before today', async () => {
  serve({ ...risk, 'POST /api/v1/tools/portfolio_holdings': { ...held, as_of: '2024-02-29' } })
  await open('/portfolio')
  await until(() => field('date'))
  expect([field('date').value, field('date').min]).toEqual(['2034-03-01', '2024-02-29'])
})

test('the risk is computed once the person scrolls to it', async () => {
  let scroll: (entries: { isIntersecting: boolean }[]) => void = () => undefined
  class Waiting {
    constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
      scroll = tell
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal('IntersectionObserver', Waiting)
  const sent = serve(risk)
  await open('/portfolio')
  await seen('Total value on')
  const asked = () =>
    sent
      .filter((one) => one.path.includes('/tools/risk_'))
      .map((one) => one.path.split('/').at(-1))
      .sort()
  expect(asked()).toEqual([])
  await act(async () => scroll([{ isIntersecting: false }]))
  expect(asked()).toEqual([])
  await act(async () => scroll([{ isIntersecting: true }]))
  await until(() => asked().length === 2)
  expect(asked()).toEqual(['risk_contributions', 'risk_stress'])
})

const days = [
  ['2025-01-01', 1],
  ['2025-01-02', 2],
] as [string, number][]

test.each([
  ['line', '.line-chart'],
  ['area', '.line-chart'],
  ['growth', '.line-chart'],
  ['drawdown', '.line-chart'],
  ['goal', '.line-chart .band'],
  ['allocation', '.donut'],
  ['pie', '.donut'],
  ['correlation', '.heat'],
  ['bar', '.bars'],
  ['stress', '.bars'],
  ['contributions', '.bars'],
  ['something new', '.bars'],
])('a chart of kind "%s" is drawn as %s', async (kind, found) => {
  const names = kind === 'goal' ? ['p5', 'p50', 'p95'] : ['Weight']
  const series = names.map((name) => ({ name, points: days }))
  await show(<Chart chart={{ kind, title: 'A chart', unit: 'ratio', series }} />)
  expect(all(found).length).toBeGreaterThan(0)
  expect(all('.band')).toHaveLength(kind === 'goal' ? 1 : 0)
})

test('a goal is simulated for the chosen portfolio, and shown as a fan', async () => {
  const sent = serve({ ...risk, 'POST /api/v1/tools/risk_goal': goal })
  chosen.set('p1')
  await open('/portfolio')
  await until(() => field('target'))
  await write(field('target'), '100000')
  await write(field('date'), date)
  await submit(form())
  await seen('Chance to reach ₹1,00,000.00')
  await seen('42.0%')
  await until(() => all('.band').length === 2)
  expect(sent.find((one) => one.path.endsWith('risk_goal'))?.body).toEqual({
    portfolio_id: 'p1',
    target: '100000',
    date,
    contribution: '0',
  })
})

test('a goal that can not be simulated says why', async () => {
  serve({ ...risk, 'POST /api/v1/tools/risk_goal': () => failed(422, 'insufficient_history', 'Too few days.') })
  await open('/portfolio')
  await until(() => field('target'))
  await write(field('target'), '5')
  await write(field('date'), date)
  await submit(form())
  await until(() => byText('[role=alert]', /Too few days/))
})

test('what moves together stands below the risk; a figure that fails can be asked for again', async () => {
  serve({ ...risk, 'POST /api/v1/tools/risk_stress': () => failed(503, 'database_down', 'Away.') })
  await open('/portfolio')
  await seen('What moves together')
  await until(() => all('.heat tbody tr').length === 2)
  await until(() => byText('[role=alert]', /Away/))
})
