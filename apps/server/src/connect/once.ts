import { createHash } from 'node:crypto'
import { type Batch, type DriverHost, joinRecords } from './driver.ts'

/** Records that come in an order of their own, each with a name in it. */
export interface Named {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Appends records once, also where the position was lost behind them.
 *
 * A batch's key is its first record's name: after a crash the log answers how many records it has from there on, and these
 * are passed over. Holds as long as the log remembers keys, 24 h.
 */
export function appendOnce(
  host: Pick<DriverHost, 'id' | 'append'>,
  about: Omit<Batch, 'key' | 'bytes' | 'ends'>,
): (records: readonly Named[]) => Promise<void> {
  /** Records that the log has already, and that are still to come again. */
  let owed = 0
  return async (records) => {
    let at = 0
    while (at < records.length) {
      if (owed > 0) {
        const passed = Math.min(owed, records.length - at)
        owed -= passed
        at += passed
        continue
      }
      const batch = records.slice(at)
      const { frames } = await host.append({
        ...about,
        key: keyOf(host.id, batch[0]?.name ?? ''),
        ...joinRecords(batch.map(({ bytes }) => bytes)),
      })
      const taken = Math.min(frames, batch.length)
      owed = frames - taken
      at += taken
    }
  }
}

function keyOf(connection: string, name: string): string {
  return createHash('sha256').update(`once\n${connection}\n${name}`).digest('base64url')
}
