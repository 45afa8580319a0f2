import { fc, test } from '@fast-check/vitest'
import { cityOf, type Records, record } from '@tocsin/city'
import type { Control, Event, Finding, Severity } from '@tocsin/event'
import type { FindingId, Observable } from '@tocsin/kit'
import { afterEach, describe, expect } from 'vitest'
import { type GivenCity, givenCity, morning } from '../given.fixture.ts'
import { bookOf, readBook } from './book.ts'
import type { WorkOrder } from './order.ts'
import { openOrderDesk } from './order-desk.ts'
import { readOrders, timeOf } from './read-orders.ts'
import { workStage } from './stage.ts'

const hour = 3_600_000
const by = { source: 'test', time: morning, confidence: 'declared' } as const

const records: Records = {
  zones: [made('zones', 'signals', { name: 'Signals' })],
  organisations: [made('organisations', 'roads', { name: 'Roads', kind: 'department' })],
  assets: [
    made('assets', 'j-112', {
      name: 'Junction 112',
      zone: 'signals',
      owner: 'roads',
      identifiers: known('10.7.0.112', 'j-112'),
    }),
    made('assets', 'j-113', {
      name: 'Junction 113',
      zone: 'signals',
      owner: 'roads',
      identifiers: known('10.7.0.113', 'j-113'),
    }),
    made('assets', 'desk', { name: 'Control desk', owner: 'roads', identifiers: known('10.8.0.1', 'desk') }),
  ],
} as unknown as Records
const city = cityOf(records, morning)

function known(ip: string, host: string) {
  return [
    { scheme: 'ip', value: ip },
    { scheme: 'host', value: host },
  ]
}

function made(section: 'zones' | 'organisations' | 'assets', id: string, values: object) {
  const read = record(section, id, values as Record<string, unknown>, by)
  if (!read.ok) throw new Error(read.error[0]?.reason)
  return read.value
}

const order: WorkOrder = {
  id: 'work-1',
  name: 'J-112',
  what: 'New lamps',
  who: 'The signal workshop',
  accounts: [],
  where: { assets: ['j-112'] },
  acts: ['command', 'restart'],
  from: morning,
  until: morning + hour,
  made: { who: 'zoe', at: morning },
  circle: null,
}

const host = (value: string): Observable => ({ kind: 'host', value })

function found(but: Partial<Finding> & { techniques?: Finding['techniques'] } = {}): Finding {
  return {
    id: 'f-1' as FindingId,
    detector: { kind: 'sigma', id: 'r', version: '1', title: 'A command' },
    severity: 'high' as Severity,
    confidence: 0.7,
    techniques: [{ id: 'T0855' }],
    realm: 'real',
    origin: 'proven',
    time: morning + 60_000,
    said: morning + 60_000,
    reason: { en: 'A command.', fr: 'Un ordre.' },
    observables: [host('j-112')],
    evidence: [{ event: '1.1.0', time: morning + 60_000, source: 'signals', matched: [] }],
    events: 1,
    ...but,
  }
}

/** The stage with these orders in force. */
function stage(orders: readonly WorkOrder[], now = morning) {
  const book = bookOf(city, orders, 'real', now)
  const it = workStage()
  const control: Control = { kind: 'orders', digest: book.digest, count: book.count }
  it.control(control, book.bytes)
  return (finding: Finding, event?: Event) => it.label({ finding, frames: [] }, event).finding.work
}

