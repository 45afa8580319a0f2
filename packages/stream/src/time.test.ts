import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { eventTime } from './time.ts'

const received = Date.UTC(2026, 10, 20, 12)

describe('a source that states a time', () => {
  it('is believed within 24 h before and 5 min after receipt', () => {
    expect(eventTime(received - 600_000, received).timeQuality).toBe('stated')
    expect(eventTime(received + 300_000, received).timeQuality).toBe('stated')
  })

  it('is late from 10 min to 24 h before receipt, and still believed', () => {
    expect(eventTime(received - 600_001, received)).toEqual({ time: received - 600_001, timeQuality: 'late' })
    expect(eventTime(received - 86_400_000, received).timeQuality).toBe('late')
  })

  it('is kept and marked beyond that, never changed', () => {
    expect(eventTime(received - 86_400_001, received)).toEqual({ time: received - 86_400_001, timeQuality: 'skewed' })
    expect(eventTime(received + 300_001, received)).toEqual({ time: received + 300_001, timeQuality: 'skewed' })
  })
})

test.prop([fc.oneof(fc.double(), fc.constant(undefined))])(
  'any stated time gives a time that a date can hold',
  (stated) => {
    const { time, timeQuality } = eventTime(stated, received)
    expect(Number.isNaN(new Date(time).getTime())).toBe(false)
    if (stated === undefined || Number.isNaN(stated)) expect(timeQuality).toBe('none')
  },
)
