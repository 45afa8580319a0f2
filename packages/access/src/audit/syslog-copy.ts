import type { Socket } from 'node:net'
import { hostname } from 'node:os'
import { type Clock, systemClock } from '@tocsin/kit'
import type { Dial } from '../dial.ts'

/** Sends lines to another machine, where whoever changes the data folder cannot reach them. */
export interface SyslogCopy {
  /** Never waits and never throws: what cannot be sent yet is queued, past the bound the oldest is dropped and counted. */
  send(line: string): void
  status(): {
    readonly sent: number
    readonly waiting: number
    readonly dropped: number
    readonly failure: string | undefined
  }
  close(): void
}

export interface SyslogCopyOptions {
  readonly host: string
  readonly port: number
  readonly dial: Dial
  readonly clock?: Clock
  /** Milliseconds before the first new attempt; doubled up to a minute. */
  readonly retry?: number
  /** Hears where a line goes, when it does. */
  readonly sent?: ((address: string | null) => void) | undefined
}

export const syslogQueue = 1000
/** Milliseconds until an answer is given up. */
const answerMs = 10_000

/** Syslog over TCP (RFC 6587 §3.4.1, octet counting) in the format of RFC 5424: facility 13 (log audit), severity 5 (notice). */
export function syslogCopy({
  host,
  port,
  dial,
  clock = systemClock,
  retry = 1000,
  sent: told,
}: SyslogCopyOptions): SyslogCopy {
  const queue: Buffer[] = []
  let socket: Socket | undefined
  /** What is being connected to, to be given up. */
  let dialling: AbortController | undefined
  let ready = false
  let closed = false
  let wait = retry
  let timer: NodeJS.Timeout | undefined
  let [sent, dropped] = [0, 0]
  let failure: string | undefined

  function open(): void {
    if (closed || socket !== undefined || dialling !== undefined || timer !== undefined) return
    const given = new AbortController()
    dialling = given
    const late = setTimeout(() => given.abort(new Error('no answer')), answerMs).unref()
    dial({ host, port, signal: given.signal })
      .then(stands, (error: unknown) => {
        failure = error instanceof Error ? error.message : String(error)
        again()
      })
      .finally(() => {
        clearTimeout(late)
        dialling = undefined
      })
  }

  function stands(one: Socket): void {
    if (closed) return void one.destroy()
    socket = one
    ready = true
    wait = retry
    failure = undefined
    one.unref()
    one.setKeepAlive(true, 60_000)
    one.on('drain', drain)
    one.on('error', (error) => {
      failure = error.message
    })
    one.on('close', () => {
      ready = false
      socket = undefined
      again()
    })
    // What the other side says is of no interest, and must not fill its buffer.
    one.resume()
    if (one.destroyed) return
    drain()
  }

  function again(): void {
    if (closed) return
    timer = setTimeout(() => {
      timer = undefined
      if (queue.length > 0) open()
    }, wait)
    timer.unref()
    wait = Math.min(60_000, wait * 2)
  }

  function drain(): void {
    while (ready && socket !== undefined && queue.length > 0) {
      const next = queue.shift()
      if (next === undefined) return
      sent++
      told?.(socket.remoteAddress ?? null)
      if (!socket.write(next)) return
    }
  }

  return {
    send: (line) => {
      if (closed) return
      if (queue.length >= syslogQueue) {
        queue.shift()
        dropped++
      }
      queue.push(frame(line, clock.now()))
      if (ready && socket?.writableNeedDrain !== true) drain()
      else open()
    },
    status: () => ({ sent, waiting: queue.length, dropped, failure }),
    close: () => {
      closed = true
      clearTimeout(timer)
      dialling?.abort()
      socket?.end()
    },
  }
}

/** `<109>1 2026-…Z host tocsin - audit-checkpoint - line`, its octets counted before it. */
function frame(line: string, at: number): Buffer {
  const name =
    hostname()
      .replaceAll(/[^\x21-\x7e]/g, '')
      .slice(0, 255) || '-'
  const message = `<109>1 ${new Date(at).toISOString()} ${name} tocsin ${process.pid} audit-checkpoint - ${line}`
  return Buffer.from(`${Buffer.byteLength(message)} ${message}`, 'utf8')
}
