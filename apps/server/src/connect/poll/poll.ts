import { createHash } from 'node:crypto'
import { maxPayload } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { ConnectionOf, ConnectionTrouble } from '@tocsin/sources'
import { z } from 'zod'
import { isClosed } from '../../sends/gate/closed.ts'
import { backOff, nap } from '../back-off.ts'
import { type Driver, type DriverHost, peerName } from '../driver.ts'
import { atPointer } from '../json-pointer.ts'
import { meter } from '../meter.ts'
import { appendOnce, type Named } from '../once.ts'
import { fetchPage, nextLink, type Page } from './fetch-page.ts'

export const pollLimits = {
  /** Records of one answer. */
  items: 20_000,
  /** Records that are known again when they come again. */
  seen: 5000,
  /** Pages that are asked one behind the other. */
  pages: 1000,
  /** Longest that a server may ask us to wait, in milliseconds. */
  wait: 24 * 3_600_000,
} as const

const place = 'cursor'
const stateShape = z.object({
  /** What leads on; null at the beginning. */
  cursor: z.string().max(8192).nullable(),
  etag: z.string().max(1024).nullable(),
  /** Hashes of the last records. */
  seen: z.array(z.string()).readonly(),
})
type State = z.output<typeof stateShape>

/**
 * Asks an API again and again, from where it stood. A record that came before, in these bytes, is passed over: answers may
 * overlap.
 */
export function poll(
  host: DriverHost,
  connection: ConnectionOf<'poll'>,
  tries = backOff(Math.random, { first: 5000, most: 900_000 }),
): Driver {
  const gauge = meter(host.now, { en: 'It asks for the first time.', fr: 'Elle interroge pour la première fois.' })
  const ended = new AbortController()
  const headers = Object.fromEntries(
    Object.entries(connection.headers).map(([name, value]) => [name, value.replaceAll('{secret}', host.secret ?? '')]),
  )
  const base = new URL(connection.url)
  let state = readState(host.positions.get(place))

  const append = appendOnce(host, {
    source: connection.source,
    decoder: connection.decoder,
    origin: 'proven',
    peer: peerName(base.host),
    stream: `${connection.source}\n${host.id}`,
  })

  /** Asks once. @returns whether there is more at once, and a wait that the server asks for */
  const ask = async (): Promise<{ readonly more: boolean; readonly wait?: number }> => {
    const { next } = connection
    const page = await fetchPage({
      url: urlOf(base, next, state.cursor),
      headers,
      etag: state.etag ?? undefined,
      allowPrivate: connection.allowPrivate,
      authority: connection.authority,
      signal: ended.signal,
      dial: host.dial,
      sent: (to) => host.sent({ kind: 'http-get', ...to }),
    })
    if (page.status === 304) return { more: false }
    if (page.status === 429 || page.status === 503) throw new Later(page)
    if (page.status < 200 || page.status > 299) throw refusedStatus(page.status, base)
    const answer = documentOf(page)
    const records = recordsOf(answer, connection.items)
    const known = new Set(state.seen)
    const fresh: Named[] = []
    for (const bytes of records) {
      const name = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
      if (known.has(name)) continue
      known.add(name)
      if (bytes.length <= maxPayload) fresh.push({ name, bytes })
      else {
        gauge.refused()
        host.refused({ reason: 'too-long', peer: peerName(base.host) })
      }
    }
    for (let at = 0; at < fresh.length; at += 1000) await append(fresh.slice(at, at + 1000))
    gauge.brought(
      fresh.length,
      fresh.reduce((sum, { bytes }) => sum + bytes.length, 0),
    )
    const cursor = cursorAfter(connection, base, page, answer, state.cursor)
    const moved = cursor !== state.cursor
    const seen = [...known].slice(-pollLimits.seen)
    // The tag is of this page: another page has another one.
    const after = { cursor, etag: moved ? null : (page.etag ?? null), seen }
    if (JSON.stringify(after) !== JSON.stringify(state)) await host.keep(new Map([[place, JSON.stringify(after)]]))
    state = after
    return { more: moved && (next.by === 'link' || records.length > 0) }
  }

  const run = async () => {
    while (!ended.signal.aborted) {
      let wait = connection.everySeconds * 1000
      let woken: AbortSignal | undefined
      const moved = host.moved()
      try {
        for (let pages = 0; pages < pollLimits.pages && !ended.signal.aborted; pages++) {
          const { more } = await ask()
          tries.reset()
          gauge.trouble(undefined)
          gauge.says({
            en: `It asks ${base.host} every ${connection.everySeconds} s.`,
            fr: `Elle interroge ${base.host} toutes les ${connection.everySeconds} s.`,
          })
          if (!more) break
        }
      } catch (error) {
        if (ended.signal.aborted) return
        const asked = error instanceof Later ? error.page.retryAfter : undefined
        wait = Math.min(pollLimits.wait, Math.max(asked ?? 0, tries.next()))
        if (isClosed(error)) woken = moved
        gauge.trouble(troubleOf(error, base, host.now() + wait))
      }
      await nap(wait, woken === undefined ? ended.signal : AbortSignal.any([ended.signal, woken]))
    }
  }
  const running = run()

  return {
    health: () => gauge.health([]),
    async close() {
      ended.abort()
      await running
    },
  }
}

