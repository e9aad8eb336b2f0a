import { lazy, Suspense, useState } from 'react'
import { Link, useParams } from 'wouter'
import { ErrorNotice } from '../components/Notice'
import { Sign } from '../components/Sign'
import { get } from '../lib/api'
import { useLoad, useSettled } from '../lib/load'
import { lessonOf, plain, words } from '../lib/tools'
import type { Passage } from '../lib/types'
import '../styles/later.css'

const Md = lazy(() => import('../components/Md'))

interface LessonInfo {
  slug: string
  title: string
  kind?: string
  topic: string
  level?: string
}

interface Lesson extends LessonInfo {
  body: string
  sources: { name: string; section?: string | null }[]
}

function Found({ query }: { query: string }) {
  const { data, failure, reload } = useLoad(query, () =>
    get<{ passages: Passage[]; abstained?: boolean; indexing?: boolean }>(
      `/api/v1/library?q=${encodeURIComponent(query)}`,
    ),
  )
  if (failure) return <ErrorNotice failure={failure} onRetry={reload} />
  if (!data) return <div className="skeleton" aria-busy="true" />
  if (!data.passages.length || data.abstained) {
    const why = data.indexing ? ' yet: it is still being prepared. Try again in a minute' : ''
    return <p role="status">The library has nothing on this{why}.</p>
  }
  return (
    <ul className="passages" aria-label="Passages">
      {data.passages.map((passage) => (
        <li key={passage.id} className="card">
          <h2>
            <Link href={lessonOf(passage.id)}>{passage.title}</Link>
          </h2>
          <p className="quiet">{passage.locator}</p>
          <p>{plain(passage.quote || passage.text)}</p>
        </li>
      ))}
    </ul>
  )
}

function byTopic(lessons: LessonInfo[]): [string, LessonInfo[]][] {
  const topics = new Map<string, LessonInfo[]>()
  for (const lesson of lessons) topics.set(lesson.topic, [...(topics.get(lesson.topic) ?? []), lesson])
  return [...topics.entries()].sort(([a], [b]) => a.localeCompare(b))
}

function Contents() {
  const { data, failure, reload } = useLoad('library', () => get<{ lessons: LessonInfo[] }>('/api/v1/library'))
  if (failure) return <ErrorNotice failure={failure} onRetry={reload} />
  if (!data) return <div className="skeleton" aria-busy="true" />
  return byTopic(data.lessons).map(([topic, lessons]) => (
    <section key={topic} className="topic">
      <h2>{words(topic)}</h2>
      <ul>
        {lessons.map((lesson) => (
          <li key={lesson.slug}>
            <Link href={`/library/${lesson.slug}`}>{lesson.title}</Link>
          </li>
        ))}
      </ul>
    </section>
  ))
}

const sourceText = ({ name, section }: Lesson['sources'][number]) => (section ? `${name}, ${section}` : name)

function Read({ slug }: { slug: string }) {
  const { data, failure, reload } = useLoad(slug, () => get<Lesson>(`/api/v1/library/${encodeURIComponent(slug)}`))
  if (failure) return <ErrorNotice failure={failure} onRetry={reload} />
  if (!data) return <div className="skeleton" aria-busy="true" />
  const text = data.body.replace(/^# .*\n+/, '')
  return (
    <article className="lesson">
      <h1>{data.title}</h1>
      <p className="quiet">
        {[data.topic, data.level]
          .filter(Boolean)
          .map((name) => words(String(name)))
          .join(' · ')}
      </p>
      <Suspense>
        <Md text={text} facts={[]} citations={[]} done />
      </Suspense>
      {data.sources.length > 0 && (
        <>
          <h2>Sources</h2>
          <ul>
            {data.sources.map((source) => (
              <li key={sourceText(source)}>{sourceText(source)}</li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}

function Shelf() {
  const [query, setQuery] = useState('')
  const wanted = useSettled(query.trim())
  return (
    <>
      <h1>Library</h1>
      <p className="lead">The lessons that answers quote from. Ask in your own words.</p>
      <label className="search">
        <Sign name="search" />
        <span className="sr">Search the library</span>
        <input
          type="search"
          placeholder="What does expected shortfall tell me?"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      {wanted ? <Found query={wanted} /> : <Contents />}
    </>
  )
}

export default function Library() {
  const { slug } = useParams<{ slug?: string }>()
  return (
    <div className="page">
      {slug ? (
        <>
          <Link href="/library" className="back">
            Library
          </Link>
          <Read slug={slug} />
        </>
      ) : (
        <Shelf />
      )}
    </div>
  )
}
