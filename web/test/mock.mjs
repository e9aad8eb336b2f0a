// Serves dist with a small made-up API, to look at the page without the service: node test/mock.mjs [port]
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.txt': 'text/plain',
}
const inr = (amount) => ({ amount, currency: 'INR' })
const usd = (amount) => ({ amount, currency: 'USD' })
const ground = { as_of: '2025-10-31', staleness_days: 0, coverage: 1, caveats: [], reasons: {} }
const caveats = ['Prices end on the last day of the sample market.']

const holding = (symbol, name, sector, quantity, cost, price, weight) => {
  const value = (quantity * price).toFixed(2)
  const gain = (quantity * (price - cost)).toFixed(2)
  const money = symbol === 'AAPL' ? usd : inr
  return {
    symbol,
    name,
    isin: null,
    sector,
    asset_class: 'equity',
    quantity: String(quantity),
    average_cost: money(cost.toFixed(2)),
    cost_basis: money((quantity * cost).toFixed(2)),
    price: String(price),
    price_date: '2025-10-31',
    value: money(value),
    value_base: inr(value),
    weight,
    unrealised_gain: money(gain),
    unrealised_return: price / cost - 1,
    currency: symbol === 'AAPL' ? 'USD' : 'INR',
  }
}

const holdings = [
  holding('RELIANCE', 'Reliance Industries', 'Energy', 420, 1102.4, 1486.5, 0.31),
  holding('TCS', 'Tata Consultancy Services', 'Information technology', 110, 3390, 3058, 0.17),
  holding('HDFCBANK', 'HDFC Bank', 'Financials', 380, 742.1, 987.3, 0.19),
  holding('INFY', 'Infosys', 'Information technology', 160, 1398, 1482.2, 0.12),
  holding('AAPL', 'Apple', 'Information technology', 25, 148.2, 270.37, 0.09),
]

const points = Array.from({ length: 250 }, (_, i) => {
  const date = new Date(Date.UTC(2024, 10, 1 + i * 1.46)).toISOString().slice(0, 10)
  return { date, value: inr((1420000 + i * 2300 + 60000 * Math.sin(i / 17) - 45000 * Math.cos(i / 41)).toFixed(2)) }
})

const tools = {
  portfolio_holdings: {
    ...ground,
    caveats,
    total_value: inr('2014358.25'),
    unrealised_gain: inr('261804.50'),
    unrealised_return: 0.1724,
    cash: [inr('98240.10'), usd('1204.00')],
    holdings,
  },
  portfolio_gains: {
    ...ground,
    realised: inr('48210.00'),
    unrealised: inr('261804.50'),
    income: inr('31250.75'),
    charges: inr('2210.20'),
  },
  portfolio_allocation: {
    ...ground,
    slices: [
      { name: 'Energy', value_base: inr('624330.00'), weight: 0.31 },
      { name: 'Information technology', value_base: inr('765456.00'), weight: 0.38 },
      { name: 'Financials', value_base: inr('382728.00'), weight: 0.19 },
      { name: 'Cash', value_base: inr('241723.00'), weight: 0.12 },
    ],
  },
  portfolio_performance: {
    ...ground,
    start: '2024-10-31',
    end: '2025-10-31',
    gain: inr('214907.33'),
    end_value: inr('2014358.25'),
    twr: 0.1423,
    xirr: 0.1517,
    benchmark: { symbol: 'SP500', name: 'S&P 500', twr: 0.1204 },
  },
  explain_fact: {
    tool: 'portfolio_holdings',
    args: { portfolio_id: null },
    definition: 'Holdings at their last prices plus cash, in the reporting currency.',
    inputs: [{ label: 'RELIANCE value', value: '624330.00', unit: 'money', currency: 'INR' }],
    transactions: [
      { date: '2023-04-12', type: 'buy', symbol: 'RELIANCE', quantity: '420', price: '1102.4', currency: 'INR' },
    ],
    prices: [
      {
        symbol: 'RELIANCE',
        currency: 'INR',
        basis: 'total_return',
        source: 'sample',
        bars: [{ date: '2025-10-31', close: '1486.5' }],
      },
    ],
  },
}

const text = `Your portfolio is worth **₹20,14,358.25** and gained 14.23% over the past year, against 12.04% for the S&P 500.

- Reliance Industries is the largest holding at 31% of the total.
- Information technology adds up to 38%.

Two holdings in one sector move together, so they spread risk less than their number suggests [1].`

