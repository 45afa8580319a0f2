import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { queueParams, rulesParams, searchParams } from './search-params.ts'
import { read } from './settings.ts'

test('a view is restored from its address', () => {
  expect(queueParams({ view: 'urgent', realm: 'sample', work: 'closed', about: 'gw-01', sel: 'INC-7' })).toEqual({
    view: 'urgent',
    realm: 'sample',
    work: 'closed',
    about: 'gw-01',
    sel: 'INC-7',
  })
})

test('what an address does not mean is left out', () => {
  expect(queueParams({ view: 'everything', realm: 'mars', work: 'open', about: '', sel: ['x'], other: 1 })).toEqual({})
  expect(searchParams({ q: 'x'.repeat(5000), from: 9, to: 2, window: 'year' })).toEqual({})
  expect(searchParams({ q: 4688 })).toEqual({ q: '4688' })
  expect(searchParams({ from: 1, to: 2, columns: 'source', view: 'v-1' })).toEqual({
    from: 1,
    to: 2,
    columns: 'source',
    view: 'v-1',
  })
})

test.prop([fc.dictionary(fc.constantFrom('view', 'realm', 'about', 'sel', 'q', 'window', 'state'), fc.jsonValue())])(
  'any address is read',
  (raw) => {
    expect(() => [queueParams(raw), searchParams(raw), rulesParams(raw)]).not.toThrow()
  },
)

test('settings come from storage, and the language from the browser where none was chosen', () => {
  expect(read(null, ['de-DE', 'fr-CA', 'en'])).toEqual({
    theme: 'system',
    density: 'normal',
    language: 'fr',
    zone: 'local',
    keys: true,
  })
  expect(read('{"theme":"dark","language":"en","keys":false}', ['fr'])).toMatchObject({
    theme: 'dark',
    language: 'en',
    keys: false,
  })
})

test.prop([fc.oneof(fc.string(), fc.json())])('any stored text gives settings', (text) => {
  expect(['light', 'dark', 'system']).toContain(read(text, []).theme)
})
