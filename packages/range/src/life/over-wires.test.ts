import { expect, test } from 'vitest'
import { overWires } from './over-wires.ts'
import { logged, published } from './said.ts'

test('readings go over all wires by their shares, the same each time, and nothing of them is lost', () => {
  const reading = published(1000, 'bus/bus-7/position', { delay_s: 4 })
  const shares = { mqtt: 0.2, syslog: 0.3 }
  const spread = (count: number) => Array.from({ length: count }, (_, turn) => overWires(reading, turn, shares))
  const counts = { mqtt: 0, syslog: 0, http: 0 }
  for (const one of spread(1000)) {
    counts[one.over]++
    expect(one.payload).toContain('"delay_s":4')
  }
  expect(Math.abs(counts.mqtt - 200)).toBeLessThan(10)
  expect(Math.abs(counts.syslog - 300)).toBeLessThan(10)
  expect(spread(20)).toEqual(spread(20))
  const line = logged(1000, 'bastion', 86, 'sshd', 'x')
  expect(overWires(line, 3, shares)).toBe(line)
})
