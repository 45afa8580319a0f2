import type { EventLog, FrameDraft } from '@tocsin/store'
import type { IngestAnswer, IngestRequest, IngestResult, Problem } from '../http/ports.ts'
import { type Appender, appender } from './appender.ts'
import type { BodyFraming } from './body-framers.ts'
import type { ByteBudget } from './budget.ts'
import { type ChunkQueue, chunkQueue } from './chunk-queue.ts'
import type { Framer, FramerOut } from './framer.ts'
import { bodyLimits, inflate } from './inflate.ts'
import { failureOf } from './ingest-failure.ts'
import { InputRefused } from './input-refused.ts'
import { type KeyedBody, keyedBody } from './keyed-body.ts'
import type { Refusals } from './refusals.ts'
import { refusedLines } from './refused-lines.ts'

export const sessionLimits = {
  /** Bytes that wait to be framed before `write` says false. */
  queued: 256 * 1024,
  /** Unacknowledged bytes of one body. */
  unacknowledged: 4 * 1024 * 1024,
  /** Unacknowledged bytes of all bodies and connections together. */
  overall: 64 * 1024 * 1024,
  /** Bytes of all bodies with a key, which are held until their end. */
  keyed: 128 * 1024 * 1024,
} as const

/** What a session needs of the house; shared by all of them. */
export interface SessionHost {
  readonly log: Pick<EventLog, 'append'>
  /** Of what waits for the log to make it durable. */
  readonly budget: ByteBudget
  /** Of bodies with a key that wait for their senders. */
  readonly keyedBudget: ByteBudget
  readonly framer: (framing: BodyFraming) => Framer
  readonly refusals: Refusals
}

export interface IngestOpening extends IngestRequest {
  /** The decoder that the source is bound to. */
  readonly decoder: string
}

/** One body, on its way into the log. */
export interface IngestSession {
  /** Takes a chunk over. False: nothing more until drained. After the answer, chunks are dropped. */
  write(chunk: Uint8Array): boolean
  end(): void
  /** The sender broke off, or the house closes: what was not appended yet is left. */
  abort(why?: Error): void
  /** Once everything accepted is durable; before the end of the body where it cannot be read on. */
  readonly answer: Promise<IngestAnswer>
}

/** What an answer says beside its problem, where a body failed after some of it was kept. */
type Said = IngestResult & { readonly bytes: number; readonly samples: readonly { reason: string; offset: number }[] }

/** @param onDrain writing may go on; also called where it never had to stop */
export function openIngestSession(host: SessionHost, opening: IngestOpening, onDrain: () => void): IngestSession {
  const queue = chunkQueue(() => {
    if (queue.held < sessionLimits.queued) onDrain()
  })
  const body = opening.key === undefined ? openBody(host, opening, queue.fail) : closedBody(host, opening, opening.key)
  return {
    write(chunk) {
      queue.push(chunk)
      return queue.held < sessionLimits.queued
    },
    end: () => queue.end(),
    abort(why = new InputRefused('aborted', 0)) {
      queue.fail(why)
      body.drop(why)
    },
    answer: take(host, opening, queue, body),
  }
}

async function take(host: SessionHost, opening: IngestOpening, queue: ChunkQueue, body: Body): Promise<IngestAnswer> {
  const { source, peer } = opening
  const lines = refusedLines()
  let bytes = 0
  const said = (accepted: number): Said => ({ accepted, bytes, refused: lines.counts, samples: lines.samples })
  try {
    const framer = host.framer(opening.framing ?? 'lines')
    let chunk: Uint8Array = new Uint8Array()
    const out: FramerOut = {
      frame: body.frame,
      refused: (reason, offset) => {
        lines.note(reason, offset)
        const excerpt = chunk.subarray(Math.max(0, offset - (bytes - chunk.length)))
        host.refusals.note({ source, stage: 'receive', reason, offset, peer, bytes: excerpt })
      },
    }
    for await (chunk of opening.encoding === 'gzip' ? inflate(queue, bodyLimits) : queue) {
      bytes += chunk.length
      framer.push(chunk, out)
      await body.room(bytes)
    }
    framer.end(out)
    await body.room(bytes)
    const { accepted, repeated } = await body.close()
    return { status: 200, body: { ...said(accepted), ...(repeated ? { repeated } : {}) } }
  } catch (error) {
    queue.fail(new InputRefused('aborted', 0))
    const accepted = await body.giveUp()
    const { problem, ...answer } = failureOf(error)
    host.refusals.note({ source, stage: 'receive', reason: problem.code, peer, offset: offsetOf(error) ?? bytes })
    return { ...answer, body: { ...said(accepted), ...withKept(problem, accepted) } }
  }
}

function withKept(problem: Problem, accepted: number): Problem {
  if (accepted === 0) return problem
  return {
    ...problem,
    message: `${problem.message}; ${accepted} frames before it were kept, and sending them again repeats them`,
  }
}

function offsetOf(error: unknown): number | undefined {
  return error instanceof InputRefused ? error.offset : undefined
}

/** Where a body's frames go. */
interface Body {
  frame(bytes: Uint8Array): void
  /** Waits until more may be read. Throws where nothing more can be kept. */
  room(bytes: number): Promise<void>
  close(): Promise<{ readonly accepted: number; readonly repeated: boolean }>
  /** Appends nothing more from now on. */
  drop(why: Error): void
  /** The body ends here. @returns the frames that are durable all the same */
  giveUp(): Promise<number>
}

/** Without a key: frames are appended while the body still comes. @param fail stops the reading of the body at once */
function openBody(host: SessionHost, opening: IngestOpening, fail: (error: Error) => void): Body {
  let accepted = 0
  let failure: Error | undefined
  let wake: (() => void) | undefined
  const frames: Appender = appender({
    log: host.log,
    budget: host.budget,
    limit: sessionLimits.unacknowledged,
    whenLogFull: 'lose',
    onRoom: () => {
      if (!frames.full) wake?.()
    },
    onDurable: (count) => {
      accepted += count
    },
    onLost: (_drafts, error) => {
      failure ??= error instanceof Error ? error : new Error(String(error))
      fail(failure)
    },
  })
  const draft = drafting(opening)
  const check = () => {
    if (failure !== undefined) throw failure
  }
  return {
    frame: (bytes) => frames.add(draft(bytes)),
    async room() {
      while (frames.full) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      check()
    },
    async close() {
      await frames.settle()
      frames.abandon()
      check()
      return { accepted, repeated: false }
    },
    drop: frames.abandon,
    async giveUp() {
      await frames.settle()
      frames.abandon()
      return accepted
    },
  }
}

/** With a key: the body is collected, and appended at its end. */
function closedBody(host: SessionHost, opening: IngestOpening, key: string): Body {
  const body: KeyedBody = keyedBody(host.log, host.keyedBudget, key)
  const draft = drafting(opening)
  return {
    frame: (bytes) => body.add(draft(bytes)),
    room: async (bytes) => body.check(bytes),
    close: async () => {
      const { frames, repeated } = await body.append()
      return { accepted: frames, repeated }
    },
    drop: body.drop,
    giveUp: async () => {
      body.drop()
      return 0
    },
  }
}

function drafting(opening: IngestOpening): (payload: Uint8Array) => FrameDraft {
  const { source, decoder, origin, peer, realm } = opening
  const shared = { kind: 'data', realm, origin, source, decoder, peer, key: `${source}\n${peer}` } as const
  return (payload) => ({ ...shared, payload })
}
