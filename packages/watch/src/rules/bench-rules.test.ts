import { expect, test } from 'vitest'
import { givenEvent } from '../given.fixture.ts'
import { benchRules } from './bench-rules.ts'

const rule = (id: string, image: string) => ({
  path: `${id}.yml`,
  text: `
title: ${id}
id: ${id}
logsource: { product: windows }
detection: { it: { Image|endswith: ${image} }, condition: it }
`,
})
const events = [1, 2, 3].map((offset) => givenEvent(offset, { Image: offset === 1 ? 'b.exe' : 'a.exe' }))

/** A clock on which every look at it takes a millisecond. */
function ticking() {
  let time = 0
  return () => time++
}

test('who speaks most and who costs is counted over one pass', () => {
  const report = benchRules([rule('r-a', 'a.exe'), rule('r-b', 'b.exe')], events, ['{}', '{}'], ticking())
  expect(report).toMatchObject({ rules: 2, events: 3, hits: 3 })
  expect(report.fires).toEqual([
    { rule: 'r-a', title: 'r-a', hits: 2 },
    { rule: 'r-b', title: 'r-b', hits: 1 },
  ])
  expect(report.costs.map(({ rule: id, candidacies }) => [id, candidacies])).toEqual(
    expect.arrayContaining([
      ['r-a', 2],
      ['r-b', 1],
    ]),
  )
})

test('the ratio is that of one event to one line', () => {
  const { parse, microseconds, perSecond } = benchRules([rule('r-a', 'a.exe')], events, ['{}', '[]'], ticking())
  expect(microseconds).toBeCloseTo(1000 / 3)
  expect(perSecond).toBeCloseTo(3000)
  expect(parse).toEqual({ microseconds: 500, ratio: expect.closeTo(1.5) })
})

test('lines that are not JSON are compared with nothing', () => {
  expect(benchRules([rule('r-a', 'a.exe')], events, ['<34>1 x'], ticking()).parse).toBeUndefined()
})