describe('a finding is part of declared work', () => {
  const part = stage([order])

  test('where thing, time and act are those of the order', () => {
    expect(part(found())).toEqual({ order: 'work-1', name: 'J-112', act: 'command' })
    expect(part(found({ observables: [{ kind: 'address', value: '10.7.0.112' }] }))).toBeDefined()
    expect(part(found({ techniques: [{ id: 'T0816' }] }))?.act).toBe('restart')
  })

  test('and says so where the order was declared after it began', () => {
    expect(stage([{ ...order, backdated: true }])(found())).toMatchObject({ order: 'work-1', backdated: true })
  })

  test('and not where it is about another thing, or touches another one of the same zone', () => {
    expect(part(found({ observables: [host('j-113')] }))).toBeUndefined()
    expect(part(found({ observables: [host('j-112'), { kind: 'address', value: '10.7.0.113' }] }))).toBeUndefined()
    expect(part(found({ observables: [host('j-112'), host('desk'), host('never-heard-of')] }))).toBeDefined()
    expect(part(found({ observables: [{ kind: 'account', value: 'atelier' }] }))).toBeUndefined()
  })

  test('nor what it begins itself across zones where no conduit is meant: another thing may be attacked from it', () => {
    const to = (flow: 'meant' | 'without', source = '10.7.0.112') =>
      ({ ocsf: { 'src_endpoint.ip': source }, seen: { version: 1, assets: [], flow } }) as unknown as Event
    const outward = found({ observables: [{ kind: 'address', value: '10.7.0.112' }, host('desk')] })
    expect(part(outward, to('without'))).toBeUndefined()
    expect(part(outward, to('meant'))).toBeDefined()
    expect(part(outward, to('without', '10.8.0.1'))).toBeDefined()
  })

  test('nor before it begins, or from its end on, by stream time', () => {
    expect(part(found({ said: morning - 1 }))).toBeUndefined()
    expect(part(found({ said: morning }))).toBeDefined()
    expect(part(found({ said: morning + hour - 1 }))).toBeDefined()
    expect(part(found({ said: morning + hour }))).toBeUndefined()
  })

  test('nor where it began before the work did', () => {
    const evidence = [-60_000, 60_000].map((at) => ({
      event: `1.${at + 60_000}.0`,
      time: morning + at,
      source: 'signals',
      matched: [],
    }))
    expect(part(found({ evidence, events: 2 }))).toBeUndefined()
    expect(part(found({ evidence: evidence.slice(1), events: 1 }))).toBeDefined()
    const forgotten = { event: '1.0.0', time: morning + 60_000, source: '', matched: [] }
    expect(part(found({ evidence: [forgotten, ...evidence.slice(1)], events: 2 }))).toBeUndefined()
  })

  test('nor where one of its techniques is no act that was declared, or it has none', () => {
    expect(part(found({ techniques: [{ id: 'T0855' }, { id: 'T0857' }] }))).toBeUndefined()
    expect(part(found({ techniques: [{ id: 'T1486' }] }))).toBeUndefined()
    expect(part(found({ techniques: [] }))).toBeUndefined()
  })

  test('nor where another account does it than those that are named', () => {
    const named = stage([{ ...order, accounts: ['Atelier'] }])
    const who = (value: string): Observable => ({ kind: 'account', value })
    expect(named(found({ observables: [host('j-112'), who('atelier')] }))).toBeDefined()
    expect(named(found({ observables: [host('j-112'), who('intruder')] }))).toBeUndefined()
  })

  test('nor where a person told it, it is of another realm, or its identifier belongs to another thing too', () => {
    const person = { kind: 'person', id: 'tocsin:by-hand', version: '1', title: 'Told' } as const
    expect(part(found({ detector: person }))).toBeUndefined()
    expect(part(found({ realm: 'exercise' }))).toBeUndefined()
    const twice = cityOf(
      {
        ...records,
        assets: [...(records.assets ?? []), made('assets', 'copy', { identifiers: known('10.7.0.9', 'j-112') })],
      } as Records,
      morning,
    )
    const book = bookOf(twice, [order], 'real', morning)
    expect(readBook(book.bytes)?.orders[0]).toMatchObject({
      about: ['address:10.7.0.112'],
      apart: expect.arrayContaining(['host:j-112']),
    })
  })

  test('and of nothing once it was ended', () => {
    const ended = { ...order, ended: { who: 'zoe', at: morning + 1000 } }
    expect(stage([ended])(found({ said: morning + 999 }))).toBeDefined()
    expect(stage([ended])(found({ said: morning + 1000 }))).toBeUndefined()
    expect(bookOf(city, [ended], 'real', morning + 1000).count).toBe(0)
  })
})

