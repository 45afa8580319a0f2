import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import type { GroundZone } from '@tocsin/inventory'
import { openStateStore, type StateStore } from '@tocsin/store'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { fetchPage } from '../../connect/poll/fetch-page.ts'
import { refusedRows, sendsMigrations, sentRows } from '../sends.repository.ts'
import { openSentBook } from '../sent-book.ts'
import { openDialer } from './dial.ts'
import { type HouseGate, openHouseGate } from './house-gate.ts'
import { openingLimits } from './opening.ts'

const order = { kind: 'connection', id: 'broker' } as const
const field: GroundZone = {
  ...{ id: 'field', name: 'Feux nord', layer: 'field', owner: [] },
  networks: ['127.5.0.0/16', '::1/128', '::ffff:127.6.0.0/112'],
}
const office: GroundZone = { id: 'office', name: 'Office', layer: 'enterprise', networks: ['127.0.0.0/8'], owner: [] }

let dir: string
let state: StateStore
let closeState: () => void
let now = 1_700_000_000_000
let arrived = 0
const standing = new Set<Socket>()
const server = createServer((socket) => {
  arrived++
  standing.add(socket)
  socket.on('error', () => {}).on('close', () => standing.delete(socket))
})
let port: number
const said: string[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gate-'))
  const opened = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: sendsMigrations,
    synchronous: 'NORMAL',
  })
  state = opened.store
  closeState = () => opened.close()
  // Every address of loopback, in both families: what is let through is heard here.
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  for (const socket of standing) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
  closeState()
  rmSync(dir, { recursive: true, force: true })
})

const book = () => openSentBook(state, () => now)
const gateOf = (given = book(), sample = false) =>
  openHouseGate({
    ...{ state, dataDir: dir, last: 'none', now: () => now, sample, book: given },
    signal: (what, details) => void said.push(what.says(details)),
  })
