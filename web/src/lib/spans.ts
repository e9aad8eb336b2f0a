export interface Mark {
  start: number
  end: number
  fact: number
}

/** Turn spans in Unicode code points into offsets of the string's own units. */
export function toUnits(text: string, spans: readonly (readonly [number, number])[]): [number, number][] {
  const points = [...text]
  if (points.length === text.length) return spans.map(([start, end]) => [start, end])
  const at = [0]
  for (const point of points) at.push((at.at(-1) as number) + point.length)
  const unit = (point: number) => at[Math.min(point, at.length - 1)] as number
  return spans.map(([start, end]) => [unit(start), unit(end)])
}

/** Place the facts of an answer in its text, in order and without overlaps. */
export function marksOf(text: string, facts: readonly { spans?: readonly (readonly [number, number])[] }[]): Mark[] {
  const marks = facts.flatMap((fact, index) =>
    toUnits(text, fact.spans ?? []).map(([start, end]) => ({ start, end, fact: index })),
  )
  marks.sort((a, b) => a.start - b.start || b.end - a.end)
  let last = 0
  return marks.filter((mark) => {
    const free = mark.start >= last && mark.end > mark.start
    if (free) last = mark.end
    return free
  })
}

/**
 * Give the source offset of each unit of a rendered text. Markdown drops escapes and indentation, so the rendered text
 * is a subsequence of its source.
 */
export function align(source: string, value: string, from: number): number[] {
  const offsets: number[] = []
  let at = from
  for (const unit of value) {
    const found = source.indexOf(unit, at)
    const place = found < 0 ? at : found
    for (let i = 0; i < unit.length; i++) offsets.push(place + i)
    at = place + unit.length
  }
  return offsets
}

export interface Piece {
  text: string
  fact?: number
  tail?: string
  cite?: number
}

const CITE = /\[(\d{1,3})\]/g

function citesIn(text: string, known: ReadonlySet<number>): Piece[] {
  const pieces: Piece[] = []
  let last = 0
  for (const found of text.matchAll(CITE)) {
    const n = Number(found[1])
    if (!known.has(n)) continue
    if (found.index > last) pieces.push({ text: text.slice(last, found.index) })
    pieces.push({ text: found[1] as string, cite: n })
    last = found.index + found[0].length
  }
  if (last < text.length) pieces.push({ text: text.slice(last) })
  return pieces
}

const PUNCTUATION = /^[.,;:!?)%]+/

/** Give the punctuation behind a figure to the figure, so that a line never begins with it. */
export function tied(pieces: Piece[]): Piece[] {
  return pieces.map((piece, at) => {
    const [next, before] = [pieces[at + 1], pieces[at - 1]]
    if (piece.fact !== undefined)
      return { ...piece, tail: next?.fact === undefined ? PUNCTUATION.exec(next?.text ?? '')?.[0] : '' }
    const plain = piece.cite === undefined && before?.fact !== undefined
    return plain ? { ...piece, text: piece.text.replace(PUNCTUATION, '') } : piece
  })
}

/** Cut a rendered text into plain pieces, figures and citation marks. */
export function cut(value: string, offsets: number[], marks: readonly Mark[], cites: ReadonlySet<number>): Piece[] {
  const pieces: Piece[] = []
  let last = 0
  for (const mark of marks) {
    const start = offsets.findIndex((offset) => offset >= mark.start)
    const after = offsets.findIndex((offset) => offset >= mark.end)
    const end = after < 0 ? value.length : after
    if (start < last || end <= start) continue
    pieces.push(...citesIn(value.slice(last, start), cites))
    pieces.push({ text: value.slice(start, end), fact: mark.fact })
    last = end
  }
  pieces.push(...citesIn(value.slice(last), cites))
  return pieces
}
