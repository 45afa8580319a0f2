import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { clockOffset, noteOffsets, offsetSeen } from './clock-offset.ts'
import { expectation, hoursLearnt, pass, resume, usualAt } from './expectation.ts'
import { healthBook, healthOf, type SenderNews, senderHealth } from './health-book.ts'
import { silences } from './silence.ts'

const hour = 3_600_000
const minute = 60_000
/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 10, 23)

const news: SenderNews = {
  ...{ source: 'syslog', sender: '10.0.0.7', decoder: 'syslog', frames: 10, events: 10, refused: 0, bytes: 900 },
  ...{ last: monday, quarters: [[0, 10]], local: true, logsources: ['linux||sshd'] },
}

test('a sender two hours ahead is noticed, with the zone that explains it', () => {
  const offset = clockOffset(monday)
  for (let at = 0; at < 15; at++) noteOffsets(offset, { local: true, quarters: [[8, 2]] }, monday + at * 1000)
  expect(offsetSeen(offset)).toEqual({ minutes: 120, events: 30, zone: '+02:00' })
  noteOffsets(offset, { zone: '+02:00', local: true, quarters: [[0, 30]] }, monday + 20_000)
  expect(offsetSeen(offset)).toBeUndefined()
})

test('a zone that is wrong by now is proposed anew: clocks change', () => {
  const offset = clockOffset(monday)
  for (let at = 0; at < 30; at++)
    noteOffsets(offset, { zone: '+01:00', local: true, quarters: [[4, 2]] }, monday + at * 1000)
  expect(offsetSeen(offset)).toMatchObject({ minutes: 60, zone: '+02:00' })
})

test('a clock that says its zone and is off all the same gets no zone', () => {
  const offset = clockOffset(monday)
  for (let at = 0; at < 30; at++) noteOffsets(offset, { local: false, quarters: [[8, 2]] }, monday + at * 1000)
  expect(offsetSeen(offset)).toEqual({ minutes: 120, events: 60, zone: undefined })
})

test('records that were late once, or that lie all over, propose nothing', () => {
  const late = clockOffset(monday)
  noteOffsets(late, { local: true, quarters: [[-8, 500]] }, monday)
  expect(offsetSeen(late)).toBeUndefined()
  const mixed = clockOffset(monday)
  for (let at = 0; at < 100; at++)
    noteOffsets(
      mixed,
      {
        local: true,
        quarters: [
          [8, 1],
          [99, 1],
        ],
      },
      monday + at * minute,
    )
  expect(offsetSeen(mixed)).toBeUndefined()
})

test.prop([fc.array(fc.tuple(fc.integer({ min: -56, max: 99 }), fc.nat(5000)))])(
  'its memory is bounded',
  (quarters) => {
    const offset = clockOffset(0)
    for (const [at, one] of quarters.entries()) noteOffsets(offset, { local: true, quarters: [one] }, at)
    expect(Object.keys(offset.quarters).length).toBeLessThanOrEqual(156)
  },
)

test('what is usual is learnt by hour of the week, and only from hours that were watched whole', () => {
  const learnt = expectation(monday + 30 * minute)
  learnt.count = 40
  pass(learnt, monday + hour)
  expect(hoursLearnt(learnt)).toBe(0)
  learnt.count = 600
  pass(learnt, monday + 2 * hour)
  expect(usualAt(learnt, monday + hour)).toBe(600)
  expect(usualAt(learnt, monday + 25 * hour)).toBe(600)
  expect(usualAt(learnt, monday + 26 * hour)).toBe(600)
  resume(learnt, monday + 50 * hour)
  expect(hoursLearnt(learnt)).toBe(1)
  pass(learnt, monday + 3000 * hour)
  expect(learnt.slots).toHaveLength(168)
})

