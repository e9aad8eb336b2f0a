export interface Frame {
  event: string
  data: unknown
  id?: string
}

function parse(block: string): Frame | null {
  const fields: Record<string, string> = {}
  for (const [, key, value] of block.matchAll(/^(event|data|id): ?(.*)$/gm)) {
    const name = key as string
    fields[name] = name === 'data' && fields.data !== undefined ? `${fields.data}\n${value}` : (value as string)
  }
  if (!fields.data) return null
  return { event: fields.event ?? 'message', data: JSON.parse(fields.data), id: fields.id }
}

/** Read server-sent events from the body of a response; comments (": ping") fall through. */
export async function* readEvents(response: Response): AsyncGenerator<Frame> {
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      buffer += part.value.replaceAll('\r', '')
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        const frame = parse(buffer.slice(0, end))
        buffer = buffer.slice(end + 2)
        if (frame) yield frame
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
