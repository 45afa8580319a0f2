import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '@tocsin/kit'
import { emptyPosition, openLogReader, openSegmentLog, type SegmentLog } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Feeder, openFeeder } from './feeder.ts'
import type { ToWorker } from './messages.ts'

let dir: string
let log: SegmentLog
let feeder: Feeder | undefined
let sent: ToWorker[][]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-feeder-'))
  log = openSegmentLog({ dir, lane: 0, clock: systemClock })
  sent = []
})

afterEach(async () => {
  feeder?.close()
  await log.close()
  rmSync(dir, { recursive: true, force: true })
})

function feed(workers: number, limits: { batchBytes?: number; inFlightBytes?: number } = {}): Feeder {
  sent = Array.from({ length: workers }, () => [])
  feeder = openFeeder({
    lane: 0,
    reader: openLogReader({ dir, lane: 0, from: emptyPosition(), limit: () => log.position() }),
    workers: sent.map((list) => (message) => list.push(message)),
    start: { controls: [], keyedControls: [], position: emptyPosition(), snapshots: [] },
    now: systemClock.now,
    lingerMillis: 0,
    ...limits,
    failed: (error) => {
      throw error
    },
  })
  feeder.wake()
  return feeder
}

async function append(count: number, bytes = 1000): Promise<void> {
  await log.append(
    Array.from({ length: count }, (_, i) => ({
      kind: 'data' as const,
      realm: 'real' as const,
      origin: 'proven' as const,
      source: 'test',
      decoder: 'json',
      peer: '',
      key: `key ${i}`,
      payload: new Uint8Array(bytes).fill(97),
    })),
  )
}

const batches = () => sent.flat().filter((message) => message.kind === 'batch')

describe('the feeder', () => {
  it('deals batches to the workers in turn, numbered without gaps, and every frame once', async () => {
    await append(200)
    feed(3, { batchBytes: 10_000 })
    await until(() => batches().reduce((sum, { batch }) => sum + batch.frames, 0) === 200)
    const numbers = batches().map(({ seq }) => seq)
    expect([...numbers].sort((a, b) => a - b)).toEqual([...numbers.keys()])
    for (const [worker, list] of sent.entries()) {
      for (const message of list) if (message.kind === 'batch') expect(message.seq % 3).toBe(worker)
    }
  })

  it('stops at the bound of bytes in flight, and goes on when the stores have them', async () => {
    await append(200)
    const open = feed(1, { batchBytes: 10_000, inFlightBytes: 30_000 })
    await until(() => batches().length >= 3)
    await pause(50)
    expect(open.inFlight.bytes).toBeLessThan(50_000)
    expect(open.idle).toBe(false)
    const held = batches().length
    open.done(held - 1)
    await until(() => batches().length > held)
    while (!open.idle) {
      open.done(batches().length - 1)
      await pause(5)
    }
    expect(batches().reduce((sum, { batch }) => sum + batch.frames, 0)).toBe(200)
  })

  it('gives a control frame to every worker, alone and at its place', async () => {
    await append(3)
    await log.control({ kind: 'rules', digest: 'a'.repeat(64), count: 1 })
    await append(2)
    feed(2)
    await until(() => batches().reduce((sum, { batch }) => sum + batch.frames, 0) === 5)
    for (const list of sent) {
      expect(list.filter((message) => message.kind === 'control')).toMatchObject([
        { seq: 1, control: { kind: 'rules', digest: 'a'.repeat(64), count: 1 } },
      ])
    }
  })

  it('is woken by what is appended later', async () => {
    const open = feed(1)
    await pause(20)
    expect(open.idle).toBe(true)
    log.onDurable(() => open.wake())
    await append(1)
    await until(() => batches().length === 1)
  })
})

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (holds()) return
    await pause(5)
  }
  throw new Error('it did not come')
}
