import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { builtModule } from '@tocsin/kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everything } from '../scope.ts'
import { openStateStore } from '../state/open-state-store.ts'
import { positionTable, readPosition } from '../state/sink-position.ts'
import { openEventStore } from './open-event-store.ts'

const module = (path: string) => JSON.stringify(builtModule(import.meta.url, path).href)

// Appends batches of 200 events from where the store stands, in two partitions, and says each position once it is kept.
const child = `
  const { openEventStore, openStateStore, encodeRow, positionTable, advancePosition } = await import(${module('../index.js')})
  const dir = process.argv[1]
  const events = await openEventStore({ dir })
  const { store: state } = await openStateStore({ file: dir + '/state.db', migrations: [positionTable] })
  const next = [...await events.position()]
  for (;;) {
    const lines = []
    for (let i = 0; i < 200; i++) {
      const partition = i % 2
      const offset = next[partition]++
      const received = 1760000000000 + offset
      lines.push(encodeRow({
        at: { partition, offset, index: 0 }, time: received, received, timeQuality: 'stated', source: 's', decoder: 'd',
        realm: 'real', origin: 'proven', ocsf: { 'metadata.uid': partition + '.' + offset, message: 'x'.repeat(300) },
      }))
    }
    await events.append([{ rows: Buffer.from(lines.join('\\n')), events: 200 }], next)
    await state.transact(advancePosition('test', next))
    process.stdout.write(next[0] + ' ' + next[1] + '\\n')
  }
`

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-crash-'))
})
afterAll(() => {
  rmSync(dir, { recursive: true })
})

/** Lets the child append until it has said `batches` positions, kills it, and gives the last position that it said. */
async function appendAndKill(batches: number): Promise<readonly [number, number]> {
  const running = spawn(process.execPath, ['--input-type=module', '-e', child, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(running, 'exit')
  let said: readonly [number, number] = [0, 0]
  let left = batches
  for await (const line of createInterface({ input: running.stdout })) {
    const [first, second] = line.split(' ').map(Number)
    said = [first ?? 0, second ?? 0]
    if (--left === 0) running.kill('SIGKILL')
  }
  await ended
  return said
}

describe('a process that is killed while it appends', () => {
  it('loses nothing that it said was kept, keeps nothing twice, and the next one goes on from there', async () => {
    for (const batches of [3, 11, 20]) {
      const said = await appendAndKill(batches)
      const started = performance.now()
      const store = await openEventStore({ dir })
      const reopened = performance.now() - started
      const position = await store.position()
      const { rows } = await store.query(
        {
          from: 'event',
          time: [0, 4e12],
          timeField: 'received',
          measures: [{ kind: 'count' }, { kind: 'distinct', field: 'metadata.uid' }],
          limit: 1,
        },
        everything,
      )
      const kept = (position[0] ?? 0) + (position[1] ?? 0)
      console.log(`killed after ${batches} batches: ${kept} events kept, reopened in ${reopened.toFixed(0)} ms`)
      expect(said[0]).toBeGreaterThan(0)
      expect(position[0]).toBeGreaterThanOrEqual(said[0])
      expect(position[1]).toBeGreaterThanOrEqual(said[1])
      expect(rows[0]).toEqual({ measure0: kept, measure1: kept })
      await store.close()

      const state = await openStateStore({ file: join(dir, 'state.db'), migrations: [positionTable] })
      const sink = await readPosition(state.store, 'test')
      expect(sink[0]).toBeGreaterThanOrEqual(said[0])
      expect(sink[0]).toBeLessThanOrEqual(position[0] ?? 0)
      state.close()
    }
  }, 120_000)
})
