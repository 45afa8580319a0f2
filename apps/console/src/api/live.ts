import type { Incident } from '@tocsin/event'
import type { IncidentWork } from './contract.ts'

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `since`: milliseconds since the epoch. */
  | { readonly kind: 'lost'; readonly since: number }

interface Heard {
  incidents(changed: readonly Incident[]): void
  work(changed: readonly IncidentWork[]): void
  status(status: unknown): void
  /** Something was missed: what is on the screen is to be read again. */
  reload(): void
  signedOut(): void
  connection(connection: Connection): void
}

/** Opens the live stream; the browser opens it again by itself where it breaks. Returns how to close it. */
export function openLive(heard: Heard): () => void {
  let lost = false
  const stream = new EventSource('/api/live')
  const on = (name: string, hear: (data: string) => void) =>
    stream.addEventListener(name, ({ data }: MessageEvent<string>) => hear(data))
  on('incidents', (data) => heard.incidents(changedOf<Incident>(data)))
  on('work', (data) => heard.work(changedOf<IncidentWork>(data)))
  on('status', (data) => heard.status(bodyOf(data)['status']))
  on('reload', () => heard.reload())
  on('signed-out', () => {
    stream.close()
    heard.signedOut()
  })
  stream.addEventListener('open', () => {
    lost = false
    heard.connection({ kind: 'live' })
  })
  stream.addEventListener('error', () => {
    if (!lost) heard.connection({ kind: 'lost', since: Date.now() })
    lost = true
  })
  return () => stream.close()
}

/** What a message says has changed; nothing where it cannot be read. */
export function changedOf<Changed>(data: string): readonly Changed[] {
  const { changed } = bodyOf(data)
  return Array.isArray(changed) ? changed : []
}

function bodyOf(data: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(data)
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    return {}
  }
}
