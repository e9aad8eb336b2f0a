import { titleOf, words } from '../lib/tools'
import type { Answer, ToolCall } from '../lib/types'
import { Icon } from './Icon'

const argsOf = (call: ToolCall) => Object.entries(call.args ?? {}).filter(([, value]) => value !== null && value !== '')

const plain = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function Step({ call }: { call: ToolCall }) {
  const args = argsOf(call)
  return (
    <li className={call.ok === false ? 'failed' : ''}>
      <span className="step-title">
        {titleOf(call.name, call.title)}
        {call.ok === false && ' – did not work'}
      </span>
      {call.ms !== undefined && <span className="quiet"> {Math.round(call.ms)} ms</span>}
      {call.summary && <span className="quiet"> {call.summary}</span>}
      {args.length > 0 && (
        <span className="step-args">
          {args.map(([key, value]) => (
            <span key={key}>
              {words(key)}: {plain(value)}
            </span>
          ))}
        </span>
      )}
    </li>
  )
}

function running(answer: Answer): string {
  const open = answer.tools.findLast((call) => call.ok === undefined)
  return open ? titleOf(open.name, open.title) : (answer.steps?.at(-1) ?? 'Thinking')
}

/** What was done for an answer: one line, which opens to the tools that ran. */
export function Steps({ answer, busy }: { answer: Answer; busy: boolean }) {
  const count = answer.tools.length
  if (!count) return busy ? <p className="steps working">{running(answer)}…</p> : null
  const line = busy && !answer.text ? `${running(answer)}…` : `${count} ${count === 1 ? 'step' : 'steps'}`
  return (
    <details className={busy ? 'steps working' : 'steps'}>
      <summary>
        <Icon name="chevron" /> {line}
      </summary>
      <ol>
        {answer.tools.map((call) => (
          <Step key={call.call_id} call={call} />
        ))}
      </ol>
    </details>
  )
}
