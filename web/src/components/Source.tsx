import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { toFailure, tool } from '../lib/api'
import { day, type Formatter, useFormat } from '../lib/format'
import { isPersonal, MASK } from '../lib/mask'
import { closeSource, source } from '../lib/source'
import { capital, labelOf, lessonOf, plain, titleOf, words } from '../lib/tools'
import type { Citation, Fact, Failure } from '../lib/types'
import { Icon } from './Icon'
import { ErrorNotice } from './Notice'
import { Rows } from './Rows'

interface Explained {
  tool: string
  args: Record<string, unknown>
  definition: string | null
  inputs: unknown[]
  transactions: Record<string, unknown>[]
  prices: { symbol: string; currency: string; basis: string; source: string; bars: { date: string; close: string }[] }[]
}

const Item = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const written = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function Input({ input, format }: { input: unknown; format: Formatter }) {
  if (typeof input !== 'object' || input === null) return String(input)
  const fact = input as Partial<Fact>
  if (fact.label === undefined || fact.value === undefined) return written(input)
  return (
    <>
      {labelOf(fact.label)}: <strong>{format.fact(fact as Fact)}</strong>
    </>
  )
}

const closes = ({ prices }: Explained) =>
  prices.flatMap(({ bars, symbol, currency, basis, source: from }) =>
    bars.map(({ date, close }) => ({ symbol, date, close, currency, basis: words(basis), source: words(from) })),
  )

function Explanation({ found, format }: { found: Explained; format: Formatter }) {
  const args = Object.entries(found.args).filter(([, value]) => value !== null)
  return (
    <div className="explained">
      {found.definition && <p>{capital(found.definition)}</p>}
      {args.length > 0 && (
        <p className="quiet">
          Asked with {args.map(([key, value]) => `${words(key).toLowerCase()} ${written(value)}`).join(', ')}.
        </p>
      )}
      {found.inputs.length > 0 && (
        <>
          <h3>Computed from</h3>
          <ul>
            {found.inputs.map((input, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <li key={at}>
                <Input input={input} format={format} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Rows title="Transactions" rows={found.transactions} />
      <Rows title="Prices" rows={closes(found)} />
    </div>
  )
}

function Explain({ fact }: { fact: Fact }) {
  const format = useFormat()
  const [found, setFound] = useState<Explained | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const ask = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setFound(await tool<Explained>('explain_fact', { ref: fact.ref }))
    } catch (error) {
      setFailure(toFailure(error))
    }
    setBusy(false)
  }
  if (found) return <Explanation found={found} format={format} />
  return (
    <>
      <button type="button" className="button primary" onClick={ask} disabled={busy}>
        {busy ? 'Tracing…' : 'Explain this figure'}
      </button>
      {failure && <ErrorNotice failure={failure} onRetry={ask} />}
    </>
  )
}

function FactSource({ fact, text }: { fact: Fact; text: string }) {
  const format = useFormat()
  const row = Object.entries(fact.row ?? {})
  return (
    <>
      <p className="source-label">{labelOf(fact.label)}</p>
      <p className="source-value">{format.hide && isPersonal(fact) ? MASK : text}</p>
      {fact.definition && <p>{capital(fact.definition)}</p>}
      <dl className="facts">
        <Item name="Exact value">{format.fact(fact)}</Item>
        <Item name="As of">{day(fact.as_of)}</Item>
        <Item name="Step">
          {titleOf(fact.tool)} <code>{fact.tool}</code>
        </Item>
        {row.map(([key, value]) => (
          <Item key={key} name={words(key)}>
            {value}
          </Item>
        ))}
        <Item name="Reference">
          <code>{fact.ref}</code>
        </Item>
      </dl>
      <Explain key={fact.ref} fact={fact} />
    </>
  )
}

const LIBRARY = new Set(['lesson', 'term'])
const ORIGINS: Record<string, string> = {
  lesson: 'From the library',
  term: 'From the library',
  note: 'From your notes',
  document: 'From your documents',
  holding: 'From your holdings',
  transaction: 'From your transactions',
}

const CitationSource = ({ citation }: { citation: Citation }) => (
  <>
    <p className="source-label">{ORIGINS[citation.origin] ?? 'Source'}</p>
    <p className="source-title">{citation.title}</p>
    <p className="quiet">{citation.locator}</p>
    <blockquote>{plain(citation.quote)}</blockquote>
    {LIBRARY.has(citation.origin) && <Link href={lessonOf(citation.passage_id)}>Read the lesson</Link>}
  </>
)

/** The panel beside an answer: the source of one figure or statement. */
export default function Source() {
  const shown = source.use()
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (shown) close.current?.focus()
  }, [shown])
  if (!shown) return null
  return (
    <aside className="source" aria-label="Source">
      <header>
        <h2>{shown.kind === 'fact' ? 'Where this figure comes from' : 'Source'}</h2>
        <button type="button" className="icon-button" aria-label="Close source" ref={close} onClick={closeSource}>
          <Icon name="close" />
        </button>
      </header>
      {shown.kind === 'fact' ? (
        <FactSource fact={shown.fact} text={shown.text} />
      ) : (
        <CitationSource citation={shown.citation} />
      )}
    </aside>
  )
}
