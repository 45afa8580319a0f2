import type { Observable } from '@tocsin/kit'
import { parse } from '@tocsin/query'
import { expect, test } from 'vitest'
import { eventsOf, searchText } from './pivot.ts'

const observables = [
  { kind: 'host', value: 'gw-01.example.org' },
  { kind: 'account', value: '~k7f3-q2mx' },
  { kind: 'account', value: 'CORP\\"odd" name' },
  { kind: 'address', value: '2001:db8::1' },
  { kind: 'device', value: '70b3d57ed0000001' },
] as const satisfies readonly Observable[]

test.each(observables)('the search for $kind $value can be read, and holds it whole', (observable) => {
  const search = parse(searchText(observable))
  expect(search.ok).toBe(true)
  expect(JSON.stringify(search)).toContain(JSON.stringify(observable.value).slice(1, -1))
})

test('the time is that of the incident, with an hour at both ends', () => {
  expect(eventsOf(observables[0], { first: 7_200_000, last: 7_200_001 })).toMatchObject({
    from: 3_600_000,
    to: 10_800_001,
  })
})
