import type { Finding } from '@tocsin/event'
import { expect, test } from 'vitest'
import { sampleFindings } from '../design/gallery-samples.ts'
import { byStrength, strongestProof } from '../queue/strongest.ts'
import { lanesOf } from './lanes.ts'

test('findings stand in the lane of their rule, the worst rule first', () => {
  const lanes = lanesOf(sampleFindings)
  expect(lanes[0]?.severity).toBe('critical')
  expect(lanes.flatMap(({ findings }) => findings)).toHaveLength(sampleFindings.length)
  for (const { findings } of lanes) {
    expect(findings.map(({ time }) => time)).toEqual(findings.map(({ time }) => time).toSorted((a, b) => a - b))
  }
})

test('the strongest finding is the gravest, then the surest, then the newest', () => {
  const [first] = sampleFindings
  if (first === undefined) throw new Error('there are samples')
  const with_ = (some: Partial<Finding>): Finding => ({ ...first, ...some })
  const sorted = byStrength([
    with_({ severity: 'low', confidence: 1 }),
    with_({ severity: 'high', confidence: 0.5, time: 9 }),
    with_({ severity: 'high', confidence: 0.9, time: 1 }),
  ])
  expect(sorted.map(({ confidence }) => confidence)).toEqual([0.9, 0.5, 1])
})

test('the strongest proof is of a finding that can show a field', () => {
  expect(strongestProof(sampleFindings)?.finding.severity).toBe('high')
  expect(strongestProof([])).toBeUndefined()
})