test('a week is 168 slots that begin on Monday', () => {
  const learnt = expectation(monday - 1)
  pass(learnt, monday)
  learnt.count = 7
  pass(learnt, monday + hour)
  expect(learnt.slots[0]).toBe(7)
})

test('a source is silent after as long as thirty of its records take', () => {
  const book = healthBook()
  for (let at = 0; at <= 26; at++)
    book.take([{ ...news, frames: 120, events: 120, last: monday + at * hour }], monday + at * hour)
  const [seen] = book.sources()
  const at = (minutes: number) => healthOf(seen, undefined, 1, monday + 26 * hour + minutes * minute)
  expect(at(1)).toMatchObject({ state: 'well', silentAfter: 15, expected: 120 })
  expect(at(16)).toMatchObject({ state: 'silent' })
})

test('what was declared goes before what was learnt; what nobody sent yet waits', () => {
  const profile = {
    ...{ source: 'pumps', equipment: null, decoder: null, sender: null, door: null, owner: null, parent: null },
    ...{ realm: 'real' as const, expected: null, silentMinutes: 3 },
  }
  expect(healthOf(undefined, profile, 0, monday)).toMatchObject({ source: 'pumps', state: 'waiting', silentAfter: 3 })
  const book = healthBook()
  book.take([{ ...news, source: 'pumps' }], monday)
  expect(healthOf(book.sources()[0], profile, 1, monday + 4 * minute)).toMatchObject({ state: 'silent' })
})

test('what cannot be read is said, with its bytes and what they look like', () => {
  const book = healthBook()
  const unread = new TextEncoder().encode('CEF:0|\u0007')
  book.take([{ ...news, events: 0, refused: 10, unread }], monday)
  const [seen] = book.senders('syslog')
  if (seen === undefined) throw new Error('nobody sent')
  expect(senderHealth(seen, (bytes) => (bytes[0] === 67 ? 'cef' : undefined))).toMatchObject({
    unread: 'CEF:0|·',
    looksLike: 'cef',
  })
  expect(healthOf(book.sources()[0], undefined, 1, monday)).toMatchObject({ state: 'unread' })
})

test('what was learnt survives a restart, and the hour in which nobody watched teaches nothing', () => {
  const before = healthBook()
  before.take([news], monday)
  const kept = JSON.parse(JSON.stringify(before.changed()))
  expect(before.changed()).toEqual([])
  const after = healthBook()
  after.restore(kept, monday + 9 * hour)
  expect(after.senders()).toEqual(before.senders())
  expect(after.sources()[0]).toMatchObject({ frames: 10, learnt: { whole: false, count: 0 } })
})

function givenSilent(sources: readonly string[], parent: string | null, silent: (name: string) => boolean) {
  const book = healthBook()
  for (const source of sources) {
    book.take(
      [
        {
          ...news,
          source,
          sender: `of-${source}`,
          frames: 200,
          events: 200,
          last: silent(source) ? monday : monday + 2 * hour,
        },
      ],
      monday,
    )
  }
  const profiles = sources.map((source) => ({
    ...{ source, equipment: null, decoder: null, sender: null, door: null, owner: null, parent },
    ...{ realm: 'real' as const, expected: null, silentMinutes: null },
  }))
  const now = monday + 2 * hour
  const health = book.sources().map((one) => healthOf(one, undefined, 1, now))
  const senders = book.senders().map((one) => senderHealth(one, () => undefined))
  return silences({ health, senders, profiles }, now).filter(({ minutes, limit }) => minutes >= limit)
}

test('one dead gateway is one message', () => {
  const all = ['meter-a', 'meter-b', 'meter-c']
  expect(givenSilent(all, 'gateway-1', () => true)).toMatchObject([{ about: 'gateway-1', children: all, minutes: 120 }])
  expect(givenSilent(all, 'gateway-1', (name) => name === 'meter-b')).toMatchObject([{ about: 'meter-b' }])
  expect(givenSilent(all, null, () => true)).toHaveLength(3)
})
