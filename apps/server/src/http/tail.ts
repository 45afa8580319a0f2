import type { Access } from '@tocsin/access'
import { isGrouped, parse, searchLimits } from '@tocsin/query'
import type { Where } from '@tocsin/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { TailDesk } from '../tail/tail-desk.ts'
import { identify, standing } from './admission.ts'
import { beginEventStream, eventText } from './event-stream.ts'
import { joinInput } from './joined-input.ts'
import { sendRefused } from './mount.ts'
import type { Noting } from './noting.ts'
import type { PeopleLens } from './people-lens.ts'
import { type Refused, refused, refusedByError, unexpected } from './problem.ts'
import { refusedText } from './routes/asked-query.ts'

export interface TailLimits {
  readonly streams: number
  /** Bytes that may wait for one slow viewer; what comes meanwhile is counted. */
  readonly buffer: number
  readonly heartbeatMs: number
}

export const tailLimits: TailLimits = { streams: 10, buffer: 1024 * 1024, heartbeatMs: 15_000 }

export const tailPermission = 'event.search'

/**
 * `GET /api/tail?q=`: events as they are stored, as server-sent events.
 *
 * `hello` opens it. `events` carries those that answer the search and that the caller may see. `dropped` says how many more
 * may have answered: nothing is passed over in silence. `ended` and `signed-out` close it.
 */
export function mountTail(
  app: FastifyInstance,
  options: {
    readonly access: Access
    readonly tail: Pick<TailDesk, 'watch'>
    readonly lens: PeopleLens
    readonly noting: Noting
    readonly limits: TailLimits
  },
): { close(): void } {
  const { access, tail, lens, noting, limits } = options
  const open = new Set<TailStream>()
  let opening = 0
  const look = () => {
    for (const stream of open) void stream.check()
  }
  const stopHearing = access.onRevoked(look)
  const heart = setInterval(() => {
    for (const stream of open) stream.beat()
    look()
  }, limits.heartbeatMs)
  heart.unref()

  app.route({
    method: 'GET',
    url: '/api/tail',
    config: { needs: tailPermission },
    handler: async (request, reply) => {
      const { admitted } = request
      if (admitted?.scope === undefined) return sendRefused(reply, unexpected)
      const input = joinInput(tailInput, {}, request.query, undefined)
      if (!input.ok) return sendRefused(reply, input.error)
      const search = conditionOf(input.value.q)
      if ('refused' in search) return sendRefused(reply, search.refused)
      if (open.size + opening >= limits.streams) return sendRefused(reply, tooMany)
      opening++
      try {
        const sees = lens.sees(admitted.who)
        const shown = (events: readonly unknown[]) => lens.rows(sees, events)
        const stream = tailStream(reply, limits.buffer, shown, async () => {
          const who = await identify(access, request, admitted.reached, tailPermission)
          return (await standing(access, who, tailPermission, admitted.scope)) === 'same'
        })
        const stop = await tail.watch({ where: lens.where(search.where), scope: admitted.scope }, stream)
        open.add(stream)
        noting.opened(request, 'event.tail', input.value.q)
        stream.begin(() => {
          open.delete(stream)
          stop()
        })
        // Between admission and now the session may have ended, when this stream was not in the set yet.
        void stream.check()
        return reply
      } catch (error) {
        return sendRefused(reply, refusedByError(error))
      } finally {
        opening--
      }
    },
  })

  return {
    close: () => {
      clearInterval(heart)
      stopHearing()
      for (const stream of open) stream.end('ended')
    },
  }
}

const tailInput = z.strictObject({ q: z.string().max(searchLimits.text).default('') })

function conditionOf(text: string): { readonly where: Where | undefined } | { readonly refused: Refused } {
  const search = parse(text)
  if (!search.ok) return { refused: refusedText(search.error) }
  if (isGrouped(search.value) || search.value.around !== undefined) return { refused: onlyEvents }
  return { where: search.value.where }
}

interface TailStream {
  arrived(news: { readonly events: readonly unknown[]; readonly dropped: number }): void
  ended(): void
  /** Sends the head; `closed` hears of the end, whoever ends it. */
  begin(closed: () => void): void
  beat(): void
  check(): Promise<void>
  end(event: 'ended' | 'signed-out'): void
}

function tailStream(
  reply: FastifyReply,
  buffer: number,
  shown: (events: readonly unknown[]) => readonly unknown[],
  stillAllowed: () => Promise<boolean>,
): TailStream {
  let raw: ReturnType<typeof beginEventStream> | undefined
  let over = false
  let dropped = 0
  const end = (event: 'ended' | 'signed-out') => {
    if (over) return
    over = true
    raw?.end(eventText(event, {}))
    // A viewer that reads nothing does not get to keep the socket.
    setTimeout(() => raw?.destroy(), 5000).unref()
  }
  return {
    arrived: (news) => {
      dropped += news.dropped
      if (over || raw === undefined) return
      const text = news.events.length === 0 ? '' : eventText('events', { events: shown(news.events) })
      if (raw.writableLength + text.length > buffer) {
        dropped += news.events.length
        return
      }
      if (text !== '') raw.write(text)
      if (dropped === 0) return
      raw.write(eventText('dropped', { events: dropped }))
      dropped = 0
    },
    ended: () => end('ended'),
    begin: (closed) => {
      raw = beginEventStream(reply)
      raw.on('close', () => {
        over = true
        closed()
      })
      raw.write(eventText('hello', {}))
      if (raw.destroyed) closed()
    },
    beat: () => {
      if (!over) raw?.write(': beat\n\n')
    },
    check: async () => {
      if (over) return
      if (await stillAllowed().catch(() => false)) return
      end('signed-out')
    },
    end,
  }
}

const onlyEvents = refused(
  400,
  'bad-search',
  'Only single events can be watched as they arrive',
  'Leave out `around` and everything from the first | on',
)

const tooMany = refused(503, 'too-many-streams', 'Too many people watch events arrive', 'Close one and try again', 15)
