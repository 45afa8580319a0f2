import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  type CorrelationHit,
  type CorrelationLimits,
  type CorrelationState,
  compile,
  type Engine,
  loadRules,
  mapFields,
  type Value,
} from './index.ts'

type Event = Readonly<Record<string, Value>>

const base = ['fail', 'login', 'scan', 'beat']
  .map(
    (name) =>
      `title: ${name}\nname: ${name}\nid: id-${name}\nlogsource: {product: x}\ndetection: {s: {kind: ${name}}, condition: s}\n`,
  )
  .join('---\n')

function correlation(name: string, body: string): string {
  return `---\ntitle: ${name}\nname: ${name}\nid: id-${name}\nlevel: high\ncorrelation:\n${body.trim().replace(/^/gm, '  ')}\n`
}

/** A small stream: events go through rules into one memory, as a shard of the real stream would do it. */
interface Stream {
  readonly engine: Engine
  readonly state: CorrelationState
  hear(seconds: number, event: Event): CorrelationHit[]
  tick(seconds: number): readonly CorrelationHit[]
}

function stream(correlations: string, limits?: Partial<CorrelationLimits>): Stream {
  const set = loadRules([{ path: 'c.yml', text: base + correlations }])
  if (set.refused.length > 0) throw new Error(JSON.stringify(set.refused))
  const engine = compile(set)
  const state = engine.correlations(limits)
  const fields = mapFields(engine.slots)
  let events = 0
  return {
    engine,
    state,
    hear: (seconds, event) => {
      const hits: CorrelationHit[] = []
      const tag = `e${events++}`
      fields.load(new Map(Object.entries(event)), new Map())
      engine.match('all', fields, (rule) => {
        for (const { input } of engine.inputs(rule, fields)) {
          const sent = structuredClone(input)
          hits.push(...state.take(sent, seconds * 1000, tag))
        }
      })
      return hits
    },
    tick: (seconds) => state.tick(seconds * 1000),
  }
}

/** The hits that come of `[seconds, kind, more]` in turn, as `seconds:correlation count|value`. */
function told(correlations: string, events: readonly (readonly [number, string, Event?])[]): string[] {
  const { hear } = stream(correlations)
  return events.flatMap(([seconds, kind, more]) =>
    hear(seconds, { kind, user: 'u', ...more }).map(
      (hit) => `${seconds}:${hit.correlation.name} ${hit.value ?? hit.count}`,
    ),
  )
}

const threeFails = correlation(
  'brute',
  'type: event_count\nrules: [fail]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gte: 3}',
)

describe('event_count', () => {
  test('hits when enough events fall into (time - timespan, time]', () => {
    expect(
      told(threeFails, [
        [0, 'fail'],
        [5, 'fail'],
        [9, 'fail'],
      ]),
    ).toEqual(['9:brute 3'])
    expect(
      told(threeFails, [
        [0, 'fail'],
        [5, 'fail'],
        [10, 'fail'],
      ]),
    ).toEqual([])
    expect(
      told(threeFails, [
        [0, 'fail'],
        [5, 'fail'],
        [10, 'fail'],
        [14.9, 'fail'],
      ]),
    ).toEqual(['14.9:brute 3'])
  })

  test('says which group, which events, when', () => {
    const { hear } = stream(threeFails)
    hear(1, { kind: 'fail', user: 'Ann' })
    hear(2, { kind: 'fail', user: 'ANN' })
    const [hit] = hear(3, { kind: 'fail', user: 'ann' })
    expect(hit).toMatchObject({ group: [['user', 'Ann']], tags: ['e0', 'e1', 'e2'], count: 3, first: 1000, last: 3000 })
    expect(hit?.correlation.level).toBe('high')
  })

  test('counts each group on its own', () => {
    const events = ['a', 'b', 'a', 'b', 'a'].map((user, index): [number, string, Event] => [index, 'fail', { user }])
    expect(told(threeFails, events)).toEqual(['4:brute 3'])
  })

  test('tells a lasting attack once per timespan, and counts what it holds back', () => {
    const { hear, state } = stream(threeFails)
    const times: number[] = []
    for (let second = 0; second < 30; second++)
      if (hear(second, { kind: 'fail', user: 'u' }).length > 0) times.push(second)
    expect(times).toEqual([2, 12, 22])
    expect(state.counters.suppressed).toBe(25)
  })

  test('takes an event that comes late but within the window, and counts one that comes later', () => {
    expect(
      told(threeFails, [
        [0, 'fail'],
        [9, 'fail'],
        [4, 'fail'],
      ]),
    ).toEqual(['4:brute 3'])
    const { hear, state } = stream(threeFails)
    hear(20, { kind: 'fail', user: 'u' })
    hear(10, { kind: 'fail', user: 'u' })
    expect(state.counters).toMatchObject({ taken: 2, late: 1 })
  })

  test('leaves out events without the group-by field, and counts them', () => {
    const { hear, state } = stream(threeFails)
    for (let second = 0; second < 5; second++) expect(hear(second, { kind: 'fail' })).toEqual([])
    expect(state.counters.ungrouped).toBe(5)
  })

  test('takes a range', () => {
    const range = correlation(
      'some',
      'type: event_count\nrules: [fail]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gt: 1, lte: 3}',
    )
    expect(
      told(range, [
        [0, 'fail'],
        [1, 'fail'],
        [2, 'fail'],
      ]),
    ).toEqual(['1:some 2'])
  })
})

