import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { piecesOf } from './names.ts'

test('names and short quotations are set apart', () => {
  expect(piecesOf('On GW-01.example.org: CommandLine holds “-enc”.', ['gw-01.example.org'])).toEqual([
    { text: 'On ', kind: 'plain' },
    { text: 'GW-01.example.org', kind: 'named' },
    { text: ': CommandLine holds ', kind: 'plain' },
    { text: '“-enc”', kind: 'quoted' },
    { text: '.', kind: 'plain' },
  ])
})

test('of two names that begin together the longer one is taken', () => {
  expect(piecesOf('srv-10 fell', ['srv-1', 'srv-10'])[0]).toEqual({ text: 'srv-10', kind: 'named' })
})

test('a quotation too long for one line is left to break', () => {
  const long = `“${'x'.repeat(60)}”`
  expect(piecesOf(long, [])).toEqual([{ text: long, kind: 'plain' }])
})

test.prop([fc.string(), fc.array(fc.string())])('joined, the pieces give the sentence back', (sentence, names) => {
  expect(
    piecesOf(sentence, names)
      .map(({ text }) => text)
      .join(''),
  ).toBe(sentence)
})
