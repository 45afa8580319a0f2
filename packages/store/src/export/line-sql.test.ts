import { rmSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { columns } from '@tocsin/event'
import { afterAll, beforeAll, expect } from 'vitest'
import { openEventStore } from '../events/open-event-store.ts'
import { after, batchOf, every, received, scratch } from '../events/parts/parts.fixture.ts'
import type { EventStore } from '../ports.ts'
import { everything } from '../scope.ts'
import { exportColumns, rowWriter } from './export-format.ts'

let dir: string
let store: EventStore
let offset = 0
beforeAll(async () => {
  dir = scratch()
  store = await openEventStore({ dir })
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

const signs = fc.string({ unit: fc.constantFrom(...'=+-@",;\r\n\t \'\v\u00a0\u2028\u3000\ufeff＝＋a\\{\u0001é😀') })
const texts = fc
  .oneof(signs, fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', ' \t=1', '-', '"', ''))
  // A mark at the beginning is lost where a value becomes a string of JavaScript's
  .map((text) => text.replace(/^\ufeff+/, ''))
const values = {
  text: texts,
  address: fc.constantFrom('10.0.0.1', '2001:db8::1', '=no address'),
  integer: fc.maxSafeInteger(),
  real: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  boolean: fc.boolean(),
}
const row = fc
  .dictionary(fc.constantFrom(...columns.map(({ name }) => name)), fc.nat(), { maxKeys: 8 })
  .chain((names) =>
    fc.record(
      Object.fromEntries(
        columns.filter(({ name }) => Object.hasOwn(names, name)).map(({ name, type }) => [name, values[type]]),
      ),
    ),
  )

test.prop([fc.array(fc.tuple(row, fc.integer({ min: -1e12, max: 1e13 })), { minLength: 1, maxLength: 20 })], {
  numRuns: 12,
})('a line that SQL forms is the line that a row is written as', async (made) => {
  const events = made.map(([ocsf, at]) => received(0, offset++, at, ocsf))
  await store.append([batchOf(events)], after(events))
  try {
    const query = every({ order: 'descending', time: [-8.64e15, 8.64e15] })
    const { rows } = await store.query(query, everything)
    const names = exportColumns('with-names')
    const read = async (format: 'csv' | 'ndjson') =>
      Buffer.from((await store.exportText({ query, scope: everything, format, names })).text).toString()
    expect(
      (await read('ndjson'))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual(
      rowWriter('ndjson', names)
        .write(rows)
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    )
    if (rows.every((one) => columns.every(({ name, type }) => type !== 'real' || one[name] === undefined))) {
      expect(await read('csv')).toBe(rowWriter('csv', names).write(rows))
    }
  } finally {
    await store.erase(events.map(({ at }) => at))
  }
})
