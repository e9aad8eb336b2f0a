import { ApiError } from './api'
import { sent, shown } from './percent'
import type { Ground } from './types'

type Share = number | null

export interface Rules {
  by: string
  targets: Record<string, number>
  band: number
  max_holding: Share
  max_sector: Share
  min_cash: Share
  max_cash: Share
  max_volatility: Share
  bands: Record<string, [number, number]>
  do_not_sell: string[]
  horizon_years: number | null
  soft: string[]
  country: string | null
  text: string
}

/** How one rule stands: its limit, what it is now, and whether it is kept. */
export interface Standing {
  rule: string
  status: string
  limit: Share
  value: Share
}

export type Judged = Ground & { policy: Standing[] }

/** The limits of one figure each: field, label, name of the rule as the service says it, and what it is good for. */
export const LIMITS = [
  ['max_holding', 'One holding at most', 'largest holding', 'So that no single name can do too much harm.'],
  ['max_sector', 'One sector at most', 'largest sector', 'All holdings of a sector count together.'],
  ['min_cash', 'Cash at least', 'least cash', 'A reserve that is not invested.'],
  ['max_cash', 'Cash at most', 'most cash', 'So that money does not lie idle.'],
  ['max_volatility', 'Volatility at most', 'volatility', 'The risk budget: how far the value may swing in a year.'],
] as const

const WEIGHT = String.raw`(\d+\.?\d*|\.\d+)\s*%?`
const TARGET = new RegExp(String.raw`^(.+?)[\s:=]+${WEIGHT}$`)
const BAND = new RegExp(String.raw`^(.+?)[\s:=]+${WEIGHT}(?:\s*(?:-|–|to)\s*|\s+)${WEIGHT}$`)

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Read each line by a pattern; a line that does not fit is named, not dropped. */
function read(text: string, pattern: RegExp, like: string): string[][] {
  return linesOf(text).map((line) => {
    const found = pattern.exec(line)
    if (!found) throw new ApiError(422, 'bad_input', `“${line}” can not be read. Write it like “${like}”.`)
    return found.slice(1)
  })
}

/** Read target weights, one "name percent" a line. */
export const targetsOf = (text: string): Rules['targets'] =>
  Object.fromEntries(read(text, TARGET, 'RELIANCE 20').map(([name, percent]) => [name, sent(percent)]))

/** Read bands, one "name least most" a line, in per cent. */
export const bandsOf = (text: string): Rules['bands'] =>
  Object.fromEntries(read(text, BAND, 'Equity 50 70').map(([name, low, high]) => [name, [sent(low), sent(high)]]))

/** Read names that stand on lines or between commas. */
export const namesOf = (text: string) => linesOf(text.replaceAll(',', '\n'))

export const targetsText = ({ targets }: Rules) =>
  Object.entries(targets)
    .map(([name, weight]) => `${name} ${shown(weight)}`)
    .join('\n')

export const bandsText = ({ bands }: Rules) =>
  Object.entries(bands)
    .map(([name, [low, high]]) => `${name} ${shown(low)} ${shown(high)}`)
    .join('\n')

/** Give the names of all rules, as the service says them. */
export const ruleNames = (rules: Rules): string[] => [
  ...LIMITS.filter(([field]) => rules[field] !== null).map(([, , name]) => name),
  ...Object.keys(rules.targets).map((name) => `target of ${name}`),
  ...Object.keys(rules.bands).map((name) => `band of ${name}`),
  ...rules.do_not_sell.map((name) => `do not sell ${name}`),
]

/** Read what the form holds. */
export function rulesOf(form: FormData): Rules {
  const text = (field: string) => String(form.get(field) ?? '').trim()
  const limits = Object.fromEntries(LIMITS.map(([field]) => [field, text(field) ? sent(text(field)) : null])) as Pick<
    Rules,
    (typeof LIMITS)[number][0]
  >
  return {
    ...limits,
    by: text('by'),
    band: sent(text('band')),
    targets: targetsOf(text('targets')),
    bands: bandsOf(text('bands')),
    do_not_sell: namesOf(text('do_not_sell')),
    horizon_years: text('horizon_years') ? Number(text('horizon_years')) : null,
    soft: form.getAll('soft').map(String),
    country: text('country') || null,
    text: text('text'),
  }
}