const why = (gate: HouseGate, host: string) =>
  gate.dialer.dial({ order, host, port }).then(
    (socket) => {
      socket.destroy()
      return 'open'
    },
    (error: { code?: string }) => error.code,
  )
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a zone that nobody opened', () => {
  let gate: HouseGate
  beforeAll(async () => {
    gate = await gateOf()
    gate.told([field, office])
  })
  afterAll(() => gate.close())

  const octet = fc.nat(255)
  const spellings = (c: number, d: number): readonly string[] => {
    const number = (127 * 2 ** 24 + 5 * 2 ** 16 + c * 256 + d) >>> 0
    const hex = (c * 256 + d).toString(16)
    return [
      `127.5.${c}.${d}`,
      `127.5.${c * 256 + d}`,
      `127.${5 * 65_536 + c * 256 + d}`,
      `${number}`,
      `0x${number.toString(16)}`,
      `0${number.toString(8)}`,
      `0177.05.0${c.toString(8)}.0${d.toString(8)}`,
      `0x7f.0x5.0x${c.toString(16)}.0x${d.toString(16)}`,
      `00127.5.${c}.${d}`.replace('00127', '0177'),
      `127.5.${c}.${d}.`,
      `::ffff:127.5.${c}.${d}`,
      `[::ffff:7f05:${hex}]`,
      `0:0:0:0:0:FFFF:7F05:${hex}`,
      `64:ff9b::127.5.${c}.${d}`,
      `64:ff9b::7f05:${hex}`,
      `2002:7f05:${hex}::1`,
      `::127.5.${c}.${d}`,
      '::1',
      '[::1]',
      `127.6.${c}.${d}`,
    ]
  }

  test.prop([octet, octet], { numRuns: 15 })('is connected to through no spelling of its addresses', async (c, d) => {
    const before = arrived
    for (const host of spellings(c, d)) {
      // A spelling that the system's resolver does not take leads nowhere either.
      expect([host, await why(gate, host)]).toEqual([
        host,
        expect.stringMatching(/^(?:zone-closed|ENOTFOUND|EAI_\w+)$/),
      ])
    }
    expect(arrived).toBe(before)
  })

  test('is not reached by where an API leads on to', async () => {
    const leads = createHttp((request, response) => {
      response.writeHead(302, { location: request.url?.slice(1) ?? '' }).end()
    })
    await new Promise<void>((resolve) => leads.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(leads.address() as AddressInfo).port}`
    const before = arrived
    for (const target of ['127.5.0.1', '2131034113', '0x7f050001', '[::ffff:7f05:1]', '127.5.1', '[64:ff9b::7f05:1]']) {
      const asked = fetchPage({
        url: new URL(`${base}/http://${target}:${port}/`),
        ...{ headers: {}, etag: undefined, allowPrivate: true, authority: null },
        signal: AbortSignal.timeout(5000),
        dial: (to) => gate.dialer.dial({ ...to, order }),
      })
      await expect(asked, target).rejects.toMatchObject({ code: 'zone-closed' })
    }
    expect(arrived).toBe(before)
    await new Promise((resolve) => leads.close(resolve))
  })

  test('of several addresses of a name, those that are open are what is connected to', () => {
    const asked = { order, host: 'broker.example', port, addresses: ['127.5.0.1', '127.0.0.1', '::1'] }
    expect(gate.admit(asked)).toEqual({
      addresses: ['127.0.0.1'],
      closed: { zone: { id: 'field', name: 'Feux nord' } },
    })
  })

  test('says place, reason and remedy, once and not with each attempt, and is counted', async () => {
    const counted = book()
    const own = await gateOf(counted)
    own.told([field, office])
    said.length = 0
    const woken: boolean[] = []
    own.heard((opened) => woken.push(opened))
    for (let tries = 0; tries < 3; tries++) {
      // The city changes all the time: that alone lets nobody try again, nor tells of it again.
      own.told([field, office, { ...office, id: `office-${tries}`, networks: [] }])
      await expect(own.dialer.dial({ order, host: '127.5.0.9', port: 1 })).rejects.toMatchObject({
        message: 'Zone «Feux nord» is closed to what Tocsin sends',
        where: '127.5.0.9',
        fix: 'Its owner opens it at City > What Tocsin sends',
      })
    }
    expect(woken).toEqual([false, false, false])
    own.told([{ ...field, layer: 'operations' }, office])
    expect(woken.at(-1)).toBe(true)
    await counted.close()
    const rows = await refusedRows(state, { kind: 'all' })
    expect(rows.find(({ address }) => address === '127.5.0.9')).toMatchObject({
      zone: 'field',
      order_id: 'broker',
      count: 3,
    })
    expect(said).toEqual([
      'nothing was sent to 127.5.0.9 for connection broker: the zone field is closed to what Tocsin sends',
    ])
    own.close()
  })

  test('another zone is open, and a name that is looked up is counted at the resolver', async () => {
    const counted = book()
    const own = await gateOf(counted)
    own.told([{ ...field, networks: ['127.5.0.0/16'] }, office])
    expect(await why(own, '127.0.0.1')).toBe('open')
    expect(await why(own, 'localhost')).toBe('open')
    await why(own, 'nobody.invalid')
    await counted.close()
    const rows = await sentRows(state, { kind: 'all' })
    expect(rows.map(({ kind, order_id, count }) => [kind, order_id, Number(count)])).toEqual([
      ['name-lookup', 'resolver', 1],
    ])
    own.close()
  })
})

