import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { Drop } from '../components/Drop'
import { Imports } from '../components/Imports'
import { ErrorNotice } from '../components/Notice'
import { useAct } from '../components/Outcome'
import { PortfolioSelect } from '../components/Picker'
import { Preview } from '../components/Preview'
import { Upstox } from '../components/Upstox'
import { call, once, toFailure } from '../lib/api'
import { portfolios, refreshPortfolios } from '../lib/person'
import { chosen } from '../lib/prefs'
import type { Failure, Portfolio, Preview as PreviewData } from '../lib/types'
import '../styles/later.css'

const FILES = '.csv,.txt,.tsv,.xlsx,.json,.pdf'
const CURRENCIES = ['INR', 'USD', 'EUR', 'GBP']

function NewPortfolio({ onMade }: { onMade: (portfolio: Portfolio) => void }) {
  const { act, busy, failure } = useAct()
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const body = { name: String(form.get('name')), base_currency: String(form.get('currency')) }
    act(async () => {
      const made = await call<Portfolio>('POST', '/api/v1/portfolios', { body, headers: once() })
      await refreshPortfolios()
      onMade(made)
    })
  }
  return (
    <form className="fields" onSubmit={make}>
      <label className="field">
        Name
        <input name="name" required maxLength={80} placeholder="My portfolio" />
      </label>
      <label className="field">
        Currency
        <select name="currency">
          {CURRENCIES.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </select>
      </label>
      <button type="submit" className="button" disabled={busy}>
        Make portfolio
      </button>
      {failure && <ErrorNotice failure={failure} />}
    </form>
  )
}

interface TargetProps {
  all: Portfolio[]
  value: string
  account: string
  onPick: (id: string) => void
  onAccount: (text: string) => void
}

function Target({ all, value, account, onPick, onAccount }: TargetProps) {
  const [making, setMaking] = useState(false)
  const onMade = (portfolio: Portfolio) => {
    setMaking(false)
    onPick(portfolio.id)
  }
  if (making || !all.length) return <NewPortfolio onMade={onMade} />
  return (
    <div className="fields">
      <PortfolioSelect label="Into" {...{ value, onPick }} />
      <label className="field">
        Account, optional
        <input
          value={account}
          maxLength={80}
          placeholder="As named in the file"
          onChange={(event) => onAccount(event.target.value)}
        />
      </label>
      <button type="button" className="button" onClick={() => setMaking(true)}>
        New portfolio
      </button>
    </div>
  )
}

function useUpload(path: string, fields: Record<string, string>) {
  const [preview, setPreview] = useState<PreviewData | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const upload = async (file: File, password = '') => {
    const form = new FormData()
    form.set('file', file)
    for (const [key, value] of Object.entries({ ...fields, password })) if (value) form.set(key, value)
    setBusy(true)
    setFailure(null)
    setFile(file)
    try {
      setPreview(await call<PreviewData>('POST', path, { form, headers: once() }))
    } catch (error) {
      setFailure(toFailure(error))
    }
    setBusy(false)
  }
  const unlock = (password: string) => file && upload(file, password)
  const again = () => {
    setPreview(null)
    setFile(null)
  }
  return { preview, failure, busy, name: file?.name, upload, unlock, again }
}

/** Asks for the password of a locked PDF; it is sent with the file and kept nowhere. */
function Unlock({ name, busy, onUnlock }: { name?: string; busy: boolean; onUnlock: (password: string) => void }) {
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onUnlock(String(new FormData(event.currentTarget).get('password')))
  }
  return (
    <form className="fields" onSubmit={open}>
      <label className="field">
        Password of {name ?? 'the PDF'}
        <input name="password" type="password" required maxLength={200} autoComplete="off" />
      </label>
      <button type="submit" className="button" disabled={busy}>
        Open the file
      </button>
    </form>
  )
}

const onward = (
  <Link href="/portfolio" className="button small primary">
    See the portfolio
  </Link>
)

function Ledger() {
  const all = portfolios.use() ?? []
  const scope = chosen.use()
  const [picked, setPicked] = useState<string | null>(null)
  const [account, setAccount] = useState('')
  const id = picked ?? scope ?? all[0]?.id ?? ''
  const { preview, failure, busy, name, upload, unlock, again } = useUpload(`/api/v1/portfolios/${id}/imports`, {
    account,
  })
  const into = all.find((portfolio) => portfolio.id === id)?.name
  if (preview) return <Preview key={preview.id} {...{ preview, into }} file={name} onAgain={again} next={onward} />
  return (
    <section className="card">
      <h2>Transactions</h2>
      <Target all={all} value={id} account={account} onPick={setPicked} onAccount={setAccount} />
      {id && (
        <Drop
          label="Drop a tradebook or transactions file"
          hint="or click to choose · CSV, Excel, JSON or CAS PDF · nothing is imported before you have seen it"
          accept={FILES}
          busy={busy}
          onFile={upload}
        />
      )}
      {failure && <ErrorNotice failure={failure} />}
      {failure?.code === 'password_needed' && <Unlock {...{ name, busy }} onUnlock={unlock} />}
      <details>
        <summary>Which files work</summary>
        <p>
          Broker tradebooks and statements are recognised by their columns, and the consolidated account statement (CAS)
          of CAMS and KFintech as PDF. Any other file works as a CSV with the columns{' '}
          <code>date, type, symbol, quantity, price, currency</code>, and optionally{' '}
          <code>fee, tax, amount, account, trade_id, name, asset_class</code>. Deposits, gold, PPF or property go in the
          same way: as a purchase with an <code>asset_class</code>, and a price file for their value.
        </p>
      </details>
    </section>
  )
}

function Prices() {
  const { preview, failure, busy, name, upload, again } = useUpload('/api/v1/prices/imports', {})
  if (preview) return <Preview key={preview.id} preview={preview} file={name} onAgain={again} next={onward} />
  return (
    <section className="card">
      <h2>Prices of your own</h2>
      <p>
        For instruments the market data does not know: a CSV with the columns <code>symbol, date, close, currency</code>
        , or the NAV file of AMFI. These prices are yours alone.
      </p>
      <Drop label="Drop a price file" hint="or click to choose · CSV" accept=".csv,.txt" busy={busy} onFile={upload} />
      {failure && <ErrorNotice failure={failure} />}
    </section>
  )
}

export default function Import() {
  return (
    <div className="page">
      <h1>Import</h1>
      <p className="lead">
        See every row and every problem first. Importing the same file twice changes nothing, and each import can be
        undone.
      </p>
      <Ledger />
      <Upstox next={onward} />
      <Prices />
      <Imports />
    </div>
  )
}
