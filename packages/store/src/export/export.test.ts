import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { fc, test } from '@fast-check/vitest'
import { remote, serve } from '@tocsin/kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDuckDb } from '../events/duckdb.ts'
import { openEventStore } from '../events/open-event-store.ts'
import { after, batchOf, every, hourMs, idsOf, received, scratch, small, start } from '../events/parts/parts.fixture.ts'
import type { EventStore } from '../ports.ts'
import { everything } from '../scope.ts'
import { eventStoreOver, type StoreHandlers, storeHandlers } from '../state/store-handlers.ts'
import { exportColumns, rowWriter } from './export-format.ts'
import { planExport } from './export-pages.ts'

const events = Array.from({ length: 6_000 }, (_, i) =>
  // A third of them in one moment: more than a page
  received(i % 3, Math.floor(i / 3), i % 3 === 0 ? 2 * hourMs : i * 2_000, { off: i % 50 === 7 ? -3000 * hourMs : 0 }),
)
let dir: string
let store: EventStore
beforeAll(async () => {
  dir = scratch()
  store = await openEventStore({ dir, parts: { ...small, maxRows: 1_000_000 } })
  await store.append([batchOf(events)], after(events))
  await store.tend(start + 2 * hourMs)
})
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

async function exported(change: Parameters<typeof every>[0], limit = 1e9): Promise<readonly string[]> {
  const plan = await planExport(every(change), limit, (query) => store.query(query, everything))
  const ids: string[] = []
  for await (const page of plan.pages()) for (const { id } of page) ids.push(String(id))
  expect(plan.rows).toBe(ids.length)
  return ids
}

describe('an export', () => {
  it('gives every event once, in order, up to its limit', async () => {
    const inOrder = [...events].sort(
      (a, b) => a.time - b.time || a.at.partition - b.at.partition || a.at.offset - b.at.offset,
    )
    expect(await exported({})).toEqual(idsOf(inOrder))
    expect(await exported({ order: 'descending' }, 4_321)).toEqual(idsOf([...inOrder].reverse()).slice(0, 4_321))
    expect(await exported({ where: { kind: 'cmp', field: 'user.name', op: 'eq', value: 'user1' } })).toHaveLength(1_200)
    expect(await exported({ time: [0, 1] })).toEqual([])
  })

  it('as text has the lines that the rows would be written as, every event once', async () => {
    const plan = await planExport(every({ order: 'descending' }), 4_321, (query) => store.query(query, everything))
    for (const format of ['csv', 'ndjson'] as const) {
      const names = exportColumns('with-names')
      const writer = rowWriter(format, names)
      const [rows, text] = [[] as string[], [] as string[]]
      for await (const page of plan.pages()) rows.push(writer.write(page))
      const asked = { scope: everything, format, names }
      for await (const page of plan.text((query) => store.exportText({ query, ...asked })))
        text.push(Buffer.from(page).toString())
      expect(text.join('')).toBe(rows.join(''))
      expect(text.join('').split('\n')).toHaveLength(4_321 + 1)
    }
  })

  it('as Parquet has the same events, with the columns that are asked for, and leaves no file', async () => {
    const { port1, port2 } = new MessageChannel()
    serve(port1, storeHandlers({ events: store, state: { run: async () => [], transact: async () => undefined } }))
    const far = eventStoreOver(remote<StoreHandlers>(port2))
    const file = await far.exportFile({
      query: every({}),
      scope: { kind: 'sources', sources: ['a'] },
      names: exportColumns('without-names'),
      limit: 5_000,
    })
    const chunks: Uint8Array[] = []
    for (let chunk = await file.next(); chunk !== undefined; chunk = await file.next()) chunks.push(chunk)
    expect(file).toMatchObject({ rows: 5_000, bytes: chunks.reduce((sum, { length }) => sum + length, 0) })
    await file.close()
    expect(readdirSync(join(dir, 'spool'))).toEqual([])
    port1.close()

    const copy = scratch()
    writeFileSync(join(copy, 'x.parquet'), Buffer.concat(chunks))
    const db = await openDuckDb({ dir: join(copy, 'db'), folders: [copy], memoryLimit: '256MB', threads: 1 })
    const connection = await db.connect()
    const file_ = join(copy, 'x.parquet').replaceAll("'", "''")
    const rows = await connection.all(`select id, epoch_ms(received) from read_parquet('${file_}') limit 1`)
    expect(rows[0]?.[0]).toMatch(/^\d+\.\d+\.0$/)
    const named = await connection.all(`select name from parquet_schema('${file_}') where name like '%user%'`)
    expect(named.flat()).not.toContain('user.name')
    connection.close()
    db.close()
    rmSync(copy, { recursive: true })
  })

  it('that is cancelled leaves no file either', async () => {
    const asked = { query: every({}), scope: everything, names: exportColumns('with-names'), limit: 10 }
    await expect(store.exportFile(asked, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    await expect(store.exportFile(asked, { budget: 1 })).rejects.toMatchObject({ code: 'over-budget' })
    expect(readdirSync(join(dir, 'spool'))).toEqual([])
  })
})

describe('as text', () => {
  const cells = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+-@",;\r\n\t \'＝a') }))

  test.prop([fc.array(fc.tuple(cells, cells), { minLength: 1, maxLength: 5 })])(
    'CSV gives back what was written, and no cell that a spreadsheet runs',
    (rows) => {
      const names = ['message', 'source']
      const writer = rowWriter('csv', names)
      const text = writer.head + writer.write(rows.map(([message, source]) => ({ message, source })))
      const [head, ...read] = readCsv(text)
      expect(head).toEqual(names)
      expect(read).toHaveLength(rows.length)
      for (const [i, line] of read.entries()) {
        for (const [j, cell] of line.entries()) {
          expect(cell).not.toMatch(/^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/)
          expect([cell, cell.slice(1)]).toContain(rows[i]?.[j])
        }
      }
    },
  )

  it('times are ISO 8601 with their microseconds, numbers are numbers, and what is absent is empty', () => {
    const row = { id: '0.1.0', time: 1_760_000_000_000.125, received: -1, message: 'a', severity_id: -3 }
    const names = ['id', 'time', 'received', 'severity_id', 'user.name']
    expect(rowWriter('csv', names).write([row])).toBe(
      '0.1.0,2025-10-09T08:53:20.000125Z,1969-12-31T23:59:59.999Z,-3,\r\n',
    )
    expect(JSON.parse(rowWriter('ndjson', names).write([row]))).toEqual({
      id: '0.1.0',
      time: '2025-10-09T08:53:20.000125Z',
      received: '1969-12-31T23:59:59.999Z',
      severity_id: -3,
    })
  })
})

/** RFC 4180 as plainly as it can be read. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (let i = 0; i < text.length; ) {
    let cell = ''
    if (text[i] === '"') {
      for (i++; text[i] !== '"' || text[i + 1] === '"'; i++) {
        if (text[i] === '"') i++
        cell += text[i]
      }
      i++
    } else while (i < text.length && text[i] !== ',' && text[i] !== '\r') cell += text[i++]
    rows.at(-1)?.push(cell)
    if (text[i] === ',') {
      i++
      if (i === text.length || text[i] === '\r') continue
    } else {
      i += 2
      if (i < text.length) rows.push([])
    }
  }
  return rows
}