describe('values', () => {
  const of = (type: string, condition: string) =>
    correlation(
      'v',
      `type: ${type}\nrules: [scan]\ngroup-by: [user]\ntimespan: 10s\ncondition: {field: n, ${condition}}`,
    )
  const scans = (...values: (Value | undefined)[]) =>
    values.map((n, index): [number, string, Event] => [index, 'scan', n === undefined ? {} : { n }])

  test('value_count counts distinct values, case and notation aside, and forgets those that have left', () => {
    expect(told(of('value_count', 'gte: 3'), scans(1, 'a', 'A', '1', 'b'))).toEqual(['4:v 3'])
    expect(
      told(of('value_count', 'gte: 2'), [
        [0, 'scan', { n: 1 }],
        [5, 'scan', { n: 2 }],
      ]),
    ).toEqual(['5:v 2'])
    expect(
      told(of('value_count', 'gte: 2'), [
        [0, 'scan', { n: 1 }],
        [10, 'scan', { n: 2 }],
      ]),
    ).toEqual([])
  })

  test('value_count of several fields counts tuples', () => {
    const pairs = correlation(
      'v',
      'type: value_count\nrules: [scan]\ngroup-by: [user]\ntimespan: 10s\ncondition: {field: [a, b], gte: 2}',
    )
    expect(
      told(pairs, [
        [0, 'scan', { a: 1, b: 1 }],
        [1, 'scan', { a: 1, b: 1 }],
        [2, 'scan', { a: 1, b: 2 }],
      ]),
    ).toEqual(['2:v 2'])
  })

  test('value_sum, value_avg, value_median and value_percentile compare what their names say', () => {
    expect(told(of('value_sum', 'gt: 10'), scans(5, '5', 0.5))).toEqual(['2:v 10.5'])
    expect(told(of('value_avg', 'gt: 4'), scans(1, 5, 9))).toEqual(['2:v 5'])
    expect(told(of('value_median', 'gte: 3'), scans(1, 2, 100, 4))).toEqual(['3:v 3'])
    expect(told(of('value_percentile', 'percentile: 50, gte: 4'), scans(1, 2, 4, 9, 9))).toEqual(['4:v 4'])
    expect(told(of('value_percentile', 'percentile: 100, gte: 9'), scans(1, 9, 2))).toEqual(['1:v 9'])
  })

  test('a sum leaves no remainder behind when large and small values have gone', () => {
    const { hear } = stream(of('value_sum', 'gt: 0.25'))
    hear(0, { kind: 'scan', user: 'u', n: 0.1 })
    const big = hear(1, { kind: 'scan', user: 'u', n: 1e16 })
    expect(big).toHaveLength(1)
    expect(hear(12, { kind: 'scan', user: 'u', n: 0.3 })[0]?.value).toBeCloseTo(0.3, 12)
  })

  test('what is no number is left out and counted', () => {
    const { hear, state } = stream(of('value_sum', 'gt: 10'))
    for (const n of ['x', null, true]) hear(0, { kind: 'scan', user: 'u', n })
    hear(0, { kind: 'scan', user: 'u' })
    expect(state.counters.valueless).toBe(4)
  })
})

