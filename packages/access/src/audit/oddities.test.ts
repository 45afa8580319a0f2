import { expect, test } from 'vitest'
import type { AuditEntry } from './entry.ts'
import { odditiesIn } from './oddities.ts'

const day = 12 * 3_600_000
const entry = (n: number, more: Partial<AuditEntry>): AuditEntry => ({
  n,
  at: day,
  checkpoints: 0,
  who: 'Max',
  role: 'analyst',
  act: 'people.reveal',
  about: '~k7f3-q2mx',
  people: ['~k7f3-q2mx'],
  incident: 'INC-1',
  outcome: 'done',
  address: '',
  ...more,
})
const hourOf = (at: number) => new Date(at).getUTCHours()
const found = (entries: readonly AuditEntry[]) =>
  odditiesIn(entries, hourOf).map(({ kind, who, count }) => `${kind} ${who} ${count}`)

test('work by day on incidents is not odd', () => {
  expect(
    found([entry(1, {}), entry(2, { act: 'event.search', about: 'user:dupont' }), entry(3, { act: 'event.raw' })]),
  ).toEqual([])
})

test('many reveals, the same person again, at night, without an incident, and many refusals are', () => {
  const reveals = Array.from({ length: 12 }, (_, n) => entry(n, n < 5 ? {} : { people: [`~0000-000${n}`] }))
  expect(found(reveals)).toEqual(['many-reveals Max 12', 'same-person Max 5'])
  expect(found([entry(1, { at: 3 * 3_600_000, who: 'Eve', act: 'event.raw' })])).toEqual(['at-night Eve 1'])
  expect(found([entry(1, { incident: '' })])).toEqual(['no-incident Max 1'])
  expect(found([entry(1, { outcome: 'refused', times: 20 })])).toEqual(['refused-often Max 20'])
})
