import { type Decoder, maxPayload } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { decoders, lineFramer } from '@tocsin/sources'
import type { EventLog } from '@tocsin/store'
import type { IngestRefused } from '../http/ports.ts'
import { appender } from './appender.ts'
import { byteBudget } from './budget.ts'
import type { FramerOut } from './framer.ts'
import { InputRefused } from './input-refused.ts'
import { jsonDocumentFramer } from './json-documents.ts'
import { type TimeOf, timesBy } from './record-time.ts'
import { refusedLines } from './refused-lines.ts'
import { openReplayInput } from './replay-input.ts'
import { replayTimes } from './replay-times.ts'

/** Bytes that are handed to the log and not yet durable. */
const replayUnacknowledged = 8 * 1024 * 1024
const documentDepth = 256

export interface ReplayOptions {
  readonly path: string
  /** What its frames carry as peer. */
  readonly name: string
  readonly source: string
  readonly decoder: string
  /** The replay lane's. `tick` may leave `received` to its own clock. */
  readonly log: Pick<EventLog, 'append'> & { tick(received?: number): void }
  /** A record's own time; by default as the decoder reads it. */
  readonly timeOf?: TimeOf
  readonly progress?: (sofar: ReplayProgress) => void
  /** Stops between two blocks of the file. */
  readonly signal?: AbortSignal
}

export interface ReplayProgress {
  readonly records: number
  /** Bytes of the file as it lies on disk, of `total`. */
  readonly bytes: number
  readonly total: number
}

export interface ReplayOutcome extends ReplayProgress {
  readonly ticks: number
  /** By reason, with the offset of the first one in the decompressed content. */
  readonly refused: readonly IngestRefused[]
  readonly samples: readonly { readonly reason: string; readonly offset: number }[]
  readonly notes: readonly string[]
  /** Why it was not read to its end, and where in the file; what came before is in the log. */
  readonly stopped: { readonly reason: string; readonly offset: number } | undefined
}

/**
 * Appends the records of a file to the replay lane; they are durable when it resolves.
 *
 * One record a line, or JSON documents (`openReplayInput` says which). Holds a block of the file, an unfinished record, and
 * 8 MiB on the way to the disk.
 *
 * @throws TocsinError where the file cannot be opened or the log takes no more (`log-full`)
 */
export async function replayFile(options: ReplayOptions): Promise<ReplayOutcome> {
  const { source, decoder, name, log } = options
  const timeOf = options.timeOf ?? timesBy(decoderNamed(decoder), source, name)
  const input = await openReplayInput(options.path)
  const refused = refusedLines()
  let records = 0
  let ticks = 0
  let stopped: ReplayOutcome['stopped']
  let failure: { readonly error: unknown } | undefined
  let wake: (() => void) | undefined

  const frames = appender({
    log,
    budget: byteBudget(Number.POSITIVE_INFINITY),
    limit: replayUnacknowledged,
    whenLogFull: 'lose',
    onRoom: () => {
      if (!frames.full) wake?.()
    },
    onLost: (_drafts, error) => {
      failure ??= { error }
    },
  })
  const shared = { kind: 'data', realm: 'replay', origin: 'claimed', source, decoder, peer: name } as const
  const times = replayTimes(input.changed, {
    record(payload, received) {
      records++
      frames.add({ ...shared, key: `${source}\n${name}`, payload, received })
    },
    tick(received) {
      ticks++
      frames.flush()
      log.tick(received)
    },
  })
  const framer = input.documents
    ? jsonDocumentFramer({ bytes: maxPayload, depth: documentDepth })
    : lineFramer({ maxFrame: maxPayload })
  const out: FramerOut = {
    frame: (payload) => times.take(payload, timeOf(payload)),
    refused: refused.note,
  }
  const sofar = (): ReplayProgress => ({ records, bytes: input.read(), total: input.total })
  const room = async () => {
    while (frames.full) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    if (failure !== undefined) throw failure.error
  }

  try {
    try {
      for await (const chunk of input.content) {
        framer.push(chunk, out)
        await room()
        options.progress?.(sofar())
        if (options.signal?.aborted === true) {
          stopped = { reason: 'cancelled', offset: input.read() }
          break
        }
      }
      if (stopped === undefined) framer.end(out)
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error
      stopped = { reason: error.reason, offset: error.offset }
      refused.note(error.reason, error.offset)
    }
    times.end()
    await frames.settle()
    if (failure !== undefined) throw failure.error
    options.progress?.(sofar())
    return { ...sofar(), ticks, refused: refused.counts, samples: refused.samples, notes: input.notes, stopped }
  } finally {
    frames.abandon()
    await input.close()
  }
}

function decoderNamed(id: string): Decoder {
  const decoder = decoders.find((known) => known.id === id)
  if (decoder !== undefined) return decoder
  throw new TocsinError('unknown-source', `There is no source named ${id}`, {
    fix: `Name one of these: ${decoders.map((known) => known.id).join(', ')}`,
  })
}