describe('temporal', () => {
  const near = (type: string) =>
    correlation('near', `type: ${type}\nrules: [fail, login, scan]\ngroup-by: [user]\ntimespan: 10s`)

  test('hears all its rules within the timespan in any order, of one group', () => {
    expect(
      told(near('temporal'), [
        [0, 'scan'],
        [3, 'fail'],
        [9, 'login'],
      ]),
    ).toEqual(['9:near 3'])
    expect(
      told(near('temporal'), [
        [0, 'scan'],
        [3, 'fail'],
        [10, 'login'],
      ]),
    ).toEqual([])
    expect(
      told(near('temporal'), [
        [0, 'scan', { user: 'other' }],
        [3, 'fail'],
        [9, 'login'],
      ]),
    ).toEqual([])
  })

  test('may ask for fewer than all', () => {
    const two = correlation(
      'two',
      'type: temporal\nrules: [fail, login, scan]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gte: 2}',
    )
    expect(
      told(two, [
        [0, 'scan'],
        [1, 'scan'],
        [3, 'login'],
      ]),
    ).toEqual(['3:two 2'])
  })

  test('ordered asks for the order of its list, ties in order either way', () => {
    expect(
      told(near('temporal_ordered'), [
        [0, 'fail'],
        [1, 'login'],
        [2, 'scan'],
      ]),
    ).toEqual(['2:near 3'])
    expect(
      told(near('temporal_ordered'), [
        [0, 'scan'],
        [1, 'login'],
        [2, 'fail'],
      ]),
    ).toEqual([])
    expect(
      told(near('temporal_ordered'), [
        [0, 'fail'],
        [1, 'scan'],
        [2, 'login'],
        [3, 'scan'],
      ]),
    ).toEqual(['3:near 3'])
    expect(
      told(near('temporal_ordered'), [
        [1, 'scan'],
        [1, 'login'],
        [1, 'fail'],
      ]),
    ).toEqual(['1:near 3'])
    expect(
      told(near('temporal_ordered'), [
        [0, 'fail'],
        [2, 'scan'],
        [1, 'login'],
      ]),
    ).toEqual(['1:near 3'])
  })

  prop.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom('fail', 'login', 'scan')), { maxLength: 25 }),
  ])('ordered hits if and only if some choice of events is in order within the timespan', (events) => {
    const sorted = [...events].sort((a, b) => a[0] - b[0])
    const possible = sorted.some(([a, first]) =>
      sorted.some(([b, second]) =>
        sorted.some(
          ([c, third]) => first === 'fail' && second === 'login' && third === 'scan' && a <= b && b <= c && c - a < 10,
        ),
      ),
    )
    expect(told(near('temporal_ordered'), sorted).length > 0).toBe(possible)
  })

  test('one event may stand for two rules', () => {
    const both = `---\ntitle: also\nname: also\nlogsource: {product: x}\ndetection: {s: {kind: fail}, condition: s}\n${correlation('both', 'type: temporal_ordered\nrules: [also, fail]\ngroup-by: [user]\ntimespan: 1s')}`
    expect(told(both, [[0, 'fail']])).toEqual(['0:both 2'])
  })

  test('keeps an event of each rule among the events that it names', () => {
    const { hear } = stream(near('temporal'))
    hear(0, { kind: 'fail', user: 'u' })
    for (let i = 0; i < 300; i++) hear(1, { kind: 'scan', user: 'u' })
    const [hit] = hear(2, { kind: 'login', user: 'u' })
    expect(hit?.tags).toHaveLength(100)
    expect(hit?.tags).toContain('e0')
  })

  test('aliases join fields of different names', () => {
    const joined = correlation(
      'joined',
      'type: temporal\nrules: [fail, scan]\ngroup-by: [ip]\ntimespan: 10s\naliases:\n  ip:\n    fail: source\n    scan: target',
    )
    expect(
      told(joined, [
        [0, 'fail', { source: '10.0.0.1' }],
        [1, 'scan', { target: '10.0.0.1' }],
      ]),
    ).toEqual(['1:joined 2'])
    expect(
      told(joined, [
        [0, 'fail', { source: '10.0.0.1' }],
        [1, 'scan', { target: '10.0.0.2' }],
      ]),
    ).toEqual([])
  })
})

