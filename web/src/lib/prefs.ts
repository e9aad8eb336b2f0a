import { keep, recall, store } from './store'

export type Theme = 'auto' | 'light' | 'dark'
export type Numbers = 'auto' | 'western' | 'indian'

const one = <T extends string>(options: readonly T[], text: string | null): T =>
  options.find((option) => option === text) ?? (options[0] as T)

export const THEMES = ['auto', 'light', 'dark'] as const
export const NUMBERS = ['auto', 'western', 'indian'] as const

export const theme = store<Theme>('auto', one(THEMES, recall('coach.theme')), (value) => {
  keep('coach.theme', value)
  if (value === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = value
})

export const numbers = store<Numbers>('auto', one(NUMBERS, recall('coach.numbers')), (value) =>
  keep('coach.numbers', value),
)

export const hidden = store<boolean>(false, recall('coach.hidden') === '1', (value) =>
  keep('coach.hidden', value ? '1' : null),
)

/** The portfolio that questions and pages are about; null is all of them. */
export const chosen = store<string | null>(null, recall('coach.portfolio'), (value) => keep('coach.portfolio', value))
