import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { timeQueue } from './time-queue.ts'

test.prop([fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3000 })])(
  'nodes come out by their hours, each once, and a cleared queue begins anew',
  (hours) => {
    const queue = timeQueue()
    queue.push(1, 99)
    queue.clear()
    for (const [node, hour] of hours.entries()) queue.push(hour, node)
    const out: number[] = []
    const at: number[] = []
    for (let node = queue.pop(); node !== -1; node = queue.pop()) {
      out.push(node)
      at.push(queue.hour())
    }
    expect(at).toEqual([...hours].sort((a, b) => a - b))
    expect(at).toEqual(out.map((node) => hours[node]))
    expect(out.sort((a, b) => a - b)).toEqual([...hours.keys()])
  },
)