describe('a chain', () => {
  const chain = `${threeFails}${correlation('broken-in', 'type: temporal_ordered\nrules: [brute, login]\ngroup-by: [user]\ntimespan: 60s')}`

  test('hears correlations as it hears rules; what builds on others may stay silent alone', () => {
    const { engine, hear } = stream(chain)
    for (let second = 0; second < 3; second++) expect(hear(second, { kind: 'fail', user: 'u' })).toEqual([])
    const [hit] = hear(20, { kind: 'login', user: 'u' })
    expect(hit).toMatchObject({ correlation: { name: 'broken-in' }, tags: ['e0', 'e1', 'e2', 'e3'], count: 2 })
    const silent = [...engine.set.rules, ...engine.set.correlations].filter((one) => engine.silentAlone(one))
    expect(silent.map(({ name }) => name)).toEqual(['fail', 'login', 'brute'])
  })

  test('with generate: true lets its parts speak too', () => {
    const loud = chain.replace('timespan: 60s', 'timespan: 60s\n  generate: true')
    const { engine, hear } = stream(loud)
    hear(0, { kind: 'fail', user: 'u' })
    hear(1, { kind: 'fail', user: 'u' })
    expect(hear(2, { kind: 'fail', user: 'u' })[0]?.correlation.name).toBe('brute')
    expect(engine.silentAlone(engine.set.correlations[0] ?? Object.assign({}, engine.set.correlations[1]))).toBe(false)
  })

  test('groups by its own fields only, read from the event that completed the part', () => {
    const regrouped = `${threeFails}${correlation('hosts', 'type: value_count\nrules: [brute]\ngroup-by: [host]\ntimespan: 60s\ncondition: {field: user, gte: 2}')}`
    const { engine, hear } = stream(regrouped)
    const fields = mapFields(engine.slots)
    const keys = ['a', 'b'].map((user) => {
      fields.load(new Map(Object.entries({ kind: 'fail', user, host: user })), new Map())
      return engine.inputs(engine.set.rules[0] ?? Object.assign({}, engine.set.rules[1]), fields)[0]?.key
    })
    expect(keys[0]).toBe(keys[1])
    let hits: CorrelationHit[] = []
    for (const user of ['a', 'b']) for (let i = 0; i < 3; i++) hits = hear(i, { kind: 'fail', user, host: 'h' })
    expect(hits[0]).toMatchObject({ correlation: { name: 'hosts' }, group: [['host', 'h']], value: 2 })
  })

  test('that groups alike throughout is keyed by its group', () => {
    const { engine } = stream(chain)
    const fields = mapFields(engine.slots)
    const keyOf = (kind: string, user: string) => {
      fields.load(new Map(Object.entries({ kind, user })), new Map())
      const rule = engine.set.rules.find(({ name }) => name === kind)
      return rule === undefined ? [] : engine.inputs(rule, fields).map(({ key }) => key)
    }
    expect(keyOf('fail', 'a')).toEqual(keyOf('login', 'A'))
    expect(keyOf('fail', 'a')).not.toEqual(keyOf('fail', 'b'))
    expect(keyOf('beat', 'a')).toEqual([])
  })
})

describe('absence', () => {
  const silence = correlation(
    'silence',
    'type: event_count\nrules: [beat]\ngroup-by: [user]\ntimespan: 10s\ncondition: {lt: 1}',
  )
  const few = correlation(
    'few',
    'type: event_count\nrules: [beat]\ngroup-by: [user]\ntimespan: 10s\ncondition: {lt: 3}',
  )

  test('is told once when a group that was heard falls silent for a timespan', () => {
    const { hear, tick } = stream(silence)
    for (const second of [0, 5, 12]) {
      expect(hear(second, { kind: 'beat', user: 'u' })).toEqual([])
      expect(tick(second)).toEqual([])
    }
    expect(tick(21.9)).toEqual([])
    expect(tick(22)).toMatchObject([
      { correlation: { name: 'silence' }, group: [['user', 'u']], count: 0, last: 12_000 },
    ])
    expect(tick(100)).toEqual([])
    hear(200, { kind: 'beat', user: 'u' })
    expect(tick(210)).toHaveLength(1)
  })

  test('is judged before a later event of the same group is heard, ticks or not', () => {
    const { hear } = stream(silence)
    hear(0, { kind: 'beat', user: 'u' })
    expect(hear(30, { kind: 'beat', user: 'u' })).toHaveLength(1)
  })

  test('gives a group a whole timespan before it is called too quiet', () => {
    const { hear, tick } = stream(few)
    expect(hear(0, { kind: 'beat', user: 'u' })).toEqual([])
    expect(tick(9)).toEqual([])
    expect(tick(10)).toMatchObject([{ count: 1 }])
    const steady = stream(few)
    const hits = []
    for (let second = 0; second < 60; second += 3) {
      hits.push(...steady.hear(second, { kind: 'beat', user: 'u' }), ...steady.tick(second))
    }
    expect(hits).toEqual([])
  })

  test('waits for a source whose clock is behind', () => {
    const { hear, tick } = stream(silence)
    tick(1000)
    hear(900, { kind: 'beat', user: 'u' })
    expect(tick(1005)).toEqual([])
    expect(tick(1010)).toHaveLength(1)
  })
})

