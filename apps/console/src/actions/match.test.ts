import { expect, test } from 'vitest'
import { rank } from './match.ts'

test('accents and case do not matter', () => {
  expect(rank('regles', 'Aller aux règles')).toBe(3)
  expect(rank('THEME', 'Thème sombre')).toBe(4)
})

test('the start of the name counts more than a keyword', () => {
  expect(rank('light', 'Light theme')).toBeGreaterThan(rank('light', 'Theme', 'light') ?? 0)
})

test('what answers to nothing is left out, and nothing typed leaves all', () => {
  expect(rank('zz', 'Queue', 'file')).toBeUndefined()
  expect(rank('  ', 'Queue')).toBe(0)
})
