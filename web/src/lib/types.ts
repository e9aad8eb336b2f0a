export interface Money {
  amount: string
  currency: string
}

export type Unit = 'money' | 'price' | 'ratio' | 'count' | 'shares' | 'days' | 'date'

export interface Fact {
  ref: string
  value: string | number
  unit: Unit
  currency?: string | null
  as_of?: string | null
  tool: string
  call_id: string
  path: string
  row?: Record<string, string> | null
  label: string
  definition?: string | null
  spans: [number, number][]
}

export interface Citation {
  n: number
  passage_id: string
  title: string
  locator: string
  quote: string
  origin: string
}

export interface ChartSpec {
  kind: string
  title: string
  unit: string
  currency?: string | null
  call_id?: string
  series: { name: string; points: [string | number, string | number | null][] }[]
}

export interface Approval {
  approval_id: string
  tool?: string
  summary?: string
  draft?: Record<string, unknown>
  args?: Record<string, unknown>
  expires_at?: string
  status?: string
}

export interface ToolCall {
  call_id: string
  name: string
  title?: string
  args?: Record<string, unknown>
  ok?: boolean
  ms?: number
  summary?: string | null
}

export interface Answer {
  turn_id: string
  thread_id: string
  answer_id: string
  text: string
  facts: Fact[]
  citations: Citation[]
  tools: ToolCall[]
  charts: ChartSpec[]
  approvals: Approval[]
  suggestions: string[]
  withheld: number
  usage?: Record<string, unknown>
  finish_reason: string
  steps?: string[]
  error?: Failure
}

export interface Failure {
  code: string
  message: string
  retryable: boolean
  retryAfter?: number
}

export interface ThreadInfo {
  id: string
  title: string
  updated_at: string
}

export interface StoredMessage {
  id: string
  role: 'user' | 'assistant'
  text: string
  turn_id: string
  answer?: Answer | null
}

export interface Portfolio {
  id: string
  name: string
  base_currency: string
  benchmark?: string | null
}

export interface Ground {
  as_of: string
  staleness_days: number
  coverage: number
  caveats: string[]
  reasons: Record<string, string>
}

export interface Holding {
  symbol: string
  name: string
  isin: string | null
  sector: string | null
  asset_class: string
  quantity: string | null
  average_cost: Money | null
  cost_basis: Money | null
  price: string | null
  currency: string
  price_date: string | null
  value: Money | null
  value_base: Money | null
  weight: number | null
  unrealised_gain: Money | null
  unrealised_return: number | null
}

export interface Holdings extends Ground {
  total_value: Money | null
  unrealised_gain: Money | null
  unrealised_return: number | null
  cash: Money[]
  holdings: Holding[]
  next_cursor?: string | null
}

export interface Allocation extends Ground {
  slices: { name: string; value_base: Money | null; weight: number | null }[]
}

export interface Piece {
  name: string
  gain: Money | null
  twr: number | null
  benchmark_twr: number | null
}

export interface LinePoint {
  date: string
  value: Money | null
  twr: number | null
  benchmark_twr: number | null
  drawdown: number | null
  benchmark_drawdown: number | null
}

export interface Performance extends Ground {
  start: string
  end: string
  start_value: Money | null
  end_value: Money | null
  net_contributions: Money | null
  gain: Money | null
  twr: number | null
  twr_annualised: number | null
  xirr: number | null
  benchmark: { symbol: string; name: string; twr: number | null } | null
  by_period: Piece[]
  series: LinePoint[]
}

export interface RiskContributions extends Ground {
  start: string
  end: string
  volatility: number | null
  expected_shortfall: number | null
  items: { name: string; weight: number; volatility_share: number | null }[]
  correlation: { names: string[]; matrix: (number | null)[][] }
}

export interface Stress extends Ground {
  scenarios: { name: string; loss: Money | null; loss_fraction: number | null; coverage: number }[]
}

type Percentile = 'p5' | 'p25' | 'p50' | 'p75' | 'p95'

export interface Goal extends Ground {
  target: Money | null
  date: string
  probability: number | null
  paths: number
  percentiles: ({ date: string } & Record<Percentile, Money | null>)[]
}

export interface Problem {
  line: number
  column: string | null
  code: string
  message: string
  row: Record<string, string>
}

export interface Preview {
  id: string
  format: string
  rows: number
  accepted: number
  duplicates: number
  problems: Problem[]
  notes: string[]
  effect: { symbol: string; before: string; after: string }[]
  lines?: { line: number; status: 'new' | 'duplicate'; meaning: string }[]
  missing_deposits?: { amount: string; currency: string; days: number }[]
}

export interface Me {
  id: string
  email: string
  name: string
  kind?: string
  base_currency?: string | null
  number_format?: string
  goals?: string | null
  horizon_years?: number | null
  risk?: string | null
}

export interface AccessToken {
  id: string
  name: string
  doors: string[]
  scopes: string[]
  privacy: string
  expires_at?: string | null
  last_used_at?: string | null
  created_at?: string
  token?: string
}

export interface Health {
  status: string
  version?: string
  services: Record<string, { status: string; latency_ms?: number | null; model?: string; outside?: boolean }>
}

export interface Passage {
  id: string
  title: string
  locator: string
  quote: string
  text: string
  score?: number
  origin?: string
}
