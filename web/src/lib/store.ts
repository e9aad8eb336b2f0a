import { useSyncExternalStore } from 'react'

export interface Store<T> {
  get: () => T
  set: (next: T | ((old: T) => T)) => void
  use: () => T
}

/** A value outside React; the first render (and the prerendered page) sees `first`. */
export function store<T>(first: T, now: T = first, onChange?: (value: T) => void): Store<T> {
  let value = now
  const readers = new Set<() => void>()
  const subscribe = (reader: () => void) => {
    readers.add(reader)
    return () => readers.delete(reader)
  }
  return {
    get: () => value,
    set(next) {
      value = typeof next === 'function' ? (next as (old: T) => T)(value) : next
      onChange?.(value)
      for (const reader of [...readers]) reader()
    },
    use: () =>
      useSyncExternalStore(
        subscribe,
        () => value,
        () => first,
      ),
  }
}

/** Read a key of the browser's storage; private windows and the build have none. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keep or, with null, forget a key. */
export function keep(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // The page works without storage; it only forgets.
  }
}
