import { act } from 'react'
import { expect, test } from 'vitest'
import { hidden } from '../src/lib/prefs'
import { all, byText, choose, click, failed, field, json, open, seen, serve, submit, until, write } from './page'

const none = { 'GET /api/v1/documents': { documents: [] }, 'GET /api/v1/notes': { notes: [] } }
const document_ = {
  id: 'd1',
  title: 'Fund factsheet',
  file_name: 'fund.pdf',
  kind: 'pdf',
  pages: 2,
  characters: 900,
  created_at: '2025-10-31',
}
const note = { id: 'n1', target: 'INFY', text: 'Bought for ₹1,000.00', created_at: '2025-10-31' }

test('an empty page says what texts are good for', async () => {
  serve(none)
  await open('/documents')
  await seen('No documents yet.')
  await seen('No notes yet.')
})

test('lists that fail say why', async () => {
  const away = () => failed(503, 'database_down', 'The database is away.')
  serve({ 'GET /api/v1/documents': away, 'GET /api/v1/notes': away })
  await open('/documents')
  await until(() => all('[role=alert]').length === 2)
})

test('a document is kept, found by its sense later, and removed', async () => {
  const documents: object[] = []
  let looks = 0
  const keep = () => {
    documents.push(document_)
    return { ...document_, job_id: 'j1' }
  }
  const drop = () => {
    documents.pop()
    return json(null)
  }
  serve({
    ...none,
    'GET /api/v1/documents': () => ({ documents }),
    'POST /api/v1/documents': keep,
    'GET /api/v1/jobs/j1': () => ({ status: looks++ ? 'done' : 'running' }),
    'DELETE /api/v1/documents/d1': drop,
  })
  await open('/documents')
  await choose(new File(['x'], 'fund.pdf'))
  await seen('Found by its words already')
  await seen('Fund factsheet is kept. Ask about it in a question.')
  await seen('fund.pdf · 2 pages · 31 Oct 2025')
  await click('button', 'Delete Fund factsheet')
  await click('.tokens button', 'Delete')
  await seen('No documents yet.')
})

test.each([
  ['one that can not be read', new File(['x'], 'a.pdf'), 'No text was found in it.'],
  ['one that is too large', new File([new ArrayBuffer(20_000_001)], 'b.pdf'), 'b.pdf has 20.0 MB'],
])('%s is refused with a reason', async (_name, file, reason) => {
  serve({ ...none, 'POST /api/v1/documents': () => failed(422, 'bad_input', 'No text was found in it.') })
  await open('/documents')
  await choose(file)
  await until(() => byText('[role=alert]', new RegExp(reason)))
})

test('a note is written, and an edit can be left', async () => {
  const notes: object[] = []
  const keep = () => {
    notes.push(note)
    return note
  }
  const sent = serve({ ...none, 'GET /api/v1/notes': () => ({ notes }), 'POST /api/v1/notes': keep })
  await open('/documents')
  await seen('New note')
  const form = document.querySelector('details form') as HTMLFormElement
  await write(field('target', form), 'INFY')
  await write(field('text', form), 'Bought for ₹1,000.00')
  await submit(form)
  await seen('31 Oct 2025')
  await click('button', 'Edit the note on INFY')
  await write(field('text', document.querySelector('li form') as HTMLFormElement), 'Something else')
  await click('li button', 'Cancel')
  await seen('Bought for ₹1,000.00')
  expect(sent.filter((one) => one.method === 'POST' && one.path === '/api/v1/notes')).toHaveLength(1)
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Edit the note on INFY')
})

test('a note is changed where it stands, and proposes instruments by a search', async () => {
  const infosys = { symbol: 'INFY', name: 'Infosys' }
  const sent = serve({
    ...none,
    'GET /api/v1/notes': { notes: [note] },
    'PUT /api/v1/notes/n1': note,
    'POST /api/v1/tools/market_search': { instruments: [infosys] },
  })
  await open('/documents')
  await click('button', 'Edit the note on INFY')
  const form = document.querySelector('li form') as HTMLFormElement
  await until(() => form.querySelector('option[value=INFY]'))
  await write(field('text', form), 'Sell')
  await submit(form)
  await until(() => byText('button', 'Edit the note on INFY'))
  const written = sent.filter((one) => one.path.startsWith('/api/v1/notes') && one.method !== 'GET')
  expect(written.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PUT', '/api/v1/notes/n1', { target: 'INFY', text: 'Sell' }],
  ])
  expect(sent.some((one) => one.path.endsWith('portfolio_holdings'))).toBe(false)
})

test('hidden amounts are hidden in notes', async () => {
  serve({ ...none, 'GET /api/v1/notes': { notes: [note] } })
  await open('/documents')
  await seen('Bought for ₹1,000.00')
  await act(async () => hidden.set(true))
  expect(document.body.textContent).not.toContain('1,000')
})
