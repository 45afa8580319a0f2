import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { newLink, readLink } from './link.ts'

const key = new Uint8Array(32).fill(7)
const random = new Uint8Array(16).fill(9)

test('a link is read back for the purpose that it was signed for, and by its own key alone', () => {
  const link = newLink(key, 'is-this-you', 1_772_352_000_000, random)
  expect(readLink(key, link)).toMatchObject({ purpose: 'is-this-you', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(readLink(new Uint8Array(32), link)).toBeUndefined()
  expect(newLink(key, 'service', 1_772_352_000_000, random)).not.toBe(link)
})

test('a link whose end or any letter was changed is none', () => {
  const link = newLink(key, 'service', 1_772_352_000_000, random)
  for (let at = 0; at < link.length; at++) {
    const other = link[at] === 'A' ? 'B' : 'A'
    const changed = readLink(key, `${link.slice(0, at)}${other}${link.slice(at + 1)}`)
    expect(changed).toBeUndefined()
  }
})

test.prop([fc.string({ maxLength: 120 })])('any text is no link', (text) => {
  expect(readLink(key, text)).toBeUndefined()
})
