import type { SenderNews, SendersNews } from '@tocsin/sources'
import { emptyPosition, type Position } from '@tocsin/store'
import type { SenderCount } from '@tocsin/stream'

/** Adds up what senders did, batch by batch, until somebody asks. */
export interface SenderTally {
  /** What one batch held, and where the next one begins. */
  add(counts: readonly SenderCount[], next: Position): void
  /** Everything since the last time, and forgets it. */
  take(): SendersNews
}

/** Senders between two questions; those past it are asked about when they send again. */
const most = 5000
const mostLogsources = 64

type Growing = { -readonly [Key in keyof Omit<SenderNews, 'quarters' | 'logsources'>]: SenderNews[Key] } & {
  readonly quarters: Map<number, number>
  readonly logsources: Set<string>
}

export function senderTally(): SenderTally {
  let tally = new Map<string, Growing>()
  let position = emptyPosition()
  return {
    add: (counts, next) => {
      position = next
      for (const { source, sender, decoder, zone, ...count } of counts) {
        const key = `${source}\n${decoder}\n${zone ?? ''}\n${sender}`
        let one = tally.get(key)
        if (one === undefined) {
          if (tally.size >= most) continue
          one = {
            ...{ source, sender, decoder, frames: 0, events: 0, refused: 0, bytes: 0, last: 0, local: false },
            ...(zone === undefined ? {} : { zone }),
            quarters: new Map(),
            logsources: new Set(),
          }
          tally.set(key, one)
        }
        one.frames += count.frames
        one.events += count.events
        one.refused += count.refused
        one.bytes += count.bytes
        one.last = Math.max(one.last, count.last / 1000)
        one.local ||= count.local
        if (count.ahead !== undefined) one.ahead = count.ahead
        if (count.unread !== undefined) one.unread = count.unread
        for (const [quarter, times] of count.quarters)
          one.quarters.set(quarter, (one.quarters.get(quarter) ?? 0) + times)
        for (const logsource of count.logsources)
          if (one.logsources.size < mostLogsources) one.logsources.add(logsource)
      }
    },
    take: () => {
      const all = [...tally.values()].map(({ quarters, logsources, ...one }) => ({
        ...one,
        quarters: [...quarters],
        logsources: [...logsources],
      }))
      tally = new Map()
      return { senders: all, position }
    },
  }
}
