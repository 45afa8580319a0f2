import { fc, test } from '@fast-check/vitest'
import { expect, test as plainTest } from 'vitest'
import { inOrder } from './in-order.ts'

test.prop([fc.shuffledSubarray([...Array(40).keys()], { minLength: 40, maxLength: 40 })])(
  'items come out by number, whatever the order in which they came',
  (coming) => {
    const out: number[] = []
    const take = inOrder<string>(0, (item, seq) => {
      expect(item).toBe(`batch ${seq}`)
      out.push(seq)
    })
    for (const seq of coming) take(seq, `batch ${seq}`)
    expect(out).toEqual([...Array(40).keys()])
  },
)

plainTest('a number that comes twice is a bug, and says so', () => {
  const take = inOrder<string>(3, () => undefined)
  take(4, 'four')
  expect(() => take(4, 'again')).toThrow('batch 4 came twice')
  expect(() => take(2, 'too late')).toThrow('batch 2 came twice')
})
