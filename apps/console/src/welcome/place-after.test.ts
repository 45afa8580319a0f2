import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { innerPlace } from './place-after.ts'

test('a place inside is kept with its query', () => {
  expect(innerPlace('/incidents/INC-1?tab=raw')).toBe('/incidents/INC-1?tab=raw')
})

test.each([
  '',
  'queue',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '/welcome/provider?code=1',
])('%j leads nowhere', (text) => {
  expect(innerPlace(text)).toBeUndefined()
})

test.prop([fc.webUrl({ withQueryParameters: true }), fc.string()])('no text leads out', (url, text) => {
  for (const given of [url, text, `/${text}`, `/${url}`]) {
    const place = innerPlace(given)
    if (place !== undefined) expect(new URL(place, 'http://localhost').origin).toBe('http://localhost')
  }
})
