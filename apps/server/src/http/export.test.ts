import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Event, partitionsPerLane } from '@tocsin/event'
import { type EventStore, emptyPosition, encodeRow, openEventStore } from '@tocsin/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { origin, type TestHttp, testHttp } from './testing.ts'

const start = 1_700_000_000_000
const count = 5_000
let dir: string
let store: EventStore
let http: TestHttp
let cookie: string
let asked = 0

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-export-'))
  store = await openEventStore({ dir })
  const lines = Array.from({ length: count }, (_, i) => encodeRow(eventAt(i)))
  await store.append(
    [{ rows: Buffer.from(lines.join('\n')), events: count }],
    emptyPosition().fill(count, 0, partitionsPerLane),
  )
  http = await testHttp({
    events: {
      query: (...query) => {
        asked++
        return store.query(...query)
      },
      exportText: (...page) => {
        asked++
        return store.exportText(...page)
      },
      exportFile: store.exportFile,
    },
  })
  cookie = await http.signIn()
})
afterAll(async () => {
  await http.close()
  await store.close()
  rmSync(dir, { recursive: true })
})

function eventAt(i: number): Event {
  return {
    at: { partition: i % 3, offset: i, index: 0 },
    time: start + i,
    received: start + i,
    timeQuality: 'stated',
    source: i % 2 === 0 ? 'even' : 'odd',
    decoder: 'd',
    realm: 'real',
    origin: 'proven',
    logsources: [],
    native: new Map(),
    derived: new Map(),
    ocsf: { message: i === 7 ? '=cmd|calc!A1' : `event ${i}`, 'user.name': 'ana' },
    observables: [],
    seen: [],
  }
}

const time = [start, start + 86_400_000] as const

function post(payload: object) {
  return http.app.inject({ method: 'POST', url: '/api/export', payload, headers: { origin, cookie } })
}

describe('an export over HTTP', () => {
  it('is all events of a search as CSV, harmless to a spreadsheet, and says how many', async () => {
    const answer = await post({ search: { text: 'source:odd', time, timeField: 'time' }, format: 'csv' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="tocsin-events.csv"',
      'x-tocsin-rows': '2500',
      'cache-control': 'no-store',
    })
    const lines = answer.body.trimEnd().split('\r\n')
    expect(lines).toHaveLength(2_501)
    expect(lines[0]).toMatch(/^id,time,received,source,/)
    expect(answer.body).toContain(",'=cmd|calc!A1,")
  })

  it('is one JSON object a line, in order, up to a limit', async () => {
    const search = { from: 'event', time, timeField: 'time', order: 'ascending', limit: 1 }
    const answer = await post({ search, format: 'ndjson', limit: 3_000 })
    const rows = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows.map(({ message }) => message)).toEqual(
      Array.from({ length: 3_000 }, (_, i) => (i === 7 ? '=cmd|calc!A1' : `event ${i}`)),
    )
    expect(rows[1]).toMatchObject({ id: '1.1.0', time: '2023-11-14T22:13:20.001Z', 'user.name': 'ana' })
  })

  it('is a Parquet file', async () => {
    const answer = await post({ search: { text: '', time, timeField: 'time' }, format: 'parquet' })
    expect(answer.headers['x-tocsin-rows']).toBe(String(count))
    expect([answer.rawPayload.subarray(0, 4), answer.rawPayload.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1'])
  })

  it('of groups, of a text that cannot be read or of nothing known is refused', async () => {
    const codes = await Promise.all(
      [
        { search: { text: '| count', time }, format: 'csv' },
        { search: { text: 'usr:a', time }, format: 'csv' },
        { search: { text: 'a', time }, format: 'xlsx' },
      ].map(async (wish) => (await post(wish)).json<{ code: string }>().code),
    )
    expect(codes).toEqual(['bad-query', 'bad-search', 'bad-input'])
  })

  it('whose reader leaves asks the store no further', async () => {
    const { address, close } = await http.listen()
    const left = new AbortController()
    const answer = await fetch(`${address}/api/export`, {
      method: 'POST',
      headers: { origin: address, cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ search: { text: '', time, timeField: 'time' }, format: 'ndjson' }),
      signal: left.signal,
    })
    expect(answer.status).toBe(200)
    left.abort()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const before = asked
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(asked).toBe(before)
    await close()
  })
})