describe('a zone that its owner opened', () => {
  const draft = { zone: 'field', covers: order, who: 'zoé', reason: 'the broker of the lights' } as const
  const hour = 3_600_000

  test('is open to that order, until its time is up; what stands then ends, and a restart changes nothing', async () => {
    let gate = await gateOf()
    gate.told([field, office])
    await gate.open({ ...draft, until: now + hour })
    expect(gate.openings()).toHaveLength(1)
    expect(gate.admit({ order, host: '127.5.0.1', port, addresses: ['127.5.0.1'] }).closed).toBeUndefined()
    const others = { kind: 'target', id: 'broker' } as const
    expect(gate.admit({ order: others, host: '127.5.0.1', port, addresses: ['127.5.0.1'] }).addresses).toEqual([])
    gate.close()

    gate = await gateOf()
    const socket = await gate.dialer.dial({ order, host: '127.5.0.1', port })
    const over = new Promise<string | undefined>((resolve) =>
      socket.on('error', (error: { code?: string }) => resolve(error.code)),
    )
    now += hour
    // Somebody opens something else: all that stands is looked at again.
    await gate.open({ ...draft, zone: 'elsewhere', until: now + hour })
    expect(await over).toBe('zone-closed')
    expect(await why(gate, '127.5.0.1')).toBe('zone-closed')
    gate.close()
  })

  test('its end comes by itself', async () => {
    const gate = await openHouseGate({
      ...{ state, dataDir: dir, last: 'none', now: Date.now, sample: false, book: book() },
      signal: () => {},
    })
    gate.told([field, office])
    await gate.open({ ...draft, until: Date.now() + 300 })
    const socket = await gate.dialer.dial({ order, host: '127.5.0.1', port })
    await new Promise((resolve) => socket.on('error', () => {}).on('close', resolve))
    expect(gate.openings().filter(({ zone }) => zone === 'field')).toEqual([])
    gate.close()
  })

  test('is closed at once, and stays closed over a restart before the city is there', async () => {
    let gate = await gateOf()
    gate.told([field, office])
    const { id } = await gate.open({ ...draft, until: now + hour })
    const socket = await gate.dialer.dial({ order, host: '127.5.0.1', port })
    const over = new Promise((resolve) => socket.on('error', resolve))
    const closing = gate.shut([id], 'zoé')
    expect(gate.admit({ order, host: '127.5.0.1', port, addresses: ['127.5.0.1'] }).addresses).toEqual([])
    expect(await closing).toBe(1)
    expect(await over).toMatchObject({ code: 'zone-closed' })
    // Nothing is told of the city here, and nothing was closed in order.
    const after = await gateOf()
    expect([after.known(), await why(after, '127.5.0.1'), await why(after, '127.0.0.1')]).toEqual([
      true,
      'zone-closed',
      'open',
    ])
    gate.close()
    after.close()
    gate = after
  })

  test('a clock that is set back opens nothing for longer', async () => {
    const gate = await gateOf()
    gate.told([field, office])
    const { id } = await gate.open({ ...draft, until: now + openingLimits.usual })
    now -= 24 * hour
    expect(await why(gate, '127.5.0.1')).toBe('zone-closed')
    now += 24 * hour
    expect(await why(gate, '127.5.0.1')).toBe('open')
    await gate.shut([id], 'zoé')
    gate.close()
  })
})

test('a name that leads to a closed zone is not connected to, however it is written', async () => {
  const gate = await gateOf()
  gate.told([{ ...field, networks: ['127.0.0.0/8', '::1/128'] }])
  const before = arrived
  for (const host of ['localhost', 'LocalHost', '127.1', '0', '0.0.0.0', '::', '::ffff:0:0']) {
    expect([host, await why(gate, host)]).toEqual([host, 'zone-closed'])
  }
  expect(arrived).toBe(before)
  gate.close()
})

test('while nobody knows the zones nothing is sent, but in a sample city to its own devices', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'gate-empty-'))
  const given = { state, dataDir: empty, last: 'none', now: () => now, book: book(), signal: () => {} } as const
  const gate = await openHouseGate({ ...given, sample: false })
  const sample = await openHouseGate({ ...given, sample: true })
  expect([gate.known(), await why(gate, '127.0.0.1'), await why(sample, '127.0.0.1')]).toEqual([
    false,
    'zone-closed',
    'open',
  ])
  expect(sample.admit({ order, host: '10.0.0.1', port, addresses: ['10.0.0.1'] }).addresses).toEqual([])
  gate.told([office])
  expect([gate.known(), await why(gate, '127.0.0.1')]).toEqual([true, 'open'])
  // A version of the city of which something is missing is no version.
  gate.named({ kind: 'city', number: 1, plan: 'p', layers: ['gone'] } as Parameters<HouseGate['named']>[0], [])
  expect([gate.known(), await why(gate, '127.0.0.1')]).toEqual([false, 'zone-closed'])
  gate.close()
  sample.close()
  rmSync(empty, { recursive: true, force: true })
})

test('what is closed while an answer is on its way is not connected to', async () => {
  let closed = false
  let answers = 0
  const dialer = openDialer({
    admit: async ({ addresses }) => {
      const answer = closed ? { addresses: [], closed: {} } : { addresses }
      answers++
      if (answers === 1) {
        closed = true
        await dialer.moved()
      }
      return answer
    },
    sent: () => {},
  })
  const before = arrived
  await expect(dialer.dial({ order, host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'zone-closed' })
  await until(() => answers >= 2)
  expect(arrived).toBe(before)
})
