import { get } from './api'
import { chosen, NUMBERS, numbers } from './prefs'
import { session } from './session'
import { store } from './store'
import type { Health, Me, Portfolio } from './types'

export const me = store<Me | null>(null)
export const portfolios = store<Portfolio[] | null>(null)
export const health = store<Health | null>(null)

/** Whether the service said that it has no demo. */
export const demoOff = store(false)

export async function refreshPortfolios() {
  const found = (await get<{ portfolios: Portfolio[] }>('/api/v1/portfolios')).portfolios
  portfolios.set(found)
  if (!found.some((portfolio) => portfolio.id === chosen.get())) chosen.set(null)
}

function take(person: Me) {
  me.set(person)
  const style = NUMBERS.find((one) => one === person.number_format)
  if (style) numbers.set(style)
}

/** Load who is signed in and what they own; failures show where the data is used. */
export async function refreshPerson() {
  if (!session.get()) {
    me.set(null)
    portfolios.set(null)
    return
  }
  await Promise.allSettled([get<Me>('/api/v1/me').then(take), refreshPortfolios()])
}

/** Unhealthy answers 503 with the same body. */
export async function refreshHealth() {
  const response = await fetch('/api/health', { headers: { Accept: 'application/json' } }).catch(() => null)
  const body = (await response?.json().catch(() => null)) as Health | null
  if (body?.services) health.set(body)
}

/** Name the model outside this service that questions would go to, if any. */
export function outsideModel(state: Health | null): string | null {
  const model = state?.services.ai_service
  if (!model) return null
  return model.outside ? (model.model ?? 'a language model outside this service') : null
}

/** Tell in one line what the person looks at and where it is kept. */
export function whereItLives(person: Me | null, host: string): string {
  const here = /^(localhost|127\.|\[?::1)/.test(host)
  const place = here ? 'only on this machine' : `on ${host}, in your own account`
  if (person?.kind === 'local') return `You start with two sample portfolios. They and all you add are kept ${place}.`
  if (person?.kind === 'demo')
    return `This is a demo with two sample portfolios, separate from everyone else’s and kept ${place}.`
  return `Your portfolios and conversations are kept ${place}.`
}
