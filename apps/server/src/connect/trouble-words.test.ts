import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toldTrouble, troubleWords } from './trouble-words.ts'

test.each([
  ['denied', '/srv/a.log may not be read, and 2 more', '/srv/a.log ne peut pas être lu, ni 2 autres'],
  ['topic-refused', 'The broker does not let us subscribe to city/#', 'Le courtier refuse l’abonnement à city/#'],
  ['not-let-in', 'api.example:8443: The server answers 403', 'api.example:8443 : Le serveur refuse l’accès (403)'],
  ['unavailable', 'The server cannot be asked: ECONNREFUSED', 'Le serveur est injoignable : ECONNREFUSED'],
  ['too-large', 'The answer is larger than 16777216 bytes', 'La réponse dépasse 16777216 octets'],
  [
    'broker',
    'Connection refused ($& not authorised)',
    'Le courtier ne répond pas ou refuse : Connection refused ($& not authorised)',
  ],
])('%s is told in French with what it names: %s', (code, message, wanted) => {
  const told = toldTrouble({ code, message, fix: 'remedy' })
  expect(told.message).toEqual({ en: message, fr: wanted })
  expect(told.fix.fr).not.toContain('remedy')
})

test('every trouble that the room names has French words of its own', () => {
  const spec = readFileSync(join(import.meta.dirname, 'SPEC.md'), 'utf8')
  const list = spec.split('Troubles have a code')[1]?.split(';')[0] ?? ''
  const codes = [...list.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code ?? '')
  expect(codes.length).toBeGreaterThan(12)
  for (const code of codes) {
    expect(toldTrouble({ code, message: '', fix: '' }).fix.fr, code).not.toBe('Voyez le journal de Tocsin')
  }
})

test('a trouble that nobody foresaw is said all the same', () => {
  expect(troubleWords({ code: 'internal', message: 'odd', fix: 'Look in the log of Tocsin' }).fr).toBe(
    'En difficulté (internal) : odd. Voyez le journal de Tocsin.',
  )
})
