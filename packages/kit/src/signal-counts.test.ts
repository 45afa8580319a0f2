import { expect, test } from 'vitest'
import { signal } from './signal.ts'
import { otherLabel, signalCounts } from './signal-counts.ts'

const refused = signal<{ source: string; offset: number }>('source.refused', {
  level: 'warn',
  metric: { name: 'tocsin_refused_total', labels: ['source'] },
  says: ({ source }) => `${source} was refused`,
})

test('a signal is counted by the labels of its metric, and by nothing else that it carries', () => {
  const counts = signalCounts()
  for (const offset of [1, 2, 3]) counts.count(refused, { source: 'zeek', offset })
  counts.count(refused, { source: 'syslog', offset: 9 })
  expect(counts.read()).toEqual([
    { metric: 'tocsin_refused_total', labels: { source: 'zeek' }, count: 3 },
    { metric: 'tocsin_refused_total', labels: { source: 'syslog' }, count: 1 },
  ])
})

test('a signal without a metric is counted under its name', () => {
  const counts = signalCounts()
  counts.count(signal('house.woke', { level: 'info', says: () => 'woke' }), {})
  expect(counts.read()).toEqual([{ metric: 'tocsin_signals_total', labels: { signal: 'house.woke' }, count: 1 }])
})

test('label values past the bound are counted together, and none is lost', () => {
  const counts = signalCounts(3)
  for (let name = 0; name < 100; name++) counts.count(refused, { source: `s${name}`, offset: 0 })
  expect(counts.read()).toHaveLength(4)
  expect(counts.read().at(-1)).toEqual({
    metric: 'tocsin_refused_total',
    labels: { source: otherLabel },
    count: 97,
  })
})
