import { useRef, useState } from 'react'
import { toFailure } from '../lib/api'
import type { Failure } from '../lib/types'
import { ErrorNotice } from './Notice'

/** Run something and keep what went wrong, or that it went well; while it runs, a second press does nothing. */
export function useAct() {
  const [failure, setFailure] = useState<Failure | null>(null)
  const [done, setDone] = useState(false)
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  const act = async (what: () => Promise<unknown>) => {
    if (running.current) return
    running.current = true
    setFailure(null)
    setDone(false)
    setBusy(true)
    try {
      await what()
      setDone(true)
    } catch (error) {
      setFailure(toFailure(error))
    }
    running.current = false
    setBusy(false)
  }
  return { act, busy, done, failure }
}

export const Outcome = ({ done, failure }: { done: boolean; failure: Failure | null }) => (
  <>
    {done && (
      <span className="quiet" role="status">
        Saved
      </span>
    )}
    {failure && <ErrorNotice failure={failure} />}
  </>
)
