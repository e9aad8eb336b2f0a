import { type FormEvent, useState } from 'react'
import { call, get } from '../lib/api'
import { day } from '../lib/format'
import { useLoad } from '../lib/load'
import type { AccessToken } from '../lib/types'
import { ErrorNotice } from './Notice'
import { useAct } from './Outcome'

const DOORS = [
  ['mcp', 'MCP clients'],
  ['api', 'REST API'],
] as const
const SCOPES = [
  ['portfolio:read', 'Read your portfolios'],
  ['portfolio:write', 'Draft and record changes'],
  ['chat', 'Ask questions'],
] as const

interface ChecksProps {
  name: string
  legend: string
  options: readonly (readonly [string, string])[]
  checked: string[]
}

const Checks = ({ name, legend, options, checked }: ChecksProps) => (
  <fieldset className="checks">
    <legend>{legend}</legend>
    {options.map(([value, label]) => (
      <label key={value} className="check">
        <input type="checkbox" name={name} value={value} defaultChecked={checked.includes(value)} />
        <span>{label}</span>
      </label>
    ))}
  </fieldset>
)

const configOf = (token: string) =>
  JSON.stringify(
    {
      mcpServers: {
        'portfolio-coach': {
          type: 'http',
          url: `${window.location.origin}/mcp`,
          headers: { Authorization: `Bearer ${token}` },
        },
      },
    },
    null,
    2,
  )

const Fresh = ({ token }: { token: string }) => (
  <div className="notice good" role="status">
    <div>
      <strong>Copy the token now: it is shown only once.</strong>
      <pre>{token}</pre>
      <p>For an MCP client:</p>
      <pre>{configOf(token)}</pre>
    </div>
  </div>
)

function NewToken({ onMade }: { onMade: (token: string) => void }) {
  const { act, busy, failure } = useAct()
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const body = {
      name: form.get('name'),
      doors: form.getAll('doors'),
      scopes: form.getAll('scopes'),
      privacy: form.get('privacy'),
    }
    act(async () => onMade((await call<AccessToken>('POST', '/api/v1/tokens', { body })).token ?? ''))
  }
  return (
    <form className="stack" onSubmit={make}>
      <label className="field">
        Name
        <input name="name" required maxLength={80} placeholder="My desktop assistant" />
      </label>
      <Checks name="doors" legend="Good for" options={DOORS} checked={['mcp']} />
      <Checks name="scopes" legend="May" options={SCOPES} checked={['portfolio:read']} />
      <label className="field">
        Amounts
        <select name="privacy">
          <option value="full">Shown</option>
          <option value="relative">Hidden: only weights and returns</option>
        </select>
      </label>
      {failure && <ErrorNotice failure={failure} />}
      <div className="actions">
        <button type="submit" className="button" disabled={busy}>
          Make token
        </button>
      </div>
    </form>
  )
}

function Row({ token, onRevoke }: { token: AccessToken; onRevoke: () => void }) {
  const about = [
    token.doors.map((door) => door.replace('coach-', '').toUpperCase()).join(', '),
    token.scopes.join(', '),
    `amounts ${token.privacy}`,
  ]
  return (
    <li>
      <span>
        <strong>{token.name}</strong>
        <small>
          {about.join(' · ')} · {token.last_used_at ? `used ${day(token.last_used_at)}` : 'never used'}
        </small>
      </span>
      <button type="button" className="button small" onClick={onRevoke}>
        Revoke
      </button>
    </li>
  )
}

/** Personal access tokens for MCP clients and scripts. */
export function Tokens() {
  const [fresh, setFresh] = useState<string | null>(null)
  const { data, failure, reload } = useLoad('tokens', () => get<{ tokens: AccessToken[] }>('/api/v1/tokens'))
  const revoke = (id: string) => call('DELETE', `/api/v1/tokens/${id}`).finally(reload)
  const onMade = (token: string) => {
    setFresh(token)
    reload()
  }
  return (
    <section className="card stack" id="tokens">
      <h2>Tokens for MCP clients and scripts</h2>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {data?.tokens.length === 0 && (
        <p className="quiet">
          No tokens yet. One lets an assistant or a script of yours read your portfolios, as far as you allow.
        </p>
      )}
      <ul className="tokens">
        {data?.tokens.map((token) => (
          <Row key={token.id} token={token} onRevoke={() => revoke(token.id)} />
        ))}
      </ul>
      {fresh && <Fresh token={fresh} />}
      <details>
        <summary>New token</summary>
        <NewToken onMade={onMade} />
      </details>
    </section>
  )
}
