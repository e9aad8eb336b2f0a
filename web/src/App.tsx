import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { Guard } from './components/Guard'
import { ErrorNotice } from './components/Notice'
import { Shell } from './components/Shell'
import { toFailure } from './lib/api'
import { chat, NO_CHAT } from './lib/chat'
import { refreshHealth, refreshPerson } from './lib/person'
import { session, takeLink } from './lib/session'
import type { Failure } from './lib/types'
import { Chat } from './pages/Chat'

const Portfolio = lazy(() => import('./pages/Portfolio'))
const Import = lazy(() => import('./pages/Import'))
const Watch = lazy(() => import('./pages/Watch'))
const Documents = lazy(() => import('./pages/Documents'))
const Library = lazy(() => import('./pages/Library'))
const Settings = lazy(() => import('./pages/Settings'))
const SignIn = lazy(() => import('./pages/SignIn'))

const Loading = () => <div className="page" aria-busy="true" />

/** Pages about the person's own data ask for a sign-in first. */
function Private({ children }: { children: ReactNode }) {
  const signedIn = session.use() !== null
  return <Suspense fallback={<Loading />}>{signedIn ? children : <SignIn />}</Suspense>
}

const NotFound = () => (
  <div className="page">
    <h1>There is no page here</h1>
    <p>
      <Link href="/">Ask a question</Link> instead?
    </p>
  </div>
)

/** Exchange a one-time sign-in link, and tell when it is no longer good. */
function useSignInLink(): Failure | null {
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const token = takeLink()
    if (!token) return
    const exchange = import('./lib/auth').then((auth) => auth.exchangeLink(token))
    exchange.catch((error: unknown) => {
      document.documentElement.dataset.session = session.get() ? 'in' : 'out'
      setFailure({
        ...toFailure(error),
        message: 'This sign-in link was used already or is too old.',
        retryable: false,
      })
    })
  }, [])
  return failure
}

function usePerson() {
  const access = session.use()?.access
  const signedIn = access !== undefined
  useEffect(() => {
    document.documentElement.dataset.ready = ''
    refreshHealth()
  }, [])
  useEffect(() => {
    refreshPerson()
    if (!signedIn) chat.set(NO_CHAT)
  }, [signedIn])
}

const privately = (page: ReactNode) => <Private>{page}</Private>

export function App() {
  const failure = useSignInLink()
  usePerson()
  return (
    <Shell>
      {failure && <ErrorNotice failure={failure} />}
      <Guard path={useLocation()[0]}>
        <Switch>
          <Route path="/" component={Chat} />
          <Route path="/c/:id" component={Chat} />
          <Route path="/portfolio">{privately(<Portfolio />)}</Route>
          <Route path="/watch">{privately(<Watch />)}</Route>
          <Route path="/import">{privately(<Import />)}</Route>
          <Route path="/documents">{privately(<Documents />)}</Route>
          <Route path="/library/:slug?">{privately(<Library />)}</Route>
          <Route path="/settings">{privately(<Settings />)}</Route>
          <Route path="/sign-in">
            <Suspense fallback={<Loading />}>
              <SignIn />
            </Suspense>
          </Route>
          <Route component={NotFound} />
        </Switch>
      </Guard>
    </Shell>
  )
}
