import { useState } from 'react'
import { toFailure } from '../lib/api'
import type { Failure } from '../lib/types'
import { ErrorNotice } from './Notice'

/** Run something and keep what went wrong, or that it went well. */
export function useAct() {
  const [failure, setFailure] = useState<Failure | null>(null)
  const [done, setDone] = useState(false)
  const act = async (what: () => Promise<unknown>) => {
    setFailure(null)
    setDone(false)
    try {
      await what()
      setDone(true)
    } catch (error) {
      setFailure(toFailure(error))
    }
  }
  return { act, done, failure }
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
