import { type ReactNode, useEffect, useState } from 'react'
import { call, get, once } from '../lib/api'
import { useLoad } from '../lib/load'
import { portfolios } from '../lib/person'
import { chosen } from '../lib/prefs'
import type { Failure, Preview as PreviewData } from '../lib/types'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'
import { PortfolioSelect } from './Picker'
import { Preview } from './Preview'

interface Status {
  configured: boolean
  signed_in: boolean
  until: string | null
}

const REFUSED: Failure = { code: 'refused', message: 'Upstox did not allow the reading.', retryable: false }

/** Take what Upstox led back with out of the address, so that it is neither kept in the history nor sent on. */
export function takeReturn(): { code: string | null; state: string } | null {
  const given = new URLSearchParams(window.location.search)
  const [code, state] = [given.get('code'), given.get('state')]
  if (!state) return null
  window.history.replaceState(null, '', window.location.pathname)
  return { code, state }
}

const time = (until: string | null) =>
  until
    ? new Date(until).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
    : ''

const goTo = (url: string) => window.location.assign(url)

function useUpstox() {
  const { data, failure, reload } = useLoad('upstox', () => get<Status>('/api/v1/upstox'))
  const { act: run, busy, failure: problem } = useAct()
  const [refused, setRefused] = useState<Failure | null>(null)
  const act = (what: () => Promise<unknown>) => {
    setRefused(null)
    return run(what).then(reload)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a return is taken once
  useEffect(() => {
    const given = takeReturn()
    if (given?.code) act(() => call('POST', '/api/v1/upstox', { body: given }))
    else if (given) setRefused(REFUSED)
  }, [])
  return { data, failure: refused ?? problem ?? failure, busy, act, reload }
}

function Target({ value, onPick }: { value: string; onPick: (id: string) => void }) {
  const count = portfolios.use()?.length ?? 0
  if (count < 2) return null
  return <PortfolioSelect label="Compare with" {...{ value, onPick }} />
}

/** The person's account at Upstox: signing in there, and its holdings as a file that is checked first. */
export function Upstox({ next }: { next: ReactNode }) {
  const { data, failure, busy, act, reload } = useUpstox()
  const scope = chosen.use()
  const first = portfolios.use()?.[0]?.id
  const [picked, setPicked] = useState<string | null>(null)
  const [preview, setPreview] = useState<PreviewData | null>(null)
  const id = picked ?? scope ?? first ?? ''
  const into = portfolios.use()?.find((portfolio) => portfolio.id === id)?.name
  const read = async () => {
    const path = `/api/v1/portfolios/${id}/upstox/holdings`
    setPreview(await call<PreviewData>('POST', path, { headers: once() }))
  }
  const signIn = async () => goTo((await call<{ url: string }>('POST', '/api/v1/upstox/login')).url)
  if (preview) {
    return <Preview preview={preview} file="Holdings at Upstox" onAgain={() => setPreview(null)} {...{ into, next }} />
  }
  return (
    <section className="card stack" aria-busy={!data && !failure}>
      <h2>Upstox</h2>
      {data?.configured === false && (
        <p className="quiet">
          Not set up on this service. Who runs it registers an application at Upstox and gives its id and secret as{' '}
          <code>COACH_UPSTOX_CLIENT_ID</code> and <code>COACH_UPSTOX_CLIENT_SECRET</code>.
        </p>
      )}
      {data?.configured && !data.signed_in && (
        <>
          <p className="quiet">Sign in at Upstox to read your holdings there. Nothing is traded or changed.</p>
          <div className="actions">
            <button type="button" className="button" onClick={() => act(signIn)} disabled={busy}>
              Sign in at Upstox
            </button>
          </div>
        </>
      )}
      {data?.signed_in && (
        <>
          <p className="quiet">Connected until {time(data.until)}. Nothing is imported before you have seen it.</p>
          <div className="fields">
            <Target value={id} onPick={setPicked} />
          </div>
          <div className="actions">
            <button type="button" className="button primary" onClick={() => act(read)} disabled={busy || !id}>
              {busy ? 'Reading…' : 'Read holdings'}
            </button>
            <button
              type="button"
              className="button"
              onClick={() => act(() => call('DELETE', '/api/v1/upstox'))}
              disabled={busy}
            >
              Disconnect
            </button>
          </div>
        </>
      )}
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
    </section>
  )
}