describe('memory', () => {
  test('is bounded in groups, the stalest going first, and says so', () => {
    const { hear, state } = stream(threeFails, { groups: 3 })
    for (const user of ['a', 'b', 'c', 'a', 'd']) hear(1, { kind: 'fail', user })
    expect(state.counters).toMatchObject({ groups: 3, evicted: 1 })
    hear(2, { kind: 'fail', user: 'd' })
    expect(hear(2, { kind: 'fail', user: 'd' })).toHaveLength(1)
  })

  test('is bounded in events of a group, and says so', () => {
    const large = threeFails.replace('gte: 3', 'gte: 100')
    const { hear, state } = stream(large, { entries: 50 })
    for (let i = 0; i < 200; i++) expect(hear(1, { kind: 'fail', user: 'u' })).toEqual([])
    expect(state.counters.cut).toBe(150)
  })

  test('forgets groups that stream time has left behind', () => {
    const { hear, tick, state } = stream(threeFails)
    tick(0)
    for (let user = 0; user < 100; user++) hear(1, { kind: 'fail', user })
    for (let second = 1; second < 5; second++) tick(second)
    expect(state.counters.groups).toBe(100)
    tick(20)
    tick(21)
    expect(state.counters.groups).toBe(0)
  })

  test('empty has no snapshot; what is not a snapshot is refused', () => {
    const { state } = stream(threeFails)
    expect(state.snapshot()).toBeUndefined()
    expect(() => state.restore(new Uint8Array([1, 2, 3]))).toThrow('cannot be read')
    expect(() => state.restore(new TextEncoder().encode('{"format":99}'))).toThrow('another format')
  })

  test('of a correlation that has changed is dropped and counted', () => {
    const before = stream(threeFails)
    before.hear(0, { kind: 'fail', user: 'u' })
    const bytes = before.state.snapshot() ?? new Uint8Array()
    const after = stream(threeFails.replace('gte: 3', 'gte: 2'))
    after.state.restore(bytes)
    expect(after.state.counters).toMatchObject({ unknown: 1, groups: 0 })
  })

  const all = [
    threeFails,
    correlation(
      'distinct',
      'type: value_count\nrules: [scan, fail]\ngroup-by: [user]\ntimespan: 7s\ncondition: {field: n, gte: 3}',
    ),
    correlation('sum', 'type: value_sum\nrules: [scan]\ngroup-by: [user]\ntimespan: 7s\ncondition: {field: n, gt: 9}'),
    correlation(
      'median',
      'type: value_median\nrules: [scan]\ngroup-by: []\ntimespan: 7s\ncondition: {field: n, gt: 4}',
    ),
    correlation('order', 'type: temporal_ordered\nrules: [brute, login]\ngroup-by: [user]\ntimespan: 9s'),
    correlation('quiet', 'type: event_count\nrules: [beat]\ngroup-by: [user]\ntimespan: 5s\ncondition: {lt: 2}'),
  ].join('')
  const step = fc.tuple(
    fc.constantFrom('fail', 'login', 'scan', 'beat'),
    fc.constantFrom('a', 'b', 'c'),
    fc.integer({ min: -3, max: 9 }),
    fc.integer({ min: -2, max: 3 }),
  )

  prop.prop([fc.array(step, { maxLength: 60 }), fc.nat(60)], { numRuns: 60 })(
    'goes on after a restore exactly as if nothing had happened',
    (steps, cut) => {
      const [one, two] = [stream(all), stream(all)]
      let clock = 100
      let second: Stream = two
      for (const [index, [kind, user, n, wait]] of steps.entries()) {
        if (index === cut) {
          const third = stream(all)
          const bytes = second.state.snapshot()
          if (bytes !== undefined) third.state.restore(bytes)
          // Event ids are numbered by each stream from 0 on: bring the new one level.
          for (let i = 0; i < index; i++) third.hear(0, { kind: 'nothing' })
          expect(third.state.snapshot()).toEqual(bytes)
          second = third
        }
        clock += wait
        expect(second.hear(clock, { kind, user, n })).toEqual(one.hear(clock, { kind, user, n }))
        expect(second.tick(clock)).toEqual(one.tick(clock))
      }
    },
  )

  prop.prop([fc.array(step, { maxLength: 80 })], { numRuns: 100 })(
    'gives event_count hits as counting again from scratch would',
    (steps) => {
      const { hear } = stream(threeFails)
      const heard: { time: number; user: string }[] = []
      const quiet = new Map<string, number>()
      let clock = 0
      for (const [, user, , wait] of steps) {
        clock += Math.max(0, wait)
        heard.push({ time: clock, user })
        const count = heard.filter((one) => one.user === user && one.time > clock - 10).length
        const expected = count >= 3 && clock >= (quiet.get(user) ?? 0)
        if (expected) quiet.set(user, clock + 10)
        expect(hear(clock, { kind: 'fail', user }).map((hit) => hit.count)).toEqual(expected ? [count] : [])
      }
    },
  )
})

