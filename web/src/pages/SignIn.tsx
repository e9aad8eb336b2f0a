import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { ErrorNotice } from '../components/Notice'
import { Demo } from '../components/Welcome'
import { toFailure } from '../lib/api'
import { register, signIn } from '../lib/auth'
import { session } from '../lib/session'
import type { Failure } from '../lib/types'
import '../styles/later.css'

const SHORTEST = 8

interface FormProps {
  fresh: boolean
  onDone: () => void
}

function Fields({ fresh }: { fresh: boolean }) {
  return (
    <>
      {fresh && (
        <label className="field">
          Name, optional
          <input name="name" autoComplete="name" maxLength={80} />
        </label>
      )}
      <label className="field">
        E-mail
        <input name="email" type="email" autoComplete="username" required />
      </label>
      <label className="field">
        Password
        <input
          name="password"
          type="password"
          autoComplete={fresh ? 'new-password' : 'current-password'}
          minLength={fresh ? SHORTEST : undefined}
          required
        />
        {fresh && <small>At least {SHORTEST} characters.</small>}
      </label>
    </>
  )
}

function Form({ fresh, onDone }: FormProps) {
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password, name] = ['email', 'password', 'name'].map((key) => String(form.get(key) ?? '').trim()) as [
      string,
      string,
      string,
    ]
    setBusy(true)
    setFailure(null)
    try {
      await (fresh ? register(email, password, name) : signIn(email, password))
      onDone()
    } catch (error) {
      setFailure(toFailure(error))
      setBusy(false)
    }
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Fields fresh={fresh} />
      {failure && <ErrorNotice failure={failure} />}
      <button type="submit" className="button primary" disabled={busy}>
        {fresh ? 'Create account' : 'Sign in'}
      </button>
    </form>
  )
}

/** Sign in, register or try the demo; also stands in for a page that needs a sign-in. */
export default function SignIn() {
  const [fresh, setFresh] = useState(false)
  const [path, go] = useLocation()
  const signedIn = session.use() !== null
  const onDone = () => path === '/sign-in' && go('/')
  if (signedIn && path === '/sign-in') {
    return (
      <div className="page small">
        <h1>You are signed in</h1>
      </div>
    )
  }
  return (
    <div className="page small">
      <h1>{fresh ? 'Create an account' : 'Sign in'}</h1>
      <section className="card">
        <Form key={String(fresh)} fresh={fresh} onDone={onDone} />
        <p>
          {fresh ? 'Have an account? ' : 'New here? '}
          <button type="button" className="link" onClick={() => setFresh(!fresh)}>
            {fresh ? 'Sign in' : 'Create an account'}
          </button>
        </p>
      </section>
      <Demo />
      <p className="quiet">On your own machine, use the sign-in link that the service prints when it starts.</p>
    </div>
  )
}
