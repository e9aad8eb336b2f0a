import { type ReactNode, useState } from 'react'
import { call, once, toFailure } from '../lib/api'
import { useFormat } from '../lib/format'
import { refreshPortfolios } from '../lib/person'
import { rowsOf, words } from '../lib/tools'
import type { Failure, Preview as PreviewData, Problem } from '../lib/types'
import { ErrorNotice, PleaseNote } from './Notice'
import { Table } from './Scroll'
import { Sign } from './Sign'
import { Undo } from './Undo'

const FIRST = 8

type State = 'preview' | 'busy' | 'done' | 'undone'

/** Which file it is, and the portfolio it goes into; prices have none. */
interface Origin {
  file?: string
  into?: string
}

interface Result {
  imported: number
  skipped: number
  deposits?: number
}

const rowText = (row: Problem['row']) => Object.values(row).filter(Boolean).join(' · ')

function Problems({ problems }: { problems: Problem[] }) {
  const [all, setAll] = useState(false)
  if (!problems.length) return null
  return (
    <section>
      <h3>
        {rowsOf(new Set(problems.map((problem) => problem.line)).size)} with{' '}
        {problems.length === 1 ? 'a problem' : 'problems'}
      </h3>
      <p className="quiet">
        {problems.length === 1 ? 'Its row is' : 'Their rows are'} left out. Correct the file and import it again: rows
        already in are skipped.
      </p>
      <Table label="Rows with a problem" className="compact problems" heads={['Line', 'What is wrong', 'The row']}>
        {problems.slice(0, all ? undefined : FIRST).map((problem, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one line can have several problems
          <tr key={at}>
            <td>{problem.line}</td>
            <td>
              {problem.column && <b>{problem.column}: </b>}
              {problem.message}
            </td>
            <td>
              <code>{rowText(problem.row)}</code>
            </td>
          </tr>
        ))}
      </Table>
      {!all && problems.length > FIRST && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          Show all {problems.length}
        </button>
      )}
    </section>
  )
}