describe('a correlation that cannot work is refused', () => {
  test.each<[string, string, RegExp]>([
    [
      'an unknown rule',
      'type: event_count\nrules: [nobody]\ngroup-by: [a]\ntimespan: 1m\ncondition: {gte: 1}',
      /names nobody/,
    ],
    ['a rule named twice', 'type: temporal\nrules: [fail, id-fail]\ngroup-by: [a]\ntimespan: 1m', /twice/],
    ['itself', 'type: temporal\nrules: [it, fail]\ngroup-by: [a]\ntimespan: 1m', /back to itself/],
    [
      'an unknown type',
      'type: event_cuont\nrules: [fail]\ngroup-by: [a]\ntimespan: 1m\ncondition: {gte: 1}',
      /event_cuont/,
    ],
    ['no timespan', 'type: event_count\nrules: [fail]\ngroup-by: [a]\ncondition: {gte: 1}', /timespan/],
    [
      'a timespan in words',
      'type: event_count\nrules: [fail]\ngroup-by: [a]\ntimespan: 1 hour\ncondition: {gte: 1}',
      /timespan 1 hour/,
    ],
    ['no condition', 'type: event_count\nrules: [fail]\ngroup-by: [a]\ntimespan: 1m', /no condition/],
    [
      'an unknown comparison',
      'type: event_count\nrules: [fail]\ngroup-by: [a]\ntimespan: 1m\ncondition: {ge: 1}',
      /no comparison/,
    ],
    ['no field', 'type: value_count\nrules: [fail]\ngroup-by: [a]\ntimespan: 1m\ncondition: {gte: 1}', /needs a field/],
    [
      'no percentile',
      'type: value_percentile\nrules: [fail]\ngroup-by: [a]\ntimespan: 1m\ncondition: {field: image, lte: 1}',
      /which percentile/,
    ],
    [
      'an order of fewer',
      'type: temporal_ordered\nrules: [fail, scan]\ngroup-by: [a]\ntimespan: 1m\ncondition: {gte: 1}',
      /in order/,
    ],
    [
      'an alias for nobody',
      'type: temporal\nrules: [fail, scan]\ngroup-by: [ip]\ntimespan: 1m\naliases: {ip: {nobody: a}}',
      /alias names nobody/,
    ],
  ])('for %s', (_, body, reason) => {
    const { refused, correlations } = loadRules([{ path: 'c.yml', text: base + correlation('it', body) }])
    expect(correlations).toEqual([])
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toMatch(reason)
    expect(refused[0]?.line).toBeGreaterThan(20)
  })

  test('for a cycle through others', () => {
    const cycle = ['a', 'b', 'c'].map((name, index) =>
      correlation(name, `type: temporal\nrules: [fail, ${['b', 'c', 'a'][index]}]\ngroup-by: [u]\ntimespan: 1m`),
    )
    const { refused, correlations } = loadRules([{ path: 'c.yml', text: base + cycle.join('') }])
    expect(correlations).toEqual([])
    expect(refused).toHaveLength(3)
  })

  test('with a warning where group-by is missing', () => {
    const { correlations } = loadRules([
      {
        path: 'c.yml',
        text: base + correlation('it', 'type: event_count\nrules: [fail]\ntimespan: 1m\ncondition: {gte: 1}'),
      },
    ])
    expect(correlations[0]?.warnings).toHaveLength(1)
  })
})
