import { type Event, type Frame, senderOf } from '@tocsin/event'
import type { SenderCount } from './messages.ts'

/** Senders that are told apart in one batch; the others of a source are one. */
const mostSenders = 512
/** Events of a sender in a batch whose logsources are noted. */
const looked = 16
const mostLogsources = 32
const unreadBytes = 512
const quarter = 15 * 60_000
/** Zones reach from -12:00 to +14:00; what lies further off is no zone. */
const furthest = 56
/** Milliseconds that a constant offset may dance around its quarter. */
const dance = 3 * 60_000
/** Where a time stands that lies on no quarter. */
const nowhere = 99

/** Counts who sent what in one batch. */
export interface SenderCounts {
  /** One frame, and what was read out of it or why nothing was. */
  note(
    frame: Frame,
    made: { readonly events: readonly Event[]; readonly local: boolean } | { readonly reason: string },
  ): void
  all(): readonly SenderCount[]
}

interface Growing {
  readonly source: string
  readonly sender: string
  readonly decoder: string
  readonly zone: string | undefined
  frames: number
  events: number
  refused: number
  bytes: number
  last: number
  ahead: number | undefined
  local: boolean
  readonly quarters: Map<number, number>
  readonly logsources: Set<string>
  unread: Uint8Array | undefined
}

export function senderCounts(): SenderCounts {
  const counts = new Map<string, Growing>()
  /** Peers repeat from frame to frame. */
  const byPeer = new Map<string, Growing>()

  const countOf = (frame: Frame): Growing => {
    const { source, decoder, zone, peer } = frame
    const binding = `${source}\n${decoder}\n${zone ?? ''}\n`
    const peerKey = `${binding}${peer}`
    const known = byPeer.get(peerKey)
    if (known !== undefined) return known
    const sender = counts.size >= mostSenders ? '' : senderOf(peer)
    const key = `${binding}${sender}`
    let count = counts.get(key)
    if (count === undefined) {
      count = {
        ...{ source, sender, decoder, zone, frames: 0, events: 0, refused: 0, bytes: 0, last: 0 },
        ...{ ahead: undefined, local: false, unread: undefined },
        quarters: new Map(),
        logsources: new Set(),
      }
      counts.set(key, count)
    }
    byPeer.set(peerKey, count)
    return count
  }

  return {
    note: (frame, made) => {
      const count = countOf(frame)
      count.frames++
      count.bytes += frame.payload.length
      count.last = frame.received
      if ('reason' in made) {
        count.refused++
        count.unread ??= frame.payload.slice(0, unreadBytes)
        return
      }
      for (const event of made.events) noteEvent(count, event)
      count.local ||= made.local
    },
    all: () =>
      [...counts.values()].map(({ quarters, logsources, zone, ahead, unread, ...count }) => ({
        ...count,
        ...(zone === undefined ? {} : { zone }),
        quarters: [...quarters],
        logsources: [...logsources],
        ...(ahead === undefined ? {} : { ahead }),
        ...(unread === undefined ? {} : { unread }),
      })),
  }
}

function noteEvent(count: Growing, { time, received, timeQuality, logsources }: Event): void {
  count.events++
  if (count.events <= looked && count.logsources.size < mostLogsources) {
    for (const { product = '', category = '', service = '' } of logsources) {
      count.logsources.add(`${product}|${category}|${service}`)
    }
  }
  if (timeQuality === 'none') return
  count.ahead = time - received
  const nearest = Math.round(count.ahead / quarter)
  const on = Math.abs(nearest) <= furthest && Math.abs(count.ahead - nearest * quarter) <= dance
  const at = on ? nearest : nowhere
  count.quarters.set(at, (count.quarters.get(at) ?? 0) + 1)
}
