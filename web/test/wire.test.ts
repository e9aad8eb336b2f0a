import { describe, expect, test } from 'vitest'
import { blank, type ChatEvent, fold } from '../src/lib/fold'
import { readEvents } from '../src/lib/sse'

const chunked = (parts: string[]) => {
  const encoder = new TextEncoder()
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(encoder.encode(part))
      controller.close()
    },
  })
  return { body } as unknown as Response
}

async function read(parts: string[]) {
  const found = []
  for await (const frame of readEvents(chunked(parts))) found.push(frame)
  return found
}

describe('the reader of server-sent events', () => {
  const frame = { event: 'step', id: '3', data: { a: 1 } }
  test.each([
    ['one piece', ['event: step\nid: 3\ndata: {"a":1}\n\n'], [frame]],
    ['cut anywhere', ['event: st', 'ep\nid: 3\nda', 'ta: {"a":1}\n', '\n'], [frame]],
    ['carriage returns', ['event: step\r\nid: 3\r\ndata: {"a":1}\r\n\r\n'], [frame]],
    ['comments', [': ping\n\n', 'event: step\nid: 3\ndata: {"a":1}\n\n: ping\n\n'], [frame]],
    ['data on two lines', ['event: step\nid: 3\ndata: {"a":\ndata: 1}\n\n'], [frame]],
    ['an unfinished end', ['event: step\nid: 3\ndata: {"a":1}\n\nevent: do'], [frame]],
    ['nothing', [''], []],
  ])('%s', async (_name, parts, frames) => expect(await read(parts)).toEqual(frames))
})

const event = (body: object) => ({ id: 1, turn_id: 't1', ...body }) as ChatEvent
const folded = (...bodies: object[]) => bodies.map(event).reduce(fold, blank())
const fact = { type: 'fact', ref: 'c#/a', value: '1', unit: 'money', label: 'a', tool: 't', call_id: 'c', path: '/a' }

describe('the folded answer', () => {
  test('text grows', () => {
    expect(folded({ type: 'text.delta', delta: 'a' }, { type: 'text.delta', delta: 'b' }).text).toBe('ab')
  })
  test('a tool ends where it began', () => {
    const start = { type: 'tool.start', call_id: 'c', name: 'calculate', title: 'Calculated', args: {} }
    const { tools } = folded(start, { type: 'tool.end', call_id: 'c', ok: true, ms: 5, summary: 's' })
    expect(tools).toEqual([
      { call_id: 'c', name: 'calculate', title: 'Calculated', args: {}, ok: true, ms: 5, summary: 's' },
    ])
  })
  test('a fact keeps its place and gains spans', () => {
    const other = { ...fact, ref: 'c#/b', spans: [[3, 4]] }
    const { facts } = folded({ ...fact, spans: [[0, 1]] }, other, { ...fact, spans: [[6, 7]] })
    expect(facts.map((one) => [one.ref, one.spans])).toEqual([
      [
        'c#/a',
        [
          [0, 1],
          [6, 7],
        ],
      ],
      ['c#/b', [[3, 4]]],
    ])
  })
  test('the end states how', () => {
    const answer = folded({ type: 'done', answer_id: 'a', finish_reason: 'stop', withheld: 2 })
    expect(answer).toMatchObject({ answer_id: 'a', finish_reason: 'stop', withheld: 2 })
  })
  test('an unknown event changes nothing', () => expect(folded({ type: 'later' })).toEqual(blank()))
})
