import { useCallback, useEffect, useState } from 'react'
import { toFailure } from './api'
import type { Failure } from './types'

const WAIT = 250

/** Give a text once it has stopped changing for a moment. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAIT)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

export interface Loaded<T> {
  data: T | null
  failure: Failure | null
  loading: boolean
  reload: () => void
}

/** Load something when `key` changes; null loads nothing. Late answers of an older key are dropped. */
export function useLoad<T>(key: string | null, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; data: T | null; failure: Failure | null }>({
    key: null,
    data: null,
    failure: null,
  })
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names what `load` would load
  useEffect(() => {
    if (key === null) return
    let current = true
    load().then(
      (data) => current && setState({ key, data, failure: null }),
      (error: unknown) => current && setState((old) => ({ key, data: old.data, failure: toFailure(error) })),
    )
    return () => {
      current = false
    }
  }, [key, round])
  const reload = useCallback(() => setRound((n) => n + 1), [])
  return { data: state.data, failure: state.key === key ? state.failure : null, loading: state.key !== key, reload }
}
