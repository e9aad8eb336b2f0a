export interface Block {
  text: string
  start: number
}

const FENCE = /^ {0,3}(```|~~~)/

/** Cut Markdown at blank lines outside code fences; `start` is the block's offset in the whole. */
export function blocks(text: string): Block[] {
  const out: Block[] = []
  let current: Block | null = null
  let fence = false
  let at = 0
  for (const line of text.split('\n')) {
    if (FENCE.test(line)) fence = !fence
    if (fence || line.trim()) {
      if (current) current.text += `\n${line}`
      else {
        current = { text: line, start: at }
        out.push(current)
      }
    } else current = null
    at += line.length + 1
  }
  return out
}
