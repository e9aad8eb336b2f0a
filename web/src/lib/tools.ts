/** What the steps of an answer are called for people. */
const TITLES: Record<string, string> = {
  portfolio_list: 'Looked up your portfolios',
  portfolio_holdings: 'Read your holdings',
  portfolio_allocation: 'Worked out the allocation',
  portfolio_performance: 'Measured performance',
  portfolio_transactions: 'Read transactions',
  portfolio_income: 'Added up income',
  portfolio_gains: 'Computed gains',
  portfolio_lots: 'Went through the tax lots',
  portfolio_reconcile: 'Compared with the statement',
  portfolio_rebalance: 'Planned a rebalance',
  portfolio_record: 'Drafted a transaction',
  market_search: 'Searched instruments',
  market_quote: 'Looked up a price',
  market_history: 'Read price history',
  market_compare: 'Compared instruments',
  market_fx: 'Looked up an exchange rate',
  risk_report: 'Measured risk',
  risk_contributions: 'Split risk by holding',
  risk_stress: 'Ran stress scenarios',
  risk_what_if: 'Tried the change',
  risk_goal: 'Simulated the goal',
  learn_search: 'Searched the library',
  notes_search: 'Searched your notes',
  calculate: 'Calculated',
  explain_fact: 'Traced a figure',
  replay_answer: 'Replayed an answer',
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
export const words = (name: string) => capital(name.replaceAll('_', ' ').trim())

/** A quote is shown as plain text, without Markdown's marks. */
export const plain = (markdown: string) => markdown.replace(/\*\*|__|`/g, '')

/** The lesson that a passage of the library belongs to. */
export const lessonOf = (passageId: string) => `/library/${passageId.split('#')[0]}`

const SHORT: [RegExp, string][] = [
  [/\btwr\b/g, 'time-weighted return'],
  [/\bdietz\b/g, 'Dietz'],
  [/\bxirr\b/g, 'XIRR'],
  [/\bcagr\b/g, 'CAGR'],
  [/\bhhi\b/g, 'concentration index (HHI)'],
  [/\bvar\b/g, 'value at risk,'],
  [/\bes\b/g, 'expected shortfall,'],
]

/** Write a figure's name for people. */
export const labelOf = (label: string) => words(SHORT.reduce((text, [short, long]) => text.replace(short, long), label))

export const titleOf = (name: string, title?: string) => title || TITLES[name] || words(name)

export const rowsOf = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
