import type { Socket } from 'node:net'
import type { FrameDraft } from '@tocsin/store'
import { type Appender, appender, isLogFull } from './appender.ts'
import type { ByteBudget } from './budget.ts'
import type { Framer, FramerOut } from './framer.ts'
import type { Refusals } from './refusals.ts'
import type { SyslogTcpLimits } from './syslog-limits.ts'

export interface SyslogConnectionOptions {
  readonly socket: Socket
  readonly framer: Framer
  readonly log: Parameters<typeof appender>[0]['log']
  readonly budget: ByteBudget
  readonly refusals: Refusals
  readonly limits: SyslogTcpLimits
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** What all its frames share. */
  readonly draft: Omit<FrameDraft, 'payload'>
  /** It is over, and everything it sent is durable or counted. */
  readonly gone: () => void
}

/** One sender. */
export interface SyslogConnection {
  /** Closes it where it was silent too long, or is too slow with one frame. */
  check(now: number): void
  readonly unacknowledged: number
  readonly paused: boolean
  /** Stops reading; resolves when what was read is durable or counted. */
  close(): Promise<void>
  /** Leaves what the log has not taken. */
  abandon(): void
}

/**
 * Reads frames from a connection into the log, and stops reading while too much of it is not durable.
 *
 * Its bound: `limits.unacknowledged`, one read of the socket, and one unfinished frame.
 */
export function syslogConnection(options: SyslogConnectionOptions): SyslogConnection {
  const { socket, framer, refusals, limits, now, draft } = options
  const { source, peer } = draft
  let heard = now()
  /** Since when bytes come that complete no frame. */
  let begun: number | undefined
  let completed = false
  let offset = 0
  let chunk: Uint8Array = new Uint8Array()
  let cut = false
  let finished: Promise<void> | undefined

  const refuse = (reason: string, at: number, bytes?: Uint8Array) =>
    refusals.note({ source, stage: 'receive', reason, peer, offset: at, ...(bytes === undefined ? {} : { bytes }) })

  const frames: Appender = appender({
    log: options.log,
    budget: options.budget,
    limit: limits.unacknowledged,
    whenLogFull: 'retry',
    onRoom: () => steer(),
    onLost: (drafts, error) =>
      refusals.note({
        source,
        stage: 'receive',
        reason: isLogFull(error) ? 'log-full' : 'log-failed',
        peer,
        count: drafts.length,
        ...(drafts[0] === undefined ? {} : { bytes: drafts[0].payload }),
      }),
  })

  const out: FramerOut = {
    frame(payload) {
      completed = true
      // the last bytes of a broken connection are no whole message
      if (cut) refuse('cut-off', offset - payload.length, payload)
      else frames.add({ ...draft, payload })
    },
    refused(reason, at) {
      completed = true
      refuse(reason, at, chunk.subarray(Math.max(0, at - (offset - chunk.length))))
    },
  }

  const steer = () => {
    if (finished !== undefined) return
    if (frames.full) socket.pause()
    else if (socket.isPaused()) {
      // the time that we made it wait is not its fault
      heard = now()
      begun = begun === undefined ? undefined : heard
      socket.resume()
    }
  }

  const finish = (): Promise<void> => {
    finished ??= (async () => {
      framer.end(out)
      socket.destroy()
      await frames.settle()
      frames.abandon()
      options.gone()
    })()
    return finished
  }

  const drop = (reason: string) => {
    cut = true
    refuse(reason, offset)
    finish()
  }

  socket.setKeepAlive(true, 60_000)
  socket.on('data', (bytes) => {
    if (finished !== undefined) return
    heard = now()
    chunk = bytes
    offset += bytes.length
    completed = false
    framer.push(bytes, out)
    begun = completed ? undefined : (begun ?? heard)
    steer()
  })
  // a reset, or a peer that vanished; 'close' follows
  socket.on('error', () => {
    cut = true
  })
  socket.on('close', () => {
    if (socket.readableLength > 0 && finished === undefined) refuse('unread', offset)
    finish()
  })

  return {
    check(at) {
      if (finished !== undefined || socket.isPaused()) return
      if (begun !== undefined && at - begun >= limits.frameMs) drop('frame-too-slow')
      else if (at - heard >= limits.idleMs) drop('idle')
    },
    get unacknowledged() {
      return frames.unacknowledged
    },
    get paused() {
      return socket.isPaused()
    },
    close() {
      cut = true
      return finish()
    },
    abandon: () => frames.abandon(),
  }
}
