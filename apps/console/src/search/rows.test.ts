import { expect, test } from 'vitest'
import { fieldsOf, headline } from './event-row.ts'
import { listed } from './listed.ts'
import { after, pageSizes, windowOf } from './window.ts'

const row = {
  id: '3.1.0',
  time: 1,
  received: 2,
  source: 'windows',
  realm: 'real',
  'process.name': 'cmd.exe',
  'device.hostname': 'a',
  class_uid: 1007,
  'user.name': null,
}

test('fields stand in the order of the registry, without the head and without nothing', () => {
  expect(fieldsOf(row)).toEqual([
    ['class_uid', '1007'],
    ['device.hostname', 'a'],
    ['process.name', 'cmd.exe'],
  ])
})

test('a headline leaves out what tells no event apart', () => {
  expect(headline(row).map(([name]) => name)).toEqual(['device.hostname', 'process.name'])
})

test('the next page begins after the last row of a full one', () => {
  const { first, further } = pageSizes
  const full = Array.from({ length: first }, (_, n) => ({ ...row, id: `3.${n}.0`, received: n }))
  expect(after(full, first)).toEqual({ time: first - 1, id: `3.${first - 1}.0` })
  expect(after(full.slice(1), first)).toBeUndefined()
  expect(after(full, further)).toBeUndefined()
})

test('a window ends a little after now and begins where it says', () => {
  expect(windowOf('hour', 7_200_000)).toEqual([3_600_000, 7_500_000])
  expect(windowOf('all', 7_200_000)[0]).toBe(0)
})

test('frequent values are read as a list, and what is none as it stands', () => {
  expect([listed('["a",22]'), listed('x'), listed(3)]).toEqual(['a, 22', 'x', '3'])
})