test('the same orders give the same bytes, in whatever order they come', () => {
  const other = { ...order, id: 'work-2', where: { zone: 'signals' } }
  expect(bookOf(city, [order, other], 'real', morning)).toEqual(bookOf(city, [other, order], 'real', morning))
  expect(readBook(bookOf(city, [other], 'real', morning).bytes)?.orders[0]?.about).toHaveLength(4)
})

test('however many orders stand in one zone, its things are written once', () => {
  const many = Array.from({ length: 200 }, (_, n) => ({ ...order, id: `work-${n}` }))
  const [one, all] = [bookOf(city, many.slice(0, 1), 'real', morning), bookOf(city, many, 'real', morning)]
  expect(readBook(all.bytes)?.zones).toEqual(readBook(one.bytes)?.zones)
  expect(new TextDecoder().decode(all.bytes).split('host:j-113')).toHaveLength(2)
})

test.prop([fc.uint8Array({ maxLength: 500 })])(
  'any bytes are a book or nothing, and judge without an exception',
  (bytes) => {
    const it = workStage()
    it.control({ kind: 'orders', digest: 'a'.repeat(64), count: 1 }, bytes)
    expect(it.label({ finding: found(), frames: [] }).finding.work).toBeUndefined()
  },
)

describe('a list of orders', () => {
  const head = 'name;what;who;assets;from;until;acts\n'

  test('is read by row, and what cannot be is said with its column', () => {
    const read = readOrders(
      `${head}J-112;Lampes;Atelier;j-112;01/03/2026 08:00;2026-03-01 12:00;commandes, reboot\nX;y;z;j-999;2026-03-01 08:00;2026-03-01 12:00;command\nX;y;z;j-112;soon;2026-03-01 12:00;command\nX;y;z;j-112;2026-03-01 08:00;2026-03-01 12:00;magic\n`,
      city,
    )
    if (!read.ok) throw new Error(read.error.reason)
    expect(read.value.orders).toMatchObject([
      { line: 2, order: { name: 'J-112', where: { assets: ['j-112'] }, acts: ['command', 'restart'] } },
    ])
    expect(read.value.refused.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, 'assets', 'nothing is called “j-999”'],
      [4, 'from', '“soon” is no time'],
      [5, 'acts', '“magic” is no act of work'],
    ])
  })

  test('that is longer than orders may stand is refused as a whole', () => {
    const row = 'J-112;Lampes;Atelier;j-112;2026-03-01 08:00;2026-03-01 12:00;command\n'
    expect(readOrders(head + row.repeat(2001), city)).toMatchObject({ ok: false, error: { line: 1 } })
  })

  test('without its columns is refused as a whole', () => {
    expect(readOrders('a;b\n1;2\n', city)).toMatchObject({ ok: false, error: { line: 1 } })
  })

  test.prop([fc.string({ maxLength: 300 })])('whatever is in it, gives rows or a reason', (text) => {
    const read = readOrders(`${head}${text}`, city)
    expect(read.ok || read.error.reason.length > 0).toBe(true)
    expect(timeOf(text) === undefined || Number.isFinite(timeOf(text))).toBe(true)
  })
})

