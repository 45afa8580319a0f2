import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { runsOf } from './runs.ts'

const ranges = fc.array(fc.tuple(fc.integer({ min: -5, max: 40 }), fc.integer({ min: -5, max: 40 })))

test('exactly what matched is marked', () => {
  expect(runsOf('a.exe -enc AA==', [[6, 10]])).toEqual([
    { text: 'a.exe ', matched: false },
    { text: '-enc', matched: true },
    { text: ' AA==', matched: false },
  ])
})

test('ranges that overlap or touch are one mark', () => {
  expect(
    runsOf('abcdef', [
      [3, 5],
      [1, 3],
      [2, 4],
    ]),
  ).toEqual([
    { text: 'a', matched: false },
    { text: 'bcde', matched: true },
    { text: 'f', matched: false },
  ])
})

test.prop([fc.string(), ranges])('joined, the runs give the text back, whatever the ranges', (text, wanted) => {
  expect(
    runsOf(text, wanted)
      .map((run) => run.text)
      .join(''),
  ).toBe(text)
})

test.prop([fc.string(), ranges])('a code unit is marked when a range holds it, and only then', (text, wanted) => {
  const marks = runsOf(text, wanted).flatMap((run) => Array.from({ length: run.text.length }, () => run.matched))
  const asked = Array.from({ length: text.length }, (_, at) => wanted.some(([from, to]) => from <= at && at < to))
  expect(marks).toEqual(asked)
})
