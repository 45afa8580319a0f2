import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { bytesToShed, type DiskState, diskState, fullOn } from './disk.ts'

const plan = { shedAt: 0.9, stopAt: 0.97 }
const at = (percent: number) => ({ size: 1000, used: percent * 10 })

describe('the disk plan', () => {
  it('sheds at 90 %, stops at 97 %, and each ends only with room to spare', () => {
    const seen: DiskState[] = []
    let state: DiskState = 'well'
    for (const percent of [50, 89.9, 90, 96.9, 97, 99, 96, 95.1, 94.9, 89, 88.1, 87.9, 89]) {
      state = diskState(at(percent), plan, state)
      seen.push(state)
    }
    expect(seen).toEqual([
      ...['well', 'well', 'shedding', 'shedding', 'stopped', 'stopped', 'stopped', 'stopped'],
      ...['shedding', 'shedding', 'shedding', 'well', 'well'],
    ])
  })

  test.prop([fc.nat(1000)])('sheds as much as brings it back, and nothing where there is room', (used) => {
    const room = { size: 1000, used }
    const state = diskState(room, plan, 'well')
    const wanted = bytesToShed(room, plan, state)
    expect(wanted > 0).toBe(used >= 900)
    expect(diskState({ size: 1000, used: used - wanted - 1 }, plan, state)).toBe('well')
  })
})

describe('the forecast', () => {
  const hours = (grow: number, n = 24) => Array.from({ length: n }, (_, hour) => ({ hour, used: 100 + grow * hour }))

  it('says when the room is taken at the growth of the last days', () => {
    expect(fullOn({ size: 1000, used: 0 }, hours(10), 0)).toBeCloseTo(((1000 - 330) / 10) * 3_600_000, -3)
  })

  it('says nothing where nothing grows, or too little is known', () => {
    expect(fullOn(at(10), hours(0), 0)).toBeUndefined()
    expect(fullOn(at(10), hours(-5), 0)).toBeUndefined()
    expect(fullOn(at(10), hours(10, 2), 0)).toBeUndefined()
    expect(fullOn({ size: 1e15, used: 0 }, hours(1e-3), 0)).toBeUndefined()
  })
})
