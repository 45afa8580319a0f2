import { expect, test } from 'vitest'
import type { SourceHealth } from '../health/health-book.ts'
import { blindSpots, gives } from './blind-spots.ts'

const source: SourceHealth = {
  ...{ source: 'syslog', state: 'well', first: 1, last: 2, frames: 9, events: 9, refused: 0, senders: 1 },
  ...{
    expected: null,
    lastHour: null,
    hoursLearnt: 0,
    silentAfter: 60,
    decoders: ['syslog'],
    logsources: ['linux||sshd'],
  },
}
const need = { rule: 'a', title: 'Guessing', level: 'high', asks: ['linux||sshd'], listening: false } as const
const winlogbeat = {
  ...{ id: 'winlogbeat', name: 'Winlogbeat', group: 'windows' as const, gives: ['windows||security'] },
  ways: [],
}

test('rules that nobody feeds are one entry for what they ask for, with what would wake them; the gravest stands first', () => {
  const needs = [
    need,
    { ...need, rule: 'b', title: 'Log cleared', level: 'critical' as const, asks: ['windows||security'] },
    { ...need, rule: 'c', title: 'Account made', level: 'low' as const, asks: ['windows||security'] },
    { ...need, rule: 'd', level: 'low' as const, asks: ['zeek||dns'] },
  ]
  const spots = blindSpots({ health: [source], needs, catalogue: [winlogbeat] })
  expect(spots.map(({ kind, about, waiting, wakes }) => [kind, about, waiting, wakes.join()])).toEqual([
    ['asleep', 'windows||security', 2, 'winlogbeat'],
    ['no-city', 'inventory', 0, ''],
    ['asleep', 'zeek||dns', 1, ''],
  ])
  expect(spots[0]).toMatchObject({ risk: 21, says: { en: '2 rules wait for windows security; nobody sends it' } })
})

test('a source that nobody judges, that is silent, waits or cannot be read is in the same list', () => {
  const health = [
    { ...source, source: 'a', logsources: ['lamps||'] },
    { ...source, source: 'b', state: 'silent' as const },
    { ...source, source: 'c', state: 'waiting' as const, events: 0 },
    { ...source, source: 'd', state: 'unread' as const, events: 0 },
  ]
  const kinds = blindSpots({ health, needs: [need], catalogue: [] }).map(({ kind }) => kind)
  expect(kinds).toEqual(['silent', 'unread', 'waiting', 'no-rule', 'no-city'])
})

test('zones of which nothing is heard, and grave assets, stand in it as soon as a list was imported', () => {
  const city = {
    assets: 30,
    zones: [
      { id: 'water', name: 'Water', assets: 20, heard: 0 },
      { id: 'hall', name: 'Town hall', assets: 10, heard: 3 },
    ],
    grave: { count: 2, names: ['PLC 1', 'PLC 2'] },
  }
  const spots = blindSpots({ health: [], needs: [], catalogue: [], city })
  expect(spots.map(({ kind, about, risk }) => [kind, about, risk])).toEqual([
    ['assets', 'assets', 17],
    ['zone', 'water', 12],
  ])
  expect(spots[0]?.says.en).toContain('PLC 1, PLC 2')
})

test('what Tocsin says of itself is always sent', () => {
  expect(blindSpots({ health: [], needs: [{ ...need, asks: ['tocsin||self'] }], catalogue: [] })).toHaveLength(1)
})

test.each([
  ['linux||sshd', 'linux||', true],
  ['linux||sshd', '||sshd', true],
  ['linux||sshd', 'windows||sshd', false],
  ['windows|process_creation|', 'windows|process_creation|security', false],
])('what sends %s feeds a rule for %s: %s', (sent, asked, fed) => {
  expect(gives(sent, asked)).toBe(fed)
})