const span = (piece) => {
  const start = [...text.slice(0, text.indexOf(piece))].length
  return [[start, start + [...piece].length]]
}
const fact = (ref, value, unit, label, piece, more = {}) => ({
  ref: `c1#${ref}`,
  value,
  unit,
  label,
  as_of: '2025-10-31',
  tool: 'portfolio_holdings',
  call_id: 'c1',
  path: ref,
  spans: span(piece),
  ...more,
})
const quote =
  'Holdings that share a driver fall together; the number of names says little about how well risk is spread.'
const events = [
  { type: 'step', label: 'Understanding the question' },
  { type: 'tool.start', call_id: 'c1', name: 'portfolio_holdings', title: '', args: { portfolio_id: null } },
  { type: 'tool.end', call_id: 'c1', ok: true, ms: 41, summary: '5 holdings' },
  { type: 'tool.start', call_id: 'c2', name: 'portfolio_performance', title: '', args: { period: '1Y' } },
  { type: 'tool.end', call_id: 'c2', ok: true, ms: 88, summary: null },
  ...text.match(/[^\s]+\s*/g).map((delta) => ({ type: 'text.delta', delta })),
  {
    type: 'fact',
    ...fact('/total_value/amount', '2014358.25', 'money', 'total value', '₹20,14,358.25', { currency: 'INR' }),
  },
  {
    type: 'fact',
    ...fact('/twr', 0.1423, 'ratio', 'twr', '14.23%', { definition: 'Time-weighted return over the period.' }),
  },
  {
    type: 'fact',
    ...fact('/holdings/0/weight', 0.31, 'ratio', 'RELIANCE weight', '31%', { row: { symbol: 'RELIANCE' } }),
  },
  { type: 'fact', ...fact('/slices/1/weight', 0.38, 'ratio', 'Information technology weight', '38%') },
  {
    type: 'citation',
    n: 1,
    passage_id: 'p1',
    title: 'Diversification',
    locator: 'How many is enough',
    quote,
    origin: 'lesson',
  },
  {
    type: 'chart',
    kind: 'line',
    title: 'Value over the past year',
    unit: 'money',
    currency: 'INR',
    series: [{ name: 'Value', points: points.map((point) => [point.date, point.value.amount]) }],
  },
  {
    type: 'suggestions',
    items: ['What would a fall like 2020 do to me?', 'Which holding adds most risk?', 'What is diversification?'],
  },
  { type: 'usage', model: 'built-in' },
]

const answer = {
  turn_id: 't0',
  answer_id: 'a0',
  thread_id: 'th1',
  text: 'You received ₹31,250.75 in dividends.',
  facts: [],
  citations: [],
  tools: [],
  charts: [],
  approvals: [],
  suggestions: [],
  withheld: 0,
  finish_reason: 'stop',
}
const tokens = { access_token: 'a', refresh_token: 'r', token_type: 'bearer', expires_in: 900 }
const threads = [
  { id: 'th1', title: 'How much did I receive in dividends last year?', updated_at: '2025-10-31T10:00:00Z' },
  { id: 'th2', title: 'Is 10 lakh enough for a house in 2030?', updated_at: '2025-10-30T10:00:00Z' },
  { id: 'th3', title: 'What is expected shortfall?', updated_at: '2025-10-29T10:00:00Z' },
]
const preview = {
  id: 'i1',
  format: 'zerodha_tradebook',
  rows: 42,
  accepted: 36,
  duplicates: 4,
  problems: [
    {
      line: 7,
      column: 'quantity',
      code: 'bad_number',
      message: 'The quantity "1O" is not a number.',
      row: { date: '2024-03-04', type: 'buy', symbol: 'INFY', quantity: '1O', price: '1500' },
    },
    {
      line: 19,
      column: null,
      code: 'oversold',
      message: 'TCS: 50 sold, 40 held.',
      row: { date: '2024-05-02', symbol: 'TCS', quantity: '50' },
    },
  ],
  notes: ['Dates are read as day-month-year.'],
  effect: [
    { symbol: 'INFY', before: '160', after: '210' },
    { symbol: 'GOLDBEES', before: '0', after: '300' },
  ],
}
const lesson = (slug, title, topic) => ({ slug, title, topic, level: 'basic' })

