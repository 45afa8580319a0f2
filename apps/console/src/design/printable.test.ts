import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { printable } from './printable.ts'

test('a text that would turn the order of reading around is shown as it was recorded', () => {
  expect(printable('invoice\u202efdp.exe')).toBe('invoice\ufffdfdp.exe')
})

test('control characters have their own pictures', () => {
  expect(printable('a\u0000b\nc\u007f')).toBe('a\u2400b\u240ac\u2421')
})

test('letters, accents and signs stay', () => {
  expect(printable('Quéméner <script> 東京 😀')).toBe('Quéméner <script> 東京 😀')
})

test.prop([fc.string({ unit: 'binary' })])('the length stays, so that ranges still hold', (text) => {
  expect(printable(text)).toHaveLength(text.length)
})

test.prop([fc.string({ unit: 'binary' })])('nothing that acts on a screen is left', (text) => {
  expect(printable(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f]/u)
})
