import { expect, test } from 'vitest'
import { firstText, idIn, offsetOf, rangesOf } from './written.ts'

test('the name of a format is read out of its text, in whatever way YAML writes it', () => {
  expect([firstText, 'title: x\nid: "a-b" # mine', 'ids: x', ''].map(idIn)).toEqual([
    'my-meter',
    'a-b',
    undefined,
    undefined,
  ])
})

test('a line and a column are a place in the text; past its end, the end', () => {
  expect(['ab\ncd'.charAt(offsetOf('ab\ncd', 2, 2)), offsetOf('ab\ncd', 9, 9), offsetOf('', 1, 1)]).toEqual(['d', 5, 0])
})

test('bytes of fields are places in the text, past letters of several bytes; copies mark nothing', () => {
  const field = { name: 'a', value: 'M-1', derived: false, start: 3, end: 6 }
  expect(rangesOf('é M-1', [field, { ...field, derived: true }, { ...field, start: null, end: null }])).toEqual([
    [2, 5],
  ])
})
