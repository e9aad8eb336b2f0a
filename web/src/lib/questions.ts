import type { Holdings } from './types'

export const STARTERS = [
  'How has my portfolio done over the past year?',
  'Where am I most concentrated?',
  'How much could I lose in a bad month?',
  'What is the difference between XIRR and time-weighted return?',
]

/** For a person without a portfolio: what can be answered without one. */
const FIRST = [
  'What is the difference between XIRR and time-weighted return?',
  'What is an index fund?',
  'How many holdings do I need to be diversified?',
  'What is expected shortfall?',
]

const byWeight = (a: { weight: number | null }, b: { weight: number | null }) => (b.weight ?? 0) - (a.weight ?? 0)

/** Make the four opening questions from what the person holds. */
export function questionsFor(data: Holdings | null, none = false): string[] {
  if (none) return FIRST
  const held = [...(data?.holdings ?? [])].sort(byWeight)
  const top = held[0]
  if (!top) return STARTERS
  const [, second, , learn] = STARTERS as [string, string, string, string]
  const worst = [...held].sort((a, b) => (a.unrealised_return ?? 0) - (b.unrealised_return ?? 0))[0]
  const other =
    worst && worst !== top
      ? `What have I gained or lost on ${worst.name || worst.symbol}?`
      : 'How has my portfolio done over the past year?'
  return [`How much of my portfolio is ${top.name || top.symbol}, and how has it done?`, second, other, learn]
}
