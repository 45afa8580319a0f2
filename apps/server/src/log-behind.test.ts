import { emptyPosition } from '@tocsin/store'
import { expect, test } from 'vitest'
import { requireWholeLog } from './log-behind.ts'

const at = (partition: number, offset: number) => emptyPosition().with(partition, offset)

test('a log that ends before the stores is refused, with its place and a remedy', () => {
  expect(() => requireWholeLog('/log', 0, at(3, 6), at(3, 7))).toThrow(
    expect.objectContaining({ code: 'log-behind', where: '/log/0', fix: expect.any(String) }),
  )
})

test('a log that has all that the stores have, or more, goes on; each lane answers for itself', () => {
  requireWholeLog('/log', 0, at(3, 7), at(3, 7))
  requireWholeLog('/log', 0, at(3, 8), at(3, 7))
  requireWholeLog('/log', 0, emptyPosition(), at(20, 7))
  expect(() => requireWholeLog('/log', 1, emptyPosition(), at(20, 7))).toThrow('segment files are missing')
})
