import { compile, loadRules } from '../../packages/sigma/dist/index.js'

const updates = 500_000

/** Updates per CPU second of correlation state, for groups few and many. */
export function correlationLane(cpuOf) {
  return [
    measured('event_count, 1,000 groups', 'event_count', 'condition: {gte: 100000}', 1000),
    measured('event_count, 90,000 groups', 'event_count', 'condition: {gte: 100000}', 90_000),
    measured('value_count, 1,000 groups', 'value_count', 'condition: {field: v, gte: 100000}', 1000),
    measured('temporal, 1,000 groups', 'temporal', 'condition: {gte: 2}', 1000),
  ]

  function measured(name, type, condition, groups) {
    const engine = compile(loadRules([{ path: 'bench.yml', text: rulesOf(type, condition) }]))
    const inputs = Array.from({ length: groups }, (_, group) => ({
      correlation: 'bench',
      place: 0,
      readings: [
        {
          correlation: 'bench',
          place: 0,
          group: [`user-${group}`],
          value: type === 'value_count' ? [group % 97] : null,
        },
      ],
    }))
    const before = memory()
    let state
    const seconds = cpuOf(() => {
      state = engine.correlations()
      for (let i = 0; i < updates; i++) state.take(inputs[i % groups], i * 10, '3.1042.0')
    })
    const held = state.counters.groups
    return {
      name,
      perSecond: Math.round(updates / seconds),
      ...(global.gc === undefined ? {} : { bytesPerGroup: Math.round((memory() - before) / held) }),
    }
  }
}

function memory() {
  global.gc?.()
  return process.memoryUsage().heapUsed
}

function rulesOf(type, condition) {
  return `title: a
id: a
logsource: {product: x}
detection: {s: {a: 1}, condition: s}
---
title: b
id: b
logsource: {product: x}
detection: {s: {a: 2}, condition: s}
---
title: bench
id: bench
correlation:
  type: ${type}
  rules: [a, b]
  group-by: [user]
  timespan: 60s
  ${condition}
`
}