/** The server asks for patience (RFC 6585 §4, RFC 9110 §15.6.4). */
class Later extends Error {
  readonly page: Page
  constructor(page: Page) {
    super(`the server asks us to wait (${page.status})`)
    this.page = page
  }
}

function readState(text: string | undefined): State {
  const fresh: State = { cursor: null, etag: null, seen: [] }
  if (text === undefined) return fresh
  try {
    const read = stateShape.safeParse(JSON.parse(text))
    return read.success ? read.data : fresh
  } catch {
    return fresh
  }
}

function urlOf(base: URL, next: ConnectionOf<'poll'>['next'], cursor: string | null): URL {
  if (cursor === null || next.by === 'nothing') return base
  if (next.by === 'link') return new URL(cursor)
  const url = new URL(base)
  url.searchParams.set(next.param, cursor)
  return url
}

/** Where the next question starts: as before, where the answer leads nowhere. */
function cursorAfter(
  { next, items }: ConnectionOf<'poll'>,
  base: URL,
  page: Page,
  answer: unknown,
  before: string | null,
): string | null {
  if (next.by === 'nothing') return null
  if (next.by === 'link') {
    const target = nextLink(page.link)
    if (target === undefined || !URL.canParse(target, base.href)) return before
    const url = new URL(target, base)
    // What proves who asks is for this server alone.
    if (url.origin !== base.origin)
      throw new TocsinError('bad-url', 'The next page is on another server', { where: url.host })
    return url.href
  }
  const list = atPointer(answer, items)
  const from = next.by === 'pointer' ? answer : Array.isArray(list) ? list.at(-1) : undefined
  const found = atPointer(from, next.pointer)
  return typeof found === 'number' || (typeof found === 'string' && found !== '' && found.length <= 8192)
    ? String(found)
    : before
}

function documentOf({ body }: Page): unknown {
  if (body.length === 0) return []
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new TocsinError('not-json', 'The server answers what is no JSON', { fix: 'Check the URL' })
  }
}

/** The records of an answer, or of a webhook's body, as bytes. */
export function recordsOf(document: unknown, items: string): readonly Uint8Array[] {
  const found = atPointer(document, items)
  if (found === undefined || found === null) return []
  const list = Array.isArray(found) ? found : [found]
  if (list.length > pollLimits.items) {
    throw new TocsinError('too-large', `The answer has more than ${pollLimits.items} records`, {
      fix: 'Ask for fewer at once',
    })
  }
  return list.map((one) => Buffer.from(typeof one === 'string' ? one : JSON.stringify(one), 'utf8'))
}

function refusedStatus(status: number, base: URL): TocsinError {
  const who = status === 401 || status === 403
  return new TocsinError(who ? 'not-let-in' : 'unavailable', `The server answers ${status}`, {
    where: base.host,
    fix: who ? 'Give the connection a secret that is valid' : 'Check the URL',
  })
}

function troubleOf(error: unknown, base: URL, retryAt: number): ConnectionTrouble {
  const { code, message, fix, where } = error as Partial<TocsinError>
  return {
    code: typeof code === 'string' ? code : error instanceof Later ? 'asked-to-wait' : 'internal',
    message: `${where ?? base.host}: ${message ?? String(error)}`,
    fix: fix ?? 'It is tried again',
    retryAt,
  }
}
