import { sent, shown } from './percent'
import type { Money } from './types'

export type Kind = 'price' | 'drawdown' | 'weight' | 'staleness'
export type Side = 'above' | 'below'

export interface Condition {
  kind: Kind
  symbol: string | null
  side: Side
  level: string
}

export interface Alert extends Condition {
  id: string
  holds: boolean
  fired_at: string | null
}

/** A watched instrument with its last close; without one, why. */
interface Priced {
  symbol: string
  name: string | null
  price: string | null
  currency: string | null
  price_date: string | null
  return_fraction: number | null
  reason: string | null
}

export type Watched = Priced & { note: string }

interface Rule {
  rule: string
  limit: number | null
  value: number | null
}

export interface Review {
  as_of: string
  since: string
  value: Money | null
  value_before: Money | null
  gain: Money | null
  twr: number | null
  new_income: Money | null
  new_transactions: number
  movers: { symbol: string; return_fraction: number }[]
  broken: Rule[]
  alerts: (Condition & { id: string; value: number | null; holds: boolean; fresh: boolean; reason: string | null })[]
  watchlist: Priced[]
  caveats: string[]
  thread_id: string
}

export interface Kept {
  id: string
  as_of: string
  body: Review
  created_at: string
}

export const KINDS: Record<Kind, string> = {
  price: 'Price',
  drawdown: 'Fall from the highest point',
  weight: 'Weight in the portfolio',
  staleness: 'Days without a price',
}

export const isShare = (kind: Kind) => kind === 'drawdown' || kind === 'weight'
export const needsSymbol = (kind: Kind) => kind === 'price' || kind === 'weight'

/** Write a level as the person does: fractions in per cent. */
export const shownLevel = ({ kind, level }: Condition) => (isShare(kind) ? shown(Number(level)) : String(Number(level)))

export const sentLevel = (kind: Kind, text: string) => (isShare(kind) ? String(sent(text)) : text)

const UNITS: Record<Kind, string> = { price: '', drawdown: ' %', weight: ' %', staleness: '' }

/** Say a condition in a line. */
export const conditionText = (alert: Condition) =>
  `${KINDS[alert.kind]} ${alert.side} ${shownLevel(alert)}${UNITS[alert.kind]}`