describe('the desk', () => {
  let given: GivenCity | undefined
  afterEach(() => given?.close())

  test('keeps orders, publishes with each change, and refuses what nobody answers for', async () => {
    given = await givenCity()
    await given.keeper().apply(records, { who: 'test', kind: 'import', about: 'two' })
    const published: number[] = []
    const open = () => {
      if (given === undefined) throw new Error('no city')
      return openOrderDesk({
        state: given.state,
        keeper: given.keeper(),
        now: given.clock.now,
        realm: 'real',
        publish: async ({ count }) => void published.push(count),
        failed: (error) => {
          throw error
        },
      })
    }
    const desk = await open()
    const { id: _, made: __, circle: ___, ...wanted } = order
    const everybody = { who: 'zoe', scope: { kind: 'all' } } as const
    const [first] = await desk.add([wanted], everybody)
    expect(first).toMatchObject({ id: 'work-1', name: 'J-112', circle: null })
    const water = {
      who: 'ann',
      scope: { kind: 'sources', sources: [] },
      circle: { role: 'field-engineer', departments: ['Water'] },
    } as const
    await expect(desk.add([wanted], water)).rejects.toThrow(/that you answer for/)
    const roads = { ...water, circle: { role: 'field-engineer', departments: ['Roads'] } }
    const [second] = await desk.add([{ ...wanted, name: undefined as never, where: { zone: 'signals' } }], roads)
    expect(second).toMatchObject({ id: 'work-2', name: 'W-2', circle: ['Roads'] })
    await expect(desk.add([{ ...wanted, until: wanted.from }], everybody)).rejects.toThrow(/ends before it begins/)
    expect(await desk.end('work-1', 'zoe')).toMatchObject({ ended: { who: 'zoe' } })
    expect(await desk.end('work-1', 'zoe')).toBeUndefined()
    await desk.close()
    const again = await open()
    await again.close()
    expect(published).toEqual([0, 1, 2, 1, 1])
  })

  test('bounds what one person declares, how far back, and gives a name once within a department', async () => {
    given = await givenCity()
    await given.keeper().apply(records, { who: 'test', kind: 'import', about: 'two' })
    const now = given.clock.now()
    const desk = await openOrderDesk({
      state: given.state,
      keeper: given.keeper(),
      now: given.clock.now,
      realm: 'real',
      publish: async () => {},
      failed: (error) => {
        throw error
      },
    })
    const { id: _, made: __, circle: ___, ...plain } = order
    const wanted = { ...plain, from: now, until: now + hour }
    const of = (who: string, role: string, departments: readonly string[]) =>
      ({ who, scope: { kind: 'sources', sources: [] }, circle: { role, departments } }) as const
    const [engineer, lead] = [of('ann', 'field-engineer', ['Roads']), of('lea', 'lead', ['Roads'])]
    await desk.add([wanted], engineer)
    await expect(desk.add([{ ...wanted, name: 'j-112' }], lead)).rejects.toThrow(/called j-112/)
    await expect(
      desk.add(
        [
          { ...wanted, name: 'A' },
          { ...wanted, name: 'a' },
        ],
        lead,
      ),
    ).rejects.toThrow(/called a/)
    const [whole] = await desk.add([wanted], { who: 'zoe', scope: { kind: 'all' } })
    expect(whole?.name).toBe('J-112')
    const long = { ...wanted, name: 'old', from: now - 25 * hour }
    await expect(desk.add([long], engineer)).rejects.toThrow(/more than 24 hours ago/)
    await expect(desk.add([long], { who: 'zoe', scope: { kind: 'all' } })).rejects.toThrow(/more than 24 hours ago/)
    expect(await desk.add([long], lead)).toMatchObject([{ backdated: true }])
    expect(await desk.add([{ ...wanted, name: 'now', from: now - 60_000 }], lead)).not.toMatchObject([
      { backdated: true },
    ])
    const many = Array.from({ length: 200 }, (_, n) => ({ ...wanted, name: `n-${n}` }))
    await expect(desk.add(many, engineer)).rejects.toThrow(/More than 200 orders of ann/)
    await desk.add(many.slice(1), engineer)
    await expect(desk.add([{ ...wanted, name: 'one' }], engineer)).rejects.toThrow(/More than 200/)
    await desk.add([{ ...wanted, name: 'one' }], of('bob', 'field-engineer', ['Roads']))
    await desk.close()
  })
})
