import type { ServerResponse } from 'node:http'
import type { Access } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import type { FastifyInstance } from 'fastify'
import { identify, livePermission, type Standing, standing } from './admission.ts'
import type { Counting } from './counters.ts'
import { beginEventStream } from './event-stream.ts'
import { sendRefused } from './mount.ts'
import type { PeopleLens, Sees } from './people-lens.ts'
import type { LiveFeed, LiveMessage } from './ports.ts'
import { refused, unexpected } from './problem.ts'
import { viewerDropped } from './signals.ts'

export interface LiveLimits {
  readonly streams: number
  /** Bytes that may wait for one slow client. */
  readonly buffer: number
  readonly heartbeatMs: number
}

export const liveLimits: LiveLimits = { streams: 50, buffer: 256 * 1024, heartbeatMs: 15_000 }

/**
 * `GET /api/live`: server-sent events (WHATWG HTML §9.2).
 *
 * `hello` opens it. `incidents`, `work` and `status` carry what changed. `reload` says that something was missed: load the page's
 * data again, then connect again. `signed-out` says that the session or token ended; the stream ends with it.
 */
export function mountLive(
  app: FastifyInstance,
  options: {
    readonly access: Access
    readonly live: LiveFeed
    readonly lens: Pick<PeopleLens, 'sees' | 'message'>
    readonly counters: Counting
    readonly host: Pick<Host, 'signal'>
    readonly limits: LiveLimits
  },
): { close(): void } {
  const { access, live, lens, counters, host, limits } = options
  const viewers = new Set<Viewer>()
  const textOf = { names: rememberLast(), pseudonyms: rememberLast((message) => lens.message('pseudonyms', message)) }

  const look = () => {
    for (const viewer of viewers) void viewer.check()
  }
  const stopHearing = access.onRevoked(look)
  const heart = setInterval(() => {
    for (const viewer of viewers) viewer.beat()
    look()
  }, limits.heartbeatMs)
  heart.unref()

  app.route({
    method: 'GET',
    url: '/api/live',
    config: { needs: livePermission },
    handler: (request, reply) => {
      const { admitted } = request
      if (admitted?.scope === undefined) return sendRefused(reply, unexpected)
      if (viewers.size >= limits.streams) return sendRefused(reply, tooManyStreams)
      const raw = beginEventStream(reply)
      const { scope } = admitted
      const viewer = viewerOf(raw, limits.buffer, async () => {
        const who = await identify(access, request, admitted.reached, livePermission)
        return standing(access, who, livePermission, scope)
      })
      viewers.add(viewer)
      counters.viewers(1)
      const sees: Sees = lens.sees(admitted.who)
      viewer.send('hello', '{}')
      const unsubscribe = live.subscribe(admitted.scope, (message) => viewer.send(message.kind, textOf[sees](message)))
      raw.on('close', () => {
        unsubscribe()
        viewers.delete(viewer)
        counters.viewers(-1)
      })
      viewer.onDropped((why) => host.signal(viewerDropped, { why }))
      // Between admission and now the session may have ended, when this stream was not in the set yet.
      void viewer.check()
      return reply
    },
  })

  return {
    close: () => {
      clearInterval(heart)
      stopHearing()
      for (const viewer of viewers) viewer.end('reload')
    },
  }
}

interface Viewer {
  send(event: string, data: string): void
  beat(): void
  /** Looks whether its session still stands, and ends the stream where not. */
  check(): Promise<void>
  end(event: 'reload' | 'signed-out'): void
  onDropped(dropped: (why: 'slow' | 'session ended') => void): void
}

function viewerOf(raw: ServerResponse, buffer: number, stillAllowed: () => Promise<Standing>): Viewer {
  let ended = false
  let dropped: (why: 'slow' | 'session ended') => void = () => {}
  const end = (event: 'reload' | 'signed-out') => {
    if (ended) return
    ended = true
    raw.end(`event: ${event}\ndata: {}\n\n`)
    // A client that reads nothing does not get to keep the socket.
    setTimeout(() => raw.destroy(), 5000).unref()
  }
  const write = (text: string) => {
    if (ended) return
    if (raw.writableLength + text.length > buffer) {
      dropped('slow')
      end('reload')
    } else raw.write(text)
  }
  return {
    // JSON holds no line breaks, so that no value can begin a field or an event of its own.
    send: (event, data) => write(`event: ${event}\ndata: ${data}\n\n`),
    beat: () => write(': beat\n\n'),
    check: async () => {
      if (ended) return
      const now = await stillAllowed().catch(() => 'gone' as const)
      if (now === 'same' || ended) return
      // Who sees more or less than before loads the page again, under what holds now.
      if (now === 'other') return end('reload')
      dropped('session ended')
      end('signed-out')
    },
    end,
    onDropped: (heard) => {
      dropped = heard
    },
  }
}

/** One message goes to many viewers: it is written as JSON once. */
function rememberLast(shown = (message: LiveMessage) => message): (message: LiveMessage) => string {
  let last: { readonly message: LiveMessage; readonly text: string } | undefined
  return (message) => {
    if (last?.message !== message) {
      const told = shown(message)
      const body = told.kind === 'status' ? { status: told.status } : { changed: told.changed }
      last = { message, text: JSON.stringify(body) }
    }
    return last.text
  }
}

const tooManyStreams = refused(
  503,
  'too-many-streams',
  'Too many live streams are open',
  'Close a tab and try again',
  15,
)
