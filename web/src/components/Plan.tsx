import { useEffect, useState } from 'react'
import { call, get } from '../lib/api'
import { useLoad } from '../lib/load'
import { Outcome, useAct } from './Outcome'

type Way = 'daily' | 'mail' | 'webhook'

interface Wanted extends Record<Way, boolean> {
  available: Record<'mail' | 'webhook', boolean>
}

const WAYS: Record<Way, string> = {
  daily: 'Make a review every day',
  mail: 'Send the daily one by e-mail',
  webhook: 'Send each to the webhook of this service',
}

/** Whether a review is made every day, and where it is sent beside this page. */
export function Plan() {
  const { data } = useLoad('plan', () => get<Wanted>('/api/v1/reviews/plan'))
  const [plan, setPlan] = useState<Wanted | null>(null)
  const { act, busy, done, failure } = useAct()
  useEffect(() => setPlan(data), [data])
  if (!plan) return null
  const { daily, mail, webhook, available } = plan
  const ways = (['daily', 'mail', 'webhook'] as const).filter((way) => way === 'daily' || available[way])
  const choose = (way: Way, on: boolean) => {
    const body = { daily, mail, webhook, [way]: on }
    setPlan({ ...plan, [way]: on })
    act(() =>
      call<Wanted>('PUT', '/api/v1/reviews/plan', { body }).catch((error: unknown) => {
        setPlan(plan)
        throw error
      }),
    )
  }
  return (
    <fieldset className="checks">
      <legend className="sr">When and where</legend>
      {ways.map((way) => (
        <label key={way} className="check">
          <input
            type="checkbox"
            disabled={busy}
            checked={plan[way]}
            onChange={(event) => choose(way, event.target.checked)}
          />
          <span>{WAYS[way]}</span>
        </label>
      ))}
      <Outcome done={done} failure={failure} />
    </fieldset>
  )
}