const routes = {
  'GET /api/health': {
    status: 'healthy',
    version: '0.1.0',
    demo: true,
    services: { ai_service: { status: 'healthy', detail: 'built-in' } },
  },
  'GET /api/v1/me': { id: 'u1', email: 'local@localhost', name: 'You', kind: 'local', base_currency: 'INR' },
  'GET /api/v1/portfolios': {
    portfolios: [
      { id: 'p1', name: 'India core', base_currency: 'INR' },
      { id: 'p2', name: 'US growth', base_currency: 'USD' },
    ],
  },
  'GET /api/v1/threads': { threads },
  'GET /api/v1/threads/th1': {
    id: 'th1',
    title: threads[0].title,
    messages: [
      { id: 'm1', role: 'user', text: threads[0].title, turn_id: 't0' },
      { id: 'm2', role: 'assistant', text: answer.text, turn_id: 't0', answer },
    ],
  },
  'GET /api/v1/policy': {
    by: 'symbol',
    targets: { RELIANCE: 0.2 },
    max_holding: 0.25,
    max_sector: null,
    min_cash: 0.05,
    max_volatility: null,
    country: 'IN',
    text: '',
  },
  'GET /api/v1/imports': {
    imports: [
      {
        id: 'i0',
        file_name: 'tradebook.csv',
        format: 'zerodha_tradebook',
        status: 'committed',
        preview: {},
        committed_at: '2025-10-30T10:00:00Z',
      },
    ],
  },
  'GET /api/v1/tokens': {
    tokens: [{ id: 'k1', name: 'Desktop assistant', doors: ['mcp'], scopes: ['portfolio:read'], privacy: 'relative' }],
  },
  'POST /api/v1/tokens': { id: 'k2', name: 'New', token: 'pat_made_up', doors: ['mcp'], scopes: [], privacy: 'full' },
  'GET /api/v1/library': {
    lessons: [
      lesson('var', 'Value at risk', 'risk'),
      lesson('es', 'Expected shortfall', 'risk'),
      lesson('xirr', 'XIRR', 'returns'),
    ],
  },
  'GET /api/v1/library/var': {
    ...lesson('var', 'Value at risk', 'risk'),
    body: '# Value at risk\n\nA loss that is exceeded on few days.',
    sources: [{ name: 'A handbook', section: '3' }],
  },
  'POST /api/v1/portfolios/p1/imports': preview,
  'POST /api/v1/imports/i1/commit': { imported: 36, skipped: 6 },
  'DELETE /api/v1/imports/i1': {},
  'POST /api/v1/auth/login': tokens,
  'POST /api/v1/auth/demo': tokens,
  'POST /api/v1/auth/link': tokens,
  'POST /api/v1/auth/refresh': tokens,
}
const passages = [{ id: 'p1', title: 'Expected shortfall', locator: 'What it tells', quote, text: quote }]

const wait = (ms) => new Promise((done) => setTimeout(done, ms))

async function stream(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  const all = [{ type: 'turn.start', thread_id: 'th9' }, ...events]
  all.push({ type: 'done', answer_id: 'a9', finish_reason: 'stop', withheld: 0 })
  for (const [i, event] of all.entries()) {
    response.write(
      `event: ${event.type}\nid: ${i + 1}\ndata: ${JSON.stringify({ id: i + 1, turn_id: 't9', ...event })}\n\n`,
    )
    await wait(8)
  }
  response.end()
}

function serve(url, response) {
  let file = path.join('dist', url.pathname)
  if (!fs.existsSync(file) || fs.statSync(file).isDirectory()) file = 'dist/index.html'
  const headers = { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' }
  if (file.endsWith('.html')) headers['Content-Security-Policy'] = fs.readFileSync('dist/csp.txt', 'utf8')
  response.writeHead(200, headers).end(fs.readFileSync(file))
}

function until(end) {
  const share = (Date.parse(end) - Date.parse('2024-10-31')) / (365 * 86400000)
  const wave = 0.03 * Math.sin(share * 9)
  const benchmark = { symbol: 'SP500', name: 'S&P 500', twr: 0.12 * share - wave }
  return { ...tools.portfolio_performance, end, twr: 0.1423 * share + wave, benchmark }
}

function find(method, url, args) {
  if (url.searchParams.get('q')) return { passages, abstained: false }
  const name = url.pathname.replace('/api/v1/tools/', '')
  if (name === 'portfolio_performance' && args.end) return until(args.end)
  return name in tools ? tools[name] : routes[`${method} ${url.pathname}`]
}

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  if (!url.pathname.startsWith('/api/')) return serve(url, response)
  if (url.pathname === '/api/v1/chat') return stream(response)
  let sent = ''
  for await (const part of request) sent += part
  const args = sent.startsWith('{') ? JSON.parse(sent) : {}
  const body = find(request.method, url, args) ?? {
    error: { code: 'not_found', message: 'There is nothing with this id.' },
  }
  response.writeHead(body.error ? 404 : 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
})
server.listen(Number(process.argv[2] ?? 9860), '127.0.0.1')
