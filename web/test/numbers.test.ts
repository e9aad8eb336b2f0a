import { describe, expect, test } from 'vitest'
import { largest } from '../src/components/charts/Donut'
import { bands, frame, named } from '../src/components/charts/frame'
import { arc, path, places, ticks } from '../src/components/charts/scale'
import { drawdownOf, goalOf, growthOf } from '../src/lib/charts'
import { day, Formatter, yearsLater } from '../src/lib/format'
import { maskText } from '../src/lib/mask'
import { sent, shown } from '../src/lib/percent'
import { bandsOf, namesOf, targetsOf } from '../src/lib/policy'
import type { Numbers } from '../src/lib/prefs'
import type { Goal, Performance } from '../src/lib/types'
import { type Condition, conditionText, sentLevel, shownLevel } from '../src/lib/watch'

const auto = new Formatter(false, 'auto')

describe('money', () => {
  test.each([
    ['1234567.89', 'INR', 'auto', '₹12,34,567.89'],
    ['1234567.89', 'USD', 'auto', '$1,234,567.89'],
    ['1234567.89', 'EUR', 'auto', '€1,234,567.89'],
    ['1234567.89', 'INR', 'western', '₹1,234,567.89'],
    ['1234567.89', 'USD', 'indian', '$12,34,567.89'],
    ['12345678901234567.25', 'USD', 'auto', '$12,345,678,901,234,567.25'],
    ['5', 'bitcoin', 'auto', '5.00 bitcoin'],
  ] as [string, string, Numbers, string][])('%s %s %s', (value, currency, style, wanted) => {
    expect(new Formatter(false, style).money(value, currency)).toBe(wanted)
  })
  test.each([
    [1500, 'INR', '₹1,500'],
    [150000, 'INR', '₹1.5L'],
    [12345678, 'INR', '₹1.23Cr'],
    [1500, 'USD', '$1,500'],
    [2500000, 'USD', '$2.5M'],
  ])('short %s %s', (value, currency, wanted) => expect(auto.short(value, currency)).toBe(wanted))
})

describe('hidden amounts', () => {
  const hide = new Formatter(true, 'auto')
  const fact = { ref: 'r', tool: 't', call_id: 'c', path: '/', label: 'l', spans: [] as [number, number][] }
  test.each([
    [{ ...fact, unit: 'money' as const, value: '12', currency: 'INR' }, '••••'],
    [{ ...fact, unit: 'shares' as const, value: '12' }, '••••'],
    [{ ...fact, unit: 'price' as const, value: '12', currency: 'USD' }, '$12.00'],
    [{ ...fact, unit: 'ratio' as const, value: 0.123 }, '0.123'],
    [{ ...fact, unit: 'date' as const, value: '2025-10-31' }, '31 Oct 2025'],
    [{ ...fact, unit: 'days' as const, value: 40 }, '40 days'],
  ])('%j', (given, wanted) => expect(hide.fact(given)).toBe(wanted))
  test.each([
    ['worth ₹20,14,358.25 today', 'worth ₹•••• today'],
    ['I have 5 lakh and 2.5 crore', 'I have •••• and ••••'],
    ['$1,200 or USD 1200 or 1200 USD', '$•••• or USD •••• or •••• USD'],
    ['Rs. 500 a month', 'Rs. •••• a month'],
    ['a loss of -$3.4k', 'a loss of -$••••'],
    ['12.5% of the S&P 500 in 2024', '12.5% of the S&P 500 in 2024'],
  ])('%s', (text, wanted) => expect(maskText(text)).toBe(wanted))
})

describe('charts', () => {
  test.each([
    [0, 10, [0, 2.5, 5, 7.5, 10]],
    [13.7, 20.1, [12, 14, 16, 18, 20, 22]],
    [-0.02, 0.06, [-0.02, 0, 0.02, 0.04, 0.06]],
    [5, 5, [5]],
  ])('ticks %s to %s', (low, high, wanted) => expect(ticks(low, high)).toEqual(wanted))
  test('dates are placed by time', () => {
    expect(places(['2025-01-01', '2025-01-02', '2025-01-11'])).toEqual([0, 0.1, 1])
    expect(places(['a', 'b', 'c'])).toEqual([0, 0.5, 1])
  })
  test('a gap stays a gap', () => expect(path([0, 1, 2], [5, null, 6])).toBe('M0.0 5.0M2.0 6.0'))
  test('a full ring is drawn', () => expect(arc(0, 1, 50, 30)).toContain('A50 50 0 1 1'))
  test('small slices are added up', () => {
    const slices = Array.from({ length: 12 }, (_, i) => ({ name: `s${i}`, share: i / 66, text: '' }))
    const found = largest(slices)
    expect(found).toHaveLength(8)
    expect(found.reduce((sum, slice) => sum + slice.share, 0)).toBeCloseTo(1)
  })
})

test.each([
  ['2025-10-31', '31 Oct 2025'],
  ['2025-10-31T23:59:00Z', '31 Oct 2025'],
  ['Q3', 'Q3'],
  [null, '–'],
])('day %s', (text, wanted) => expect(day(text)).toBe(wanted))

