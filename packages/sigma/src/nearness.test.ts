import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type CorrelationState, compile, loadRules, type Scalar } from './index.ts'

const rules = ['a', 'b', 'c']
  .map((id) => `title: ${id}\nid: ${id}\nlogsource: {product: x}\ndetection: {s: {f: ${id}}, condition: s}\n---\n`)
  .join('')

function stateOf(type: string, condition: string): CorrelationState {
  const correlation = `title: many\nid: many\ncorrelation:\n  type: ${type}\n  rules: [a, b, c]\n  group-by: [user]\n  timespan: 1m\n  condition: ${condition}\n`
  const set = loadRules([{ path: 'r.yml', text: rules + correlation }])
  expect(set.refused).toEqual([])
  return compile(set).correlations()
}

function hear(state: CorrelationState, time: number, user: string, value: Scalar = null, place = 0) {
  const reading = { correlation: 'many', place, group: [user], value: value === null ? null : [value] }
  return state.take({ correlation: 'many', place, readings: [reading] }, time, `${time}`)
}

describe('how near a correlation is to its condition', () => {
  test('is told of the nearest groups first, with what is missing and when the oldest event leaves the window', () => {
    const state = stateOf('event_count', '{gte: 5}')
    for (const time of [0, 10_000, 20_000]) hear(state, time, 'ann')
    hear(state, 15_000, 'bob')
    expect(state.near('many', 30_000)).toEqual({
      groups: 2,
      nearest: [
        {
          group: [['user', 'ann']],
          events: 3,
          value: 3,
          holds: false,
          missing: 2,
          first: 0,
          last: 20_000,
          ends: 60_000,
        },
        {
          group: [['user', 'bob']],
          events: 1,
          value: 1,
          holds: false,
          missing: 4,
          first: 15_000,
          last: 15_000,
          ends: 75_000,
        },
      ],
    })
    expect(state.near('many', 60_000)?.nearest[0]).toMatchObject({ events: 2, missing: 3, first: 10_000 })
    expect(state.near('many', 200_000)).toEqual({ groups: 0, nearest: [] })
    expect(state.near('other', 0)).toBeUndefined()
  })

  test('names the rules that were not heard yet, in their order', () => {
    const any = stateOf('temporal', '{gte: 3}')
    hear(any, 0, 'ann', null, 2)
    expect(any.near('many', 1)?.nearest).toMatchObject([{ value: 1, missing: 2, unheard: ['a', 'b'] }])
    const ordered = stateOf('temporal_ordered', '{gte: 3}')
    hear(ordered, 0, 'ann', null, 0)
    hear(ordered, 1, 'ann', null, 2)
    expect(ordered.near('many', 2)?.nearest).toMatchObject([{ value: 1, missing: 2, unheard: ['b', 'c'] }])
  })

  test('counts distinct values and sums, and a condition on absence lacks nothing', () => {
    const distinct = stateOf('value_count', '{field: v, gt: 2}')
    for (const value of ['x', 'y', 'x']) hear(distinct, 0, 'ann', value)
    expect(distinct.near('many', 0)?.nearest).toMatchObject([{ events: 3, value: 2, missing: 1 }])
    const sum = stateOf('value_sum', '{field: v, gte: 10.5}')
    for (const value of [3, '4']) hear(sum, 0, 'ann', value)
    expect(sum.near('many', 0)?.nearest).toMatchObject([{ value: 7, missing: 3.5 }])
    const few = stateOf('event_count', '{lt: 3}')
    for (const time of [0, 1, 2]) hear(few, time, 'ann')
    expect(few.near('many', 2)?.nearest[0]).not.toHaveProperty('missing')
  })

  test('a group that has just hit says until when it is quiet', () => {
    const state = stateOf('event_count', '{gte: 2}')
    hear(state, 0, 'ann')
    expect(hear(state, 1000, 'ann')).toHaveLength(1)
    expect(state.near('many', 2000)?.nearest).toMatchObject([{ holds: true, missing: 0, quietUntil: 61_000 }])
  })

  test.prop([
    fc.array(fc.tuple(fc.nat(50), fc.constantFrom('a', 'b', 'c')), { maxLength: 60 }),
    fc.integer({ min: 1, max: 9 }),
  ])(
    'so many more events as are missing make it hold, and one fewer does not; looking changes nothing',
    (heard, than) => {
      const state = stateOf('event_count', `{gte: ${than}}`)
      for (const [second, user] of heard.sort(([one], [other]) => one - other)) hear(state, second * 1000, user)
      const before = state.snapshot()
      const near = state.near('many', 50_000, 100)
      expect(state.snapshot()).toEqual(before)
      for (const { group, missing = 0, holds } of near?.nearest ?? []) {
        const user = String(group[0]?.[1])
        expect(holds).toBe(missing === 0)
        for (let more = 0; more < missing; more++) {
          const hits = hear(state, 50_000, user)
          expect(hits.length > 0).toBe(more === missing - 1)
        }
      }
    },
  )
})
