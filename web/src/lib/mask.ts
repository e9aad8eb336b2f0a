import type { Fact } from './types'

export const MASK = '••••'

/** Amounts and numbers of shares are the person's own; prices and fractions tell nothing of their wealth. */
export const isPersonal = (fact: Fact) => fact.unit === 'money' || fact.unit === 'shares'

const NUMBER = String.raw`[\d.,]*\d(?:\s?(?:lakh|lac|crore|cr|thousand|million|billion|bn|mn|k|m|l)\b)?`
const MARK = String.raw`(?:₹|\$|€|£|¥|\bRs\.?|\b(?:INR|USD|EUR|GBP|JPY|CHF|AUD|CAD|SGD)\b)`
const LOOSE = new RegExp(
  String.raw`([-−+]?${MARK}\s?)[-−]?${NUMBER}|${NUMBER}(\s?(?:INR|USD|EUR|GBP|JPY|CHF|rupees|dollars|euros)\b)`,
  'gi',
)
const SCALED = /\b[\d.,]*\d\s?(?:lakhs?|lacs?|crores?)\b/gi

/** Mask amounts that stand in free text: messages, titles, prose that carries no fact. */
export function maskText(text: string): string {
  return text
    .replace(LOOSE, (_all, before?: string, after?: string) => `${before ?? ''}${MASK}${after ?? ''}`)
    .replace(SCALED, MASK)
}