test.each([
  ['2025-10-31', 10, '2035-10-31'],
  ['2024-02-29', 10, '2034-03-01'],
  ['2024-02-29', 4, '2028-02-29'],
] as [string, number, string][])('%s and %i years', (text, years, wanted) =>
  expect(yearsLater(text, years)).toBe(wanted),
)

test('target weights are read line by line', () => {
  expect(targetsOf('RELIANCE 20\nInformation technology: 12.5 %\n\nCash=5')).toEqual({
    RELIANCE: 0.2,
    'Information technology': 0.125,
    Cash: 0.05,
  })
})

test.each(['Equity 50 70', ' Equity: 50-70 %', 'Equity 50% to 70%', 'Equity=50 – 70\n'])('band %j', (text) =>
  expect(bandsOf(text)).toEqual({ Equity: [0.5, 0.7] }),
)

test.each([
  [targetsOf, 'RELIANCE 20\nGold some', '“Gold some” can not be read. Write it like “RELIANCE 20”.'],
  [targetsOf, 'Gold 1.2.3', '“Gold 1.2.3” can not be read. Write it like “RELIANCE 20”.'],
  [bandsOf, 'Equity 50', '“Equity 50” can not be read. Write it like “Equity 50 70”.'],
])('a line that does not fit is named', (read, text, message) => expect(() => read(text)).toThrow(message))

test('names stand on lines or between commas', () => expect(namesOf('A, B\n\nC,')).toEqual(['A', 'B', 'C']))

const point = (date: string, twr: number | null, benchmark_twr: number | null) => ({
  date,
  value: null,
  twr,
  benchmark_twr,
  drawdown: -0.25,
  benchmark_drawdown: benchmark_twr,
})

describe('charts of the portfolio', () => {
  const series = [point('2025-01-01', 0, 0), point('2025-01-02', 0.1, null)]
  const given = { series, benchmark: { symbol: 'B', name: 'Index', twr: 0 } } as unknown as Performance
  test('growth stands beside the benchmark, a gap stays a gap', () => {
    expect(growthOf(given).series).toEqual([
      {
        name: 'You',
        points: [
          ['2025-01-01', 0],
          ['2025-01-02', 0.1],
        ],
      },
      {
        name: 'Index',
        points: [
          ['2025-01-01', 0],
          ['2025-01-02', null],
        ],
      },
    ])
  })
  test('without a benchmark there is one line', () =>
    expect(growthOf({ ...given, benchmark: null }).series).toHaveLength(1))
  test('the fall is the one that the portfolio tool gives', () =>
    expect(drawdownOf(given).series.map(({ points }) => points.map(([, fall]) => fall))).toEqual([
      [-0.25, -0.25],
      [0, null],
    ]))
  test('a goal has its five lines in its currency', () => {
    const inr = { amount: '5', currency: 'INR' }
    const row = { date: '2030-01-01', p5: inr, p25: inr, p50: inr, p75: inr, p95: null }
    const chart = goalOf({ target: inr, percentiles: [row] } as unknown as Goal)
    expect(chart.currency).toBe('INR')
    expect(chart.series.map(({ name, points }) => [name, points[0]?.[1]])).toEqual([
      ['p5', '5'],
      ['p25', '5'],
      ['p50', '5'],
      ['p75', '5'],
      ['p95', null],
    ])
  })
  test('a fan has a band between each pair of lines', () => {
    const line = (name: string, y: number) => ({
      name,
      points: [
        { x: 'a', y },
        { x: 'b', y: y + 1 },
      ],
    })
    const box = frame(
      [1, 2, 3, 4, 5].map((y) => line(`p${y}`, y)),
      600,
      String,
    )
    expect(bands(box)).toHaveLength(2)
    expect(bands(box).every((path) => /^M.*Z$/.test(path))).toBe(true)
  })
  test.each([
    [1, 600, [0]],
    [3, 600, [0, 1, 2]],
    [101, 600, [0, 25, 50, 75, 100]],
    [101, 300, [0, 50, 100]],
  ])('%i days on %i px are named at %j', (count, width, wanted) => expect(named(count, width)).toEqual(wanted))
})

test.each([
  [
    { kind: 'drawdown', symbol: null, side: 'above', level: '0.15' },
    'Fall from the highest point above 15 %',
    '15',
    '0.15',
  ],
  [{ kind: 'price', symbol: 'A', side: 'below', level: '150.50' }, 'Price below 150.5', '150.5', '150.5'],
  [{ kind: 'staleness', symbol: 'A', side: 'above', level: '7' }, 'Days without a price above 7', '7', '7'],
] as [Condition, string, string, string][])('alert %j', (given, text, shown, sent) => {
  expect(conditionText(given)).toBe(text)
  expect(shownLevel(given)).toBe(shown)
  expect(sentLevel(given.kind, shown)).toBe(sent)
})

test.each(['2.2', '1.1', '4.4', '8.2', '14.3', '0.07', '33.33333333', '100', '0'])(
  '%s % is sent in ten places',
  (text) => {
    expect(String(sent(text))).toMatch(/^\d(\.\d{1,10})?$/)
    expect(shown(sent(text))).toBe(text)
    expect(sentLevel('weight', text)).toBe(String(sent(text)))
    expect(targetsOf(`Cash ${text}`)).toEqual({ Cash: sent(text) })
  },
)