function Effect({ effect }: { effect: PreviewData['effect'] }) {
  const format = useFormat()
  if (!effect.length) return null
  return (
    <section>
      <h3>What changes</h3>
      <Table label="What changes" low className="compact numbers" heads={['Symbol', 'Before', 'After']}>
        {effect.map((row) => (
          <tr key={row.symbol}>
            <th scope="row">{row.symbol}</th>
            <td>{format.shares(row.before)}</td>
            <td>{format.shares(row.after)}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function Lines({ lines, rows }: { lines: PreviewData['lines']; rows: number }) {
  if (!lines?.length) return null
  return (
    <details>
      <summary>
        What each row does
        {lines.length < rows ? ` (the first ${rowsOf(lines.length)} of ${rows.toLocaleString('en')})` : ''}
      </summary>
      <Table label="What each row does" low heads={['Line', 'What it does']}>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one line can become two transactions
          <tr key={at}>
            <td>{line.line}</td>
            <td>
              {line.meaning}
              {line.status === 'duplicate' && <small> Duplicate.</small>}
            </td>
          </tr>
        ))}
      </Table>
    </details>
  )
}

const Count = ({ n, name, bad }: { n: number; name: string; bad?: boolean }) => (
  <div className={bad && n ? 'stat warn' : 'stat'}>
    <dt>{name}</dt>
    <dd>{n.toLocaleString('en')}</dd>
  </div>
)

const Summary = ({ preview }: { preview: PreviewData }) => (
  <dl className="stats">
    <Count n={preview.rows} name={preview.rows === 1 ? 'Row' : 'Rows'} />
    <Count n={preview.accepted} name="Ready" />
    <Count n={preview.duplicates} name={preview.duplicates === 1 ? 'Duplicate' : 'Duplicates'} />
    <Count n={preview.problems.length} name={preview.problems.length === 1 ? 'Problem' : 'Problems'} bad />
  </dl>
)

function useImport(id: string) {
  const [state, setState] = useState<State>('preview')
  const [result, setResult] = useState<Result | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const attempt = async (back: State, next: State, act: () => Promise<void>) => {
    setState('busy')
    setFailure(null)
    try {
      await act()
      await refreshPortfolios().catch(() => undefined)
      setState(next)
    } catch (error) {
      setFailure(toFailure(error))
      setState(back)
    }
  }
  const commit = (include: boolean, deposits: boolean) =>
    attempt('preview', 'done', async () => {
      const body = { include_duplicates: include, include_deposits: deposits }
      setResult(await call<Result>('POST', `/api/v1/imports/${id}/commit`, { body, headers: once() }))
    })
  const undo = () => attempt('done', 'undone', () => call('DELETE', `/api/v1/imports/${id}`))
  return { state, result, failure, commit, undo }
}

interface DoneProps extends Origin {
  result: Result
  busy: boolean
  onUndo: () => void
  next: ReactNode
}

function Done({ result, busy, onUndo, next, file, into }: DoneProps) {
  return (
    <div className="notice good" role="status">
      <Sign name="check" />
      <div>
        <strong>
          {result.imported ? `Imported ${rowsOf(result.imported)}` : 'Nothing new: every row is there already'}
        </strong>
        {result.skipped > 0 && <p>{rowsOf(result.skipped)} skipped.</p>}
        {!!result.deposits && <p>Deposits added: {result.deposits}.</p>}
        <div className="actions">
          {next}
          {result.imported > 0 && (
            <Undo label="Undo this import" {...{ file, into, busy, onUndo }} count={result.imported} />
          )}
        </div>
      </div>
    </div>
  )
}

interface TickProps {
  label: string
  checked: boolean
  onChange: (on: boolean) => void
  children: ReactNode
}

const Tick = ({ label, checked, onChange, children }: TickProps) => (
  <label className="check">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <span>
      {label}
      <small>{children}</small>
    </span>
  </label>
)

interface Props extends Origin {
  preview: PreviewData
  onAgain: () => void
  next: ReactNode
}

/** What a file would do, before anything is done; then commit, and undo. */
export function Preview({ preview, onAgain, next, file, into }: Props) {
  const [include, setInclude] = useState(false)
  const [deposits, setDeposits] = useState(false)
  const format = useFormat()
  const missing = preview.missing_deposits?.map((each) => format.amount(each)).join(', ')
  const { state, result, failure, commit, undo } = useImport(preview.id)
  const count = preview.accepted + (include ? preview.duplicates : 0)
  const open = !result
  return (
    <section className="card" aria-label="Preview">
      <div className="card-head">
        <h2>{open ? 'Check before importing' : 'Import'}</h2>
        <span className="tag">{words(preview.format)}</span>
      </div>
      <PleaseNote notes={preview.notes} />
      <Summary preview={preview} />
      {open && (
        <>
          <Problems problems={preview.problems} />
          <Effect effect={preview.effect} />
          <Lines lines={preview.lines} rows={preview.accepted + preview.duplicates} />
          {preview.duplicates > 0 && (
            <Tick
              label={
                preview.duplicates === 1
                  ? 'Import the duplicate row too'
                  : `Import the ${preview.duplicates.toLocaleString('en')} duplicate rows too`
              }
              checked={include}
              onChange={setInclude}
            >
              {preview.duplicates === 1 ? 'It looks like a row' : 'They look like rows'} you already have, in the same
              account. Equal lines can be real: partial fills, for example.
            </Tick>
          )}
          {missing && (
            <Tick label={`Add the deposits that are missing: ${missing}`} checked={deposits} onChange={setDeposits}>
              On each day on which cash would go below zero, what is short is taken as paid in. They are undone with
              this import.
            </Tick>
          )}
        </>
      )}
      {failure && <ErrorNotice failure={failure} />}
      {result && state !== 'undone' && (
        <Done result={result} busy={state === 'busy'} onUndo={undo} {...{ next, file, into }} />
      )}
      {state === 'undone' && (
        <p className="notice good" role="status">
          The import is undone. The file can be imported again.
        </p>
      )}
      <div className="actions">
        {open && (
          <button
            type="button"
            className="button primary"
            disabled={!count || state === 'busy'}
            onClick={() => commit(include, deposits)}
          >
            {state === 'busy' ? 'Importing…' : `Import ${rowsOf(count)}`}
          </button>
        )}
        <button type="button" className="button" onClick={onAgain}>
          {open ? 'Choose another file' : 'Import another file'}
        </button>
      </div>
    </section>
  )
}
