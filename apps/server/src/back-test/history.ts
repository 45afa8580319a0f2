import { type Decoder, partitionsPerLane } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { decoders, tablesIn } from '@tocsin/sources'
import { type LogReader, type logStarts, openLogReader, type Position } from '@tocsin/store'

/** Which frames of the log are read. */
export interface Stretch {
  readonly logDir: string
  /** 0 is live, 1 is replay. */
  readonly lane: number
  /** Milliseconds since the epoch. */
  readonly from: number
  /** What may be read beside a living writer; else to the end. */
  readonly limit?: Position
  /** Bytes of frames at once; a mebibyte unless told. */
  readonly batchBytes?: number
}

export type LogStarts = ReturnType<typeof logStarts>

/** The formats of operators as they are now; a rule of a bundle was judged with those of its own time. */
export function readersOf(bundles: readonly Uint8Array[]): ReadonlyMap<string, Decoder> {
  const tables = bundles.flatMap((bundle) => tablesIn(bundle).decoders)
  return new Map([...tables, ...decoders].map((decoder) => [decoder.id, decoder]))
}

const usualBytes = 1024 * 1024

/** Clocks that are set back, and stamps of one millisecond that stand in several segments. */
const slack = 60_000

/** Where to begin: before the first segment of the live lane that was opened within the range. A replayed file has its own times. */
export function firstPlace(starts: LogStarts, { lane, from }: Stretch): Position | undefined {
  if (lane !== 0) return starts[0]?.from
  const within = starts.findIndex(({ created }) => created >= from - slack)
  return (within === -1 ? starts.at(-1) : starts[Math.max(0, within - 1)])?.from
}

/** The batches from a place on; what cannot be read is passed over to the next segment, and said. */
export function* batches(
  { logDir, lane, limit, batchBytes = usualBytes }: Stretch,
  place: Position | undefined,
  starts: LogStarts,
  notes: string[],
) {
  let from = place
  while (from !== undefined) {
    let reader: LogReader | undefined
    let stood = from
    try {
      reader = openLogReader({ dir: logDir, lane, from, ...(limit === undefined ? {} : { limit: () => limit }) })
      for (let batch = reader.next(batchBytes); batch !== undefined; batch = reader.next(batchBytes)) {
        stood = batch.next
        yield batch
      }
      return
    } catch (error) {
      if (!(error instanceof TocsinError) || !passable.has(error.code)) throw error
      notes.push(error.message)
      const reached = sum(stood, lane)
      // Retention may have taken the oldest while this read: then what is left is read.
      from = starts.find((one) => sum(one.from, lane) > reached)?.from
    } finally {
      reader?.close()
    }
  }
}

const passable = new Set(['segment-damaged', 'segment-version', 'log-starts-later'])

/** Frames of a lane before a position. */
export function sum(position: Position, lane: number): number {
  let total = 0
  for (let p = lane * partitionsPerLane; p < (lane + 1) * partitionsPerLane; p++) total += position[p] ?? 0
  return total
}
