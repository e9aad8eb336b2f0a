import type { Answer, Approval, ChartSpec, Citation, Fact, Failure, ToolCall } from './types'

type Body =
  | { type: 'turn.start'; thread_id: string }
  | { type: 'step'; label: string }
  | ({ type: 'tool.start' } & ToolCall)
  | { type: 'tool.end'; call_id: string; ok: boolean; ms: number; summary: string | null }
  | { type: 'text.delta'; delta: string }
  | ({ type: 'fact' } & Fact)
  | ({ type: 'citation' } & Citation)
  | ({ type: 'chart' } & ChartSpec)
  | ({ type: 'approval' } & Approval)
  | { type: 'suggestions'; items: string[] }
  | ({ type: 'usage' } & Record<string, unknown>)
  | ({ type: 'error' } & Failure)
  | { type: 'done'; answer_id: string; finish_reason: string; withheld: number }

export type ChatEvent = { id: number; turn_id: string } & Body

export const blank = (): Answer => ({
  turn_id: '',
  thread_id: '',
  answer_id: '',
  text: '',
  facts: [],
  citations: [],
  tools: [],
  charts: [],
  approvals: [],
  suggestions: [],
  withheld: 0,
  finish_reason: '',
  steps: [],
})

function ended(tools: ToolCall[], event: Extract<ChatEvent, { type: 'tool.end' }>): ToolCall[] {
  const { ok, ms, summary } = event
  return tools.map((call) => (call.call_id === event.call_id ? { ...call, ok, ms, summary } : call))
}

function started(tools: ToolCall[], { call_id, name, title, args }: ToolCall): ToolCall[] {
  return [...tools, { call_id, name, title, args }]
}

/** A fact that is mentioned again keeps its place and gains the new spans. */
function placed(facts: Fact[], next: Fact): Fact[] {
  const at = facts.findIndex((fact) => fact.ref === next.ref)
  const old = facts[at]
  if (!old) return [...facts, next]
  const spans = [...old.spans, ...next.spans.filter(([start]) => !old.spans.some(([other]) => other === start))]
  return facts.with(at, { ...old, spans })
}

const folds: { [K in ChatEvent['type']]?: (answer: Answer, event: Extract<ChatEvent, { type: K }>) => Answer } = {
  'turn.start': (answer, event) => ({ ...answer, turn_id: event.turn_id, thread_id: event.thread_id }),
  step: (answer, event) => ({ ...answer, steps: [...(answer.steps ?? []), event.label] }),
  'tool.start': (answer, event) => ({ ...answer, tools: started(answer.tools, event) }),
  'tool.end': (answer, event) => ({ ...answer, tools: ended(answer.tools, event) }),
  'text.delta': (answer, event) => ({ ...answer, text: answer.text + event.delta }),
  fact: (answer, event) => ({ ...answer, facts: placed(answer.facts, event) }),
  citation: (answer, event) => ({
    ...answer,
    citations: [...answer.citations.filter((citation) => citation.n !== event.n), event],
  }),
  chart: (answer, event) => ({ ...answer, charts: [...answer.charts, event] }),
  approval: (answer, event) => ({ ...answer, approvals: [...answer.approvals, event] }),
  suggestions: (answer, event) => ({ ...answer, suggestions: event.items }),
  done: (answer, event) => ({
    ...answer,
    answer_id: event.answer_id,
    finish_reason: event.finish_reason,
    withheld: event.withheld,
  }),
}

/** Add one event to the answer so far; unknown events leave it as it is. */
export function fold(answer: Answer, event: ChatEvent): Answer {
  const apply = folds[event.type] as ((answer: Answer, event: ChatEvent) => Answer) | undefined
  return apply ? apply(answer, event) : answer
}
