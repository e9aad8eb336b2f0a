import { store } from './store'
import type { Citation, Fact } from './types'

export type Source = { kind: 'fact'; fact: Fact; text: string } | { kind: 'citation'; citation: Citation }

/** What the panel beside the answer shows: where a figure or a statement comes from. */
export const source = store<Source | null>(null)

let opener: Element | null = null

export function openSource(next: Source) {
  opener = document.activeElement
  source.set(next)
}

/** Close the panel and give the focus back to what opened it. */
export function closeSource() {
  source.set(null)
  if (opener instanceof HTMLElement) opener.focus()
}
