import { call, get } from './api'
import { session } from './session'
import { store } from './store'
import type { ThreadInfo } from './types'

export const threads = store<ThreadInfo[] | null>(null)

/** Load the list of threads again; without a session it is empty. */
export async function refreshThreads() {
  if (!session.get()) return threads.set(null)
  try {
    threads.set((await get<{ threads: ThreadInfo[] }>('/api/v1/threads')).threads)
  } catch {
    threads.set((old) => old ?? [])
  }
}

/** Find threads that hold some words, in their titles or their messages. */
export const searchThreads = async (words: string) =>
  (await get<{ threads: ThreadInfo[] }>(`/api/v1/threads?q=${encodeURIComponent(words)}`)).threads

export async function renameThread(id: string, title: string) {
  await call('PATCH', `/api/v1/threads/${id}`, { body: { title } })
  await refreshThreads()
}

export async function deleteThread(id: string) {
  await call('DELETE', `/api/v1/threads/${id}`)
  await refreshThreads()
}
