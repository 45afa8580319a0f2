import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { observableKey, observableOf, parseObservableKey } from './observable.ts'

test('the same thing written twice is one observable', () => {
  expect(observableOf('host', ' SRV-01.Example.ORG. ')).toEqual(observableOf('host', 'srv-01.example.org'))
})

test('what says nothing is no observable', () => {
  for (const nothing of ['', '-', ' ', 'localhost', '127.0.0.1', '::1', undefined, null, 'x'.repeat(256)]) {
    expect(observableOf('address', nothing)).toBeUndefined()
  }
})

test.prop([fc.constantFrom('host', 'account', 'address', 'device'), fc.string()])(
  'a key gives the observable back',
  (kind, raw) => {
    const observable = observableOf(kind as 'host', raw)
    if (observable !== undefined) expect(parseObservableKey(observableKey(observable))).toEqual(observable)
  },
)

test('a key of no known kind is refused', () => {
  expect(parseObservableKey('person:x')).toBeUndefined()
  expect(parseObservableKey('host')).toBeUndefined()
})
