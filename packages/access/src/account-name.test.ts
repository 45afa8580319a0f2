import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { accountName } from './account-name.ts'

test.each(['zoe', 'Zoé Durand', 'o.neill', 'nuit-1', 'z@city.example', 'Ægir', 'नीला'])('%s is a name', (text) => {
  expect(accountName(text).ok).toBe(true)
})

test.each(['', ' ', '.zoe', 'token:ci', 'a\nb', 'a  b', '\u001b[31mred', 'x'.repeat(65), '\u202Eeoz'])(
  '%j is none',
  (text) => {
    expect(accountName(text).ok).toBe(false)
  },
)

test('names that differ in case or in how their accents were typed are one', () => {
  const keys = ['Zo\u00e9', 'zo\u00e9', 'ZOE\u0301'].map((text) => {
    const name = accountName(text)
    return name.ok ? name.value.key : undefined
  })
  expect(new Set(keys)).toEqual(new Set(['zo\u00e9']))
})

test.prop([fc.string({ unit: 'binary', maxLength: 100 })])('no name steers a terminal or reads as a token', (text) => {
  const name = accountName(text)
  expect(name.ok && /[\p{C}:]/u.test(name.value.name)).toBe(false)
})
