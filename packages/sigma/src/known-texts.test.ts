import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { knownTexts, noteOf, textShare } from './known-texts.ts'

const text = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.nat(400).map((number) => `C:\\Windows\\System32\\${number}.exe`),
)

test.prop([fc.array(text, { maxLength: 3000 })], { numRuns: 30 })('a note is that of an equal text', (texts) => {
  const known = knownTexts(textShare(), (made) => ({ of: made }))
  for (const one of texts) {
    const note = noteOf(known, one)
    if (note !== undefined) expect(note.of).toBe(one)
  }
})

test('a text that comes again is known from the second time on', () => {
  const known = knownTexts(textShare(), (made) => made.length)
  expect(noteOf(known, 'svchost')).toBeUndefined()
  expect([noteOf(known, 'svchost'), noteOf(known, 'svchost')]).toEqual([7, 7])
})

test('what is kept stays within the share, and is forgotten beyond it', () => {
  const share = textShare()
  const known = knownTexts(share, (made) => made.length)
  noteOf(known, 'before')
  share.left = 1
  for (let i = 0; i < 2; i++) noteOf(known, 'the first')
  expect(share.turn).toBe(2)
  expect(noteOf(known, 'the first')).toBeUndefined()
})

test('a field whose texts never come again is left alone for a while', () => {
  let made = 0
  const known = knownTexts(textShare(), () => made++)
  for (let i = 0; i < 1100; i++) noteOf(known, `event ${i}`)
  noteOf(known, 'again')
  noteOf(known, 'again')
  expect(known.pause).toBeGreaterThan(0)
  expect(made).toBe(0)
})
