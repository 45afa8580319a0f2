import type { CityControl } from '@tocsin/capability'
import type { Control, EventAt } from '@tocsin/event'
import { type FrameBatch, framesOf, type LogReader, type Position } from '@tocsin/store'
import type { Snapshot, ToWorker } from './messages.ts'

export interface FeederOptions {
  readonly lane: number
  readonly reader: LogReader
  /** How to reach each worker. */
  readonly workers: readonly ((message: ToWorker, transfer: readonly ArrayBuffer[]) => void)[]
  /** What holds where the reader starts, and the keyed state that was kept. */
  readonly start: {
    readonly controls: readonly Control[]
    readonly keyedControls: readonly Control[]
    readonly position: Position
    readonly snapshots: readonly Snapshot[]
    readonly counted?: Position
  }
  readonly batchBytes?: number
  /** Bytes sent and not yet kept: the bound on memory when the stores are slow. The log itself is the queue. */
  readonly inFlightBytes?: number
  /** Milliseconds to wait for company before a small batch goes out. */
  readonly lingerMillis?: number
  /** Milliseconds between two snapshots of keyed state. */
  readonly snapshotMillis?: number
  readonly now: () => number
  /** What a version of the city names, as far as it is there: in shared memory, so that all workers read one copy. */
  readonly contents?: (control: CityControl) => ReadonlyMap<string, Uint8Array>
  /** Hears of a log that cannot be read on: the stream stops there, the log goes on taking. */
  readonly failed: (error: unknown) => void
}

/** Reads a lane's log and deals it to the workers, as fast as the stores keep it. */
export interface Feeder {
  /** There is more to read. */
  wake(): void
  /** The stores have everything up to this batch. */
  done(seq: number): void
  readonly inFlight: { readonly batches: number; readonly bytes: number }
  /** Where reading stands. */
  readonly position: Position
  /** Whether everything that could be read is kept. */
  readonly idle: boolean
  close(): void
}

const turnBatches = 4

export function openFeeder(options: FeederOptions): Feeder {
  const { lane, reader, workers, now } = options
  const batchBytes = options.batchBytes ?? 512 * 1024
  const inFlightBytes = options.inFlightBytes ?? 32 * 1024 * 1024
  const linger = options.lingerMillis ?? 20
  const snapshotEvery = options.snapshotMillis ?? 10_000

  const sizes = new Map<number, number>()
  let seq = 0
  let kept = -1
  let bytes = 0
  let position = options.start.position
  let atEnd = false
  let closed = false
  let scheduled: NodeJS.Timeout | NodeJS.Immediate | undefined
  let lastSnapshot = now()

  const contents = options.contents ?? (() => new Map<string, Uint8Array>())
  const city = options.start.controls.find((control) => control.kind === 'city')
  const held = city === undefined ? {} : { contents: contents(city) }
  for (const send of workers) send({ kind: 'start', lane, seq: 0, ...options.start, ...held }, [])

  const pump = () => {
    scheduled = undefined
    try {
      for (let turn = 0; turn < turnBatches; turn++) {
        if (closed || bytes >= inFlightBytes) return
        const batch = reader.next(batchBytes)
        atEnd = batch === undefined
        if (batch === undefined) return
        deal(batch)
      }
    } catch (error) {
      closed = true
      options.failed(error)
      return
    }
    scheduled = setImmediate(pump)
  }

  const deal = (batch: FrameBatch) => {
    const number = seq++
    sizes.set(number, batch.bytes.byteLength)
    bytes += batch.bytes.byteLength
    position = batch.next
    if (batch.control) {
      const { control, at } = controlOf(batch)
      const named = control.kind === 'city' ? { contents: contents(control) } : {}
      for (const send of workers) {
        send(
          { kind: 'control', lane, seq: number, control, at, next: batch.next, received: batch.received, ...named },
          [],
        )
      }
      return
    }
    const snapshot = now() - lastSnapshot >= snapshotEvery
    if (snapshot) lastSnapshot = now()
    workers[number % workers.length]?.({ kind: 'batch', lane, seq: number, batch, snapshot }, [
      batch.bytes.buffer as ArrayBuffer,
    ])
  }

  const schedule = (delay: number) => {
    if (closed || scheduled !== undefined) return
    scheduled = delay === 0 ? setImmediate(pump) : setTimeout(pump, delay)
  }

  return {
    wake: () => {
      atEnd = false
      schedule(linger)
    },
    done: (upTo) => {
      for (; kept < upTo; ) {
        kept++
        bytes -= sizes.get(kept) ?? 0
        sizes.delete(kept)
      }
      if (!atEnd) schedule(0)
    },
    get inFlight() {
      return { batches: sizes.size, bytes }
    },
    get position() {
      return position
    },
    get idle() {
      return atEnd && sizes.size === 0
    },
    close: () => {
      closed = true
      reader.close()
    },
  }
}

function controlOf(batch: FrameBatch): { readonly control: Control; readonly at: EventAt } {
  for (const { kind, payload, partition, offset } of framesOf(batch)) {
    if (kind !== 'control') continue
    const control = JSON.parse(new TextDecoder().decode(payload)) as Control
    return { control, at: { partition, offset, index: 0 } }
  }
  throw new Error('a control batch holds no control frame')
}
