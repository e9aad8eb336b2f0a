import type { Element, ElementContent, Root, Text } from 'hast'
import { type ComponentProps, memo, useEffect, useMemo, useRef, useState } from 'react'
import Markdown, { type Components } from 'react-markdown'
import gfm from 'remark-gfm'
import { blocks } from '../lib/blocks'
import { isPersonal, MASK, maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import { openSource } from '../lib/source'
import { align, cut, type Mark, marksOf, type Piece, tied } from '../lib/spans'
import type { Citation, Fact } from '../lib/types'
import { Scroll } from './Scroll'

const PACE = 60

/** Show a growing text at most every 60 ms; the last showing is exact. */
export function usePaced<T>(value: T, done: boolean, ms = PACE): T {
  const [shown, show] = useState(value)
  const at = useRef(0)
  useEffect(() => {
    const wait = Math.max(0, ms - (performance.now() - at.current))
    const timer = setTimeout(() => {
      at.current = performance.now()
      show(value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value, ms])
  return done ? value : shown
}

/** A lesson's address in an answer is its page here. */
const LESSON = /^library:\/\/lesson\/([a-z0-9-]+)$/
const lesson = (url: string) => url.match(LESSON)?.[1]
const safe = (url: string) =>
  lesson(url) ? `/library/${lesson(url)}` : /^(https?:|mailto:|#|\/(?!\/))/i.test(url) ? url : ''

interface Ground {
  source: string
  marks: Mark[]
  cites: ReadonlySet<number>
  hide: boolean
}

const element = (tagName: string, properties: Element['properties'], text: string): Element => ({
  type: 'element',
  tagName,
  properties,
  children: [{ type: 'text', value: text }],
})

function toNode(piece: Piece, hide: boolean): ElementContent {
  if (piece.fact !== undefined) return element('mark', { dataFact: piece.fact, dataTail: piece.tail }, piece.text)
  if (piece.cite !== undefined) return element('cite', { dataCite: piece.cite }, piece.text)
  return { type: 'text', value: hide ? maskText(piece.text) : piece.text }
}

function annotateText(node: Text, { source, marks, cites, hide }: Ground): ElementContent[] {
  const from = node.position?.start.offset ?? 0
  return tied(cut(node.value, align(source, node.value, from), marks, cites)).map((piece) => toNode(piece, hide))
}

function annotate(node: Root | Element, ground: Ground) {
  node.children = (node.children as ElementContent[]).flatMap((child) => {
    if (child.type === 'text') return annotateText(child, ground)
    if (child.type === 'element') annotate(child, ground)
    return [child]
  })
}

interface Sources {
  facts: Fact[]
  citations: Citation[]
}

interface FigureProps {
  fact: Fact | undefined
  text: string
  tail?: string
  hide: boolean
}

function Figure({ fact, text, tail = '', hide }: FigureProps) {
  if (!fact) return text + tail
  const shown = hide && isPersonal(fact) ? MASK : text
  return (
    <span className="whole">
      <button
        type="button"
        className="figure"
        title={fact.label}
        onClick={() => openSource({ kind: 'fact', fact, text })}
      >
        {shown}
      </button>
      {tail}
    </span>
  )
}

function Chip({ citation, n }: { citation: Citation | undefined; n: number }) {
  if (!citation) return `[${n}]`
  const open = () => openSource({ kind: 'citation', citation })
  return (
    <button
      type="button"
      className="chip"
      aria-label={`Source ${n}: ${citation.title}`}
      title={citation.title}
      onClick={open}
    >
      {n}
    </button>
  )
}

type Extra = { node?: unknown; 'data-fact'?: number; 'data-tail'?: string; 'data-cite'?: number }

function componentsOf({ facts, citations }: Sources, hide: boolean): Components {
  return {
    a: ({ node: _node, ...props }: ComponentProps<'a'> & Extra) => <a {...props} target="_blank" rel="noreferrer" />,
    table: ({ node: _node, ...props }: ComponentProps<'table'> & Extra) => (
      <Scroll label="Table">
        <table {...props} />
      </Scroll>
    ),
    mark: (props: ComponentProps<'mark'> & Extra) => (
      <Figure
        fact={facts[Number(props['data-fact'])]}
        text={String(props.children)}
        tail={props['data-tail']}
        hide={hide}
      />
    ),
    cite: (props: ComponentProps<'cite'> & Extra) => {
      const n = Number(props['data-cite'])
      return <Chip citation={citations.find((citation) => citation.n === n)} n={n} />
    },
  }
}

interface BlockProps {
  text: string
  marks: Mark[]
  sources: Sources
  hide: boolean
}

const same = (a: BlockProps, b: BlockProps) =>
  a.text === b.text &&
  a.hide === b.hide &&
  a.sources.citations.length === b.sources.citations.length &&
  JSON.stringify(a.marks) === JSON.stringify(b.marks)

/** One block of Markdown; images are dropped, since their addresses leak, and raw HTML is not read. */
const Block = memo(({ text, marks, sources, hide }: BlockProps) => {
  const cites = new Set(sources.citations.map((citation) => citation.n))
  const plugin = () => (tree: Root) => annotate(tree, { source: text, marks, cites, hide })
  return (
    <Markdown
      remarkPlugins={[gfm]}
      rehypePlugins={[plugin]}
      disallowedElements={['img']}
      urlTransform={safe}
      components={componentsOf(sources, hide)}
    >
      {text}
    </Markdown>
  )
}, same)

interface Props extends Sources {
  text: string
  done: boolean
}

/** An answer's Markdown, with figures and citation marks that open their source. */
export default function Md({ text, facts, citations, done }: Props) {
  const hide = hidden.use()
  const latest = useMemo(() => ({ text, facts, citations }), [text, facts, citations])
  const shown = usePaced(latest, done)
  const marks = useMemo(() => marksOf(shown.text, shown.facts), [shown])
  const pieces = done ? [{ text: shown.text, start: 0 }] : blocks(shown.text)
  return (
    <div className="prose">
      {pieces.map((piece) => (
        <Block
          key={piece.start}
          text={piece.text}
          marks={marks
            .filter((mark) => mark.start >= piece.start && mark.end <= piece.start + piece.text.length)
            .map((mark) => ({ ...mark, start: mark.start - piece.start, end: mark.end - piece.start }))}
          sources={shown}
          hide={hide}
        />
      ))}
    </div>
  )
}
