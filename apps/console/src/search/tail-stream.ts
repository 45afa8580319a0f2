import { failureOf } from '../api/client.ts'
import type { QueryRow } from '../api/contract.ts'

export type TailState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `since`: milliseconds since the epoch; the browser opens it again by itself. */
  | { readonly kind: 'lost'; readonly since: number }
  | { readonly kind: 'refused'; readonly error: Error }

interface Heard {
  events(rows: readonly QueryRow[]): void
  dropped(events: number): void
  state(state: TailState): void
}

/** Milliseconds after which the stream is opened again where the server closed it. */
const again = 3000

/** Watches events that answer a search arrive (`GET /api/tail`). Returns how to stop. */
export function openTail(q: string, heard: Heard): () => void {
  const path = `/api/tail?${new URLSearchParams(q === '' ? {} : { q })}`
  let stream: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false
  const open = () => {
    stream = new EventSource(path)
    stream.addEventListener('open', () => heard.state({ kind: 'live' }))
    on('events', (body) => heard.events(Array.isArray(body['events']) ? body['events'] : []))
    on('dropped', (body) => heard.dropped(typeof body['events'] === 'number' ? body['events'] : 0))
    on('ended', lost)
    on('signed-out', lost)
    stream.addEventListener('error', () => {
      // A stream that closed for good was refused; the reason is in the answer, which an EventSource does not tell.
      if (stream?.readyState === EventSource.CLOSED) void refused()
      else heard.state({ kind: 'lost', since: Date.now() })
    })
  }
  const on = (name: string, hear: (body: Readonly<Record<string, unknown>>) => void) =>
    stream?.addEventListener(name, ({ data }: MessageEvent<string>) => hear(bodyOf(data)))
  const lost = () => {
    stream?.close()
    if (over) return
    heard.state({ kind: 'lost', since: Date.now() })
    timer = setTimeout(open, again)
  }
  const refused = async () => {
    const left = new AbortController()
    const answer = await fetch(path, { signal: left.signal }).catch(() => undefined)
    if (over) return left.abort()
    if (answer === undefined || answer.ok || answer.status >= 500) {
      left.abort()
      return lost()
    }
    const error = failureOf(answer.status, await answer.text().catch(() => ''))
    if (!over) heard.state({ kind: 'refused', error })
  }
  open()
  return () => {
    over = true
    clearTimeout(timer)
    stream?.close()
  }
}

function bodyOf(data: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(data)
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    return {}
  }
}
