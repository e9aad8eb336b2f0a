import { lazy, Suspense, useState } from 'react'
import { call } from '../lib/api'
import type { Turn } from '../lib/chat'
import { maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import { retry } from '../lib/turns'
import type { Answer, ChartSpec, Fact } from '../lib/types'
import { Approve } from './Approve'
import { Icon } from './Icon'
import { ErrorNotice } from './Notice'
import { useReplay } from './Replay'
import { Sign, type SignName } from './Sign'
import { Steps } from './Steps'

const Md = lazy(() => import('./Md'))
const Chart = lazy(() => import('./Chart'))

interface ActionProps {
  icon: SignName
  label: string
  onClick: () => void
  pressed?: boolean
}

const Action = ({ icon, label, onClick, pressed }: ActionProps) => (
  <button type="button" className="icon-button" title={label} aria-pressed={pressed} onClick={onClick}>
    <Sign name={icon} />
    <span className="sr">{label}</span>
  </button>
)

function CopyAction({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return <Action icon={copied ? 'check' : 'copy'} label={copied ? 'Copied' : 'Copy'} onClick={copy} />
}

function Feedback({ answerId }: { answerId: string }) {
  const [given, setGiven] = useState<'up' | 'down' | null>(null)
  const give = (rating: 'up' | 'down') => {
    setGiven(rating)
    call('POST', `/api/v1/answers/${answerId}/feedback`, { body: { good: rating === 'up' } }).catch(() =>
      setGiven(null),
    )
  }
  return (
    <>
      <Action icon="thumbUp" label="Good answer" pressed={given === 'up'} onClick={() => give('up')} />
      <Action icon="thumbDown" label="Bad answer" pressed={given === 'down'} onClick={() => give('down')} />
    </>
  )
}

function Actions({ answer }: { answer: Answer }) {
  const replay = useReplay(answer.answer_id)
  const hide = hidden.use()
  return (
    <>
      <div className="turn-actions">
        <CopyAction text={hide ? maskText(answer.text) : answer.text} />
        {answer.answer_id && <Feedback answerId={answer.answer_id} />}
        {answer.answer_id && answer.facts.length > 0 && replay.button}
      </div>
      {replay.result}
    </>
  )
}

/** A chart's amounts are in the currency of the facts of its call. */
const currencyOf = (chart: ChartSpec, facts: Fact[]) =>
  facts.find((fact) => fact.call_id === chart.call_id && fact.currency)?.currency

interface SuggestionsProps {
  items: string[]
  onAsk: (text: string) => void
}

const Suggestions = ({ items, onAsk }: SuggestionsProps) => (
  <ul className="suggestions" aria-label="Next questions">
    {items.map((item) => (
      <li key={item}>
        <button type="button" onClick={() => onAsk(item)}>
          {item}
        </button>
      </li>
    ))}
  </ul>
)

function Body({ turn: { answer, state } }: { turn: Turn }) {
  const busy = state === 'running'
  return (
    <>
      <Steps answer={answer} busy={busy} />
      {answer.text && (
        <Suspense fallback={<p className="prose quiet">…</p>}>
          <Md text={answer.text} facts={answer.facts} citations={answer.citations} done={!busy} />
        </Suspense>
      )}
      {answer.charts.map((chart, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: charts are only added
        <Suspense key={at} fallback={<div className="chart-space" />}>
          <Chart chart={{ ...chart, currency: chart.currency ?? currencyOf(chart, answer.facts) }} />
        </Suspense>
      ))}
      {answer.approvals.map((approval) => (
        <Approve key={approval.approval_id} approval={approval} />
      ))}
    </>
  )
}

interface Props {
  turn: Turn
  last: boolean
  onAsk: (text: string) => void
}

/** One question with its answer. */
export function TurnView({ turn, last, onAsk }: Props) {
  const hide = hidden.use()
  const { answer, state, failure } = turn
  return (
    <article className="turn">
      <h2 className="question">{hide ? maskText(turn.question) : turn.question}</h2>
      <div className="answer" aria-live="off" aria-busy={state === 'running'}>
        <Body turn={turn} />
        {failure && <ErrorNotice failure={failure} onRetry={() => retry(turn.key)} />}
        {state === 'stopped' && (
          <p className="notice" role="alert">
            <Icon name="stop" /> Stopped.
            <button type="button" className="link" onClick={() => retry(turn.key)}>
              Ask again
            </button>
          </p>
        )}
        {state === 'done' && <Actions answer={answer} />}
        {state === 'done' && last && <Suggestions items={answer.suggestions} onAsk={onAsk} />}
      </div>
    </article>
  )
}
