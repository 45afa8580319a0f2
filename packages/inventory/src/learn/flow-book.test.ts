import { expect, test } from 'vitest'
import type { FlowCount } from './digest.ts'
import { openFlowBook } from './flow-book.ts'

const flow = (n: number, port = 80): FlowCount => ({
  ...{ from: `10.1.${n >> 8}.${n & 255}`, to: '10.2.0.1', transport: 'tcp', port, app: '', bytes: 5 },
  ...{ first: n, last: n, count: 1, event: `0.${n}.0`, source: 'sensor' },
})
const zone = (address: string) => (address.startsWith('10.1.') ? 'office' : undefined)

test('what no longer fits is folded into the zones of its ends, and nothing is lost of its counts', () => {
  const book = openFlowBook([], zone, { pairs: 10, folded: 5 })
  for (let n = 0; n < 1000; n++) book.add(flow(n, 1 + (n % 50)))
  expect(book.size).toBeLessThanOrEqual(10 + 5 + 1)
  const rows = [...book.rows()]
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(1000)
  expect(rows.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(5000)
  expect(rows.at(-1)).toMatchObject({ from_end: 'zone:office', to_end: 'zone:-', port: 0 })
})

test('a pair that is known is counted on, however full the book is', () => {
  const book = openFlowBook([], zone, { pairs: 1, folded: 1 })
  for (let n = 0; n < 3; n++) book.add(flow(7))
  book.add(flow(8))
  expect(book.add(flow(7))).toMatchObject({ from_end: '10.1.0.7', count: 4 })
})

test('what is stored is read back, and only what changed is written again', () => {
  const before = openFlowBook([], zone)
  before.add(flow(1))
  before.add(flow(2))
  const book = openFlowBook(before.changed(), zone)
  expect(book.changed()).toEqual([])
  book.add(flow(2))
  expect(book.changed()).toMatchObject([{ from_end: '10.1.0.2', count: 2 }])
})
