import type { ReactNode } from 'react'
import type { Loaded } from '../lib/load'
import { ErrorNotice } from './Notice'

interface Props<T> {
  loaded: Loaded<unknown>
  items: T[] | undefined
  empty: string
  children: (item: T) => ReactNode
}

/** A list of the person's own things: its failure, its wait, its emptiness, or its items. */
export function Listed<T>({ loaded: { failure, reload }, items, empty, children }: Props<T>) {
  if (failure) return <ErrorNotice failure={failure} onRetry={reload} />
  if (!items) return <p className="quiet" aria-busy="true" />
  if (!items.length) return <p className="quiet">{empty}</p>
  return <ul className="tokens">{items.map(children)}</ul>
}
