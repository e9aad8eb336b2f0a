import { describe, expect, test } from 'vitest'
import { blocks } from '../src/lib/blocks'
import { align, cut, marksOf, tied, toUnits } from '../src/lib/spans'

describe('spans', () => {
  test.each([
    ['plain', 'ab 12 c', [[3, 5]], '12'],
    ['after a rupee sign', '₹ 12', [[2, 4]], '12'],
    ['after an emoji', '📈 12 up', [[2, 4]], '12'],
    ['after two emoji', '📈📉 12', [[3, 5]], '12'],
    ['to the end', '📈12', [[1, 3]], '12'],
  ] as [string, string, [number, number][], string][])('%s', (_name, text, spans, wanted) => {
    const [[start, end]] = toUnits(text, spans) as [[number, number]]
    expect(text.slice(start, end)).toBe(wanted)
  })
  test('marks are in order and do not overlap', () => {
    const marks = marksOf('0123456789', [{ spans: [[5, 8]] }, { spans: [[1, 3]] }, { spans: [[7, 9]] }, {}])
    expect(marks.map((mark) => [mark.start, mark.end, mark.fact])).toEqual([
      [1, 3, 1],
      [5, 8, 0],
    ])
  })
})

describe('cutting rendered text', () => {
  const pieces = (source: string, value: string, start: number, end: number, cites: number[] = []) =>
    cut(value, align(source, value, 0), [{ start, end, fact: 0 }], new Set(cites)).map((p) => [p.text, p.fact, p.cite])
  test.each([
    ['at a figure', 'is 12 now', 'is 12 now', 3, 5, [], ['is ', '12', ' now']],
    ['behind an escape', 'a\\*b 12', 'a*b 12', 5, 7, [], ['a*b ', '12']],
    ['behind an indentation', 'a\n  12 b', 'a\n12 b', 4, 6, [], ['a\n', '12', ' b']],
    ['at a known citation', '12 [1] [7]', '12 [1] [7]', 0, 2, [1], ['12', ' ', '1', ' [7]']],
    ['with a mark elsewhere', 'abc', 'abc', 40, 44, [], ['abc']],
  ] as [string, string, string, number, number, number[], string[]][])(
    '%s',
    (_name, source, value, start, end, cites, texts) => {
      expect(pieces(source, value, start, end, cites).map(([text]) => text)).toEqual(texts)
    },
  )
})

test('a figure keeps the punctuation behind it', () => {
  const figure = (text: string, fact: number) => ({ text, fact })
  const pieces = [figure('12', 0), { text: '), then ' }, figure('13', 1), figure('14', 2), { text: ' up' }]
  const found = tied(pieces).map((piece) => piece.text + (piece.tail ?? ''))
  expect(found).toEqual(['12),', ' then ', '13', '14', ' up'])
})

describe('blocks', () => {
  test.each([
    ['a\n\nb', ['a', 'b']],
    ['a\nb\n\n\nc\n', ['a\nb', 'c']],
    ['```\na\n\nb\n```\n\nc', ['```\na\n\nb\n```', 'c']],
    ['', []],
  ])('%j', (text, wanted) => {
    const found = blocks(text)
    expect(found.map((block) => block.text)).toEqual(wanted)
    for (const block of found) expect(text.slice(block.start, block.start + block.text.length)).toBe(block.text)
  })
})
