import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { ErrorNotice } from '../components/Notice'
import { Outcome, useAct } from '../components/Outcome'
import { Policy } from '../components/Policy'
import { Tokens } from '../components/Tokens'
import { call, request } from '../lib/api'
import { signOut } from '../lib/auth'
import { me, refreshPerson } from '../lib/person'
import { NUMBERS, type Numbers, numbers, THEMES, type Theme, theme } from '../lib/prefs'
import { session } from '../lib/session'
import { words } from '../lib/tools'
import type { Me } from '../lib/types'
import '../styles/later.css'

const CURRENCIES = ['INR', 'USD', 'EUR', 'GBP', 'JPY', 'CHF', 'AUD', 'CAD', 'SGD']
const STYLES: Record<Numbers, string> = {
  auto: 'By currency: ₹12,34,567 and $1,234,567',
  western: 'International: 1,234,567',
  indian: 'Indian: 12,34,567',
}

const RISKS = {
  low: 'Low: I would sell after a fall of a tenth',
  medium: 'Medium: I could sit out a fall of a fifth',
  high: 'High: I could sit out a fall of a third or more',
}

/** Read the profile's form; a name and a currency that were given once can be changed, not taken away. */
function profileOf(form: FormData) {
  const [name, currency, years] = [form.get('name'), form.get('currency'), form.get('horizon_years')]
  return {
    ...(name && { name }),
    ...(currency && { base_currency: currency }),
    goals: form.get('goals') || null,
    horizon_years: years ? Number(years) : null,
    risk: form.get('risk') || null,
  }
}

const Aims = ({ person }: { person: Me }) => (
  <>
    <label className="field">
      What the money is for
      <textarea
        name="goals"
        rows={2}
        maxLength={2000}
        placeholder="A house in 2031, and retirement"
        defaultValue={person.goals ?? ''}
      />
    </label>
    <div className="fields">
      <label className="field">
        Years until you need most of it
        <input name="horizon_years" type="number" min="0" max="80" step="1" defaultValue={person.horizon_years ?? ''} />
      </label>
      <label className="field">
        Risk you can bear
        <select name="risk" defaultValue={person.risk ?? ''}>
          <option value="">Not said</option>
          {Object.entries(RISKS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
    <p className="quiet">
      Goals, years and risk are kept for you; no figure depends on them. What answers hold the portfolio against are{' '}
      <a href="#rules">your rules</a>.
    </p>
  </>
)

function Profile({ person }: { person: Me }) {
  const { act, busy, done, failure } = useAct()
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const body = profileOf(new FormData(event.currentTarget))
    act(async () => me.set(await call<Me>('PATCH', '/api/v1/me', { body })))
  }
  return (
    <form className="card stack" onSubmit={save}>
      <h2>Profile</h2>
      <p className="quiet">{person.kind === 'demo' ? 'A demo account, without an e-mail address' : person.email}</p>
      <label className="field">
        Name
        <input name="name" defaultValue={person.name} maxLength={80} />
      </label>
      <label className="field">
        Currency for all portfolios together
        <select name="currency" defaultValue={person.base_currency ?? ''}>
          {!person.base_currency && <option value="">As the first portfolio</option>}
          {CURRENCIES.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </select>
      </label>
      <Aims person={person} />
      <div className="actions">
        <button type="submit" className="button primary" disabled={busy}>
          Save
        </button>
        <Outcome done={done} failure={failure} />
      </div>
    </form>
  )
}

function setNumbers(style: Numbers) {
  numbers.set(style)
  call('PATCH', '/api/v1/me', { body: { number_format: style } }).catch(() => undefined)
}

const Appearance = () => (
  <section className="card stack">
    <h2>Appearance</h2>
    <label className="field">
      Numbers
      <select value={numbers.use()} onChange={(event) => setNumbers(event.target.value as Numbers)}>
        {NUMBERS.map((style) => (
          <option key={style} value={style}>
            {STYLES[style]}
          </option>
        ))}
      </select>
    </label>
    <label className="field">
      Theme
      <select value={theme.use()} onChange={(event) => theme.set(event.target.value as Theme)}>
        {THEMES.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
    </label>
  </section>
)

function Password() {
  const { act, busy, done, failure } = useAct()
  const change = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const body = { old_password: form.get('current'), new_password: form.get('new') }
    act(async () => {
      await call('POST', '/api/v1/auth/password', { body })
      session.set(null)
    })
  }
  return (
    <form className="card stack" onSubmit={change}>
      <h2>Password</h2>
      <label className="field">
        Current password
        <input name="current" type="password" autoComplete="current-password" required />
      </label>
      <label className="field">
        New password
        <input name="new" type="password" autoComplete="new-password" minLength={8} required />
      </label>
      <div className="actions">
        <button type="submit" className="button" disabled={busy}>
          Change password and sign out everywhere
        </button>
        <Outcome done={done} failure={failure} />
      </div>
    </form>
  )
}

async function download(format: 'csv' | 'json') {
  const response = await request('GET', `/api/v1/export?format=${format}`)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = `portfolio-coach.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

function YourData() {
  const { act, busy, failure } = useAct()
  const [sure, setSure] = useState(false)
  const [, go] = useLocation()
  const remove = () =>
    act(async () => {
      await call('DELETE', '/api/v1/me')
      session.set(null)
      await refreshPerson()
      go('/')
    })
  return (
    <section className="card stack">
      <h2>Your data</h2>
      <p>
        Take it with you: transactions as a CSV that can be imported again, or everything as JSON. Deleting the account
        removes all of yours: ledger, prices, rules, notes, documents, conversations and tokens.
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={() => act(() => download('csv'))}>
          Export CSV
        </button>
        <button type="button" className="button" onClick={() => act(() => download('json'))}>
          Export JSON
        </button>
        {sure ? (
          <>
            <button type="button" className="button danger" onClick={remove} disabled={busy}>
              Delete everything now
            </button>
            <button type="button" className="button" onClick={() => setSure(false)}>
              Keep
            </button>
          </>
        ) : (
          <button type="button" className="button danger" onClick={() => setSure(true)}>
            Delete account
          </button>
        )}
      </div>
      {failure && <ErrorNotice failure={failure} />}
    </section>
  )
}

export default function Settings() {
  const person = me.use()
  const [, go] = useLocation()
  const leave = () => signOut().finally(() => go('/'))
  return (
    <div className="page">
      <div className="page-head">
        <h1>Settings</h1>
        <button type="button" className="button" onClick={leave}>
          Sign out
        </button>
      </div>
      {person && <Profile key={person.id} person={person} />}
      <Appearance />
      <Policy />
      <Tokens />
      {person?.kind === 'member' && <Password />}
      <YourData />
    </div>
  )
}
