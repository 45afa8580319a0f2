import type { ServiceId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { answerOf, coldStart, consequence, merge, questions, record, view } from './index.ts'
import { asset, cell, said, service, supply, town } from './town.fixture.ts'

const list = town({
  assets: [
    ...Array.from({ length: 6 }, (_, i) => asset(`junction-${i}`, { kind: 'signal-controller' })),
    asset('relay', { kind: 'protection-relay' }),
    asset('box', { kind: 'sensor' }),
  ],
})
const started = merge(list, coldStart(list, 3000), 3000)

test('a list of things gives services, supplies and terms, all of them assumed', () => {
  expect([...started.services.keys()].sort()).toEqual(['assumed-power', 'assumed-traffic'])
  expect(view(started, 'dependencies', 'assumed-traffic-assets')).toMatchObject({
    needed: { value: 3, confidence: 'assumed' },
  })
  expect(view(started, 'dependencies', 'assumed-traffic-power')?.suppliers).toHaveLength(1)
  expect(view(started, 'assets', 'junction-0')?.failSafe).toMatchObject({ value: 'safe-state', confidence: 'assumed' })
})

test('harm on a cold start is assumed and has no number of people', () => {
  const answer = consequence(started, [{ kind: 'asset', id: 'relay' as never }], 24)
  expect(answer.services.map(({ service, basis }) => [service, basis])).toEqual([
    ['assumed-power', 'assumed'],
    ['assumed-traffic', 'assumed'],
  ])
  expect(answer).toMatchObject({ people: { kind: 'unknown' }, assumedShare: 1 })
})

test('supposing again adds what came since, and changes nothing else', () => {
  const grown = merge(started, { assets: [asset('junction-6', { kind: 'signal-controller' })] })
  const again = merge(grown, coldStart(grown, 4000), 4000)
  expect(view(again, 'dependencies', 'assumed-traffic-assets')?.suppliers).toHaveLength(7)
  expect(again.services.size).toBe(2)
})

test('the terms that are supposed are those that count without supposing', () => {
  const bare = town({
    assets: [asset('a', { kind: 'plc' }), asset('b', { kind: 'plc' })],
    services: [service('water', { people: 10 })],
    dependencies: [{ ...supply('d', 'service:water', ['asset:a', 'asset:b']), said: suppliersOnly() }],
  })
  const [one] = consequence(bare, [{ kind: 'asset', id: 'a' as never }], 24).services
  // PLC: no buffer, hands after 1 h for 48 h at 70 %
  expect(one?.lostHours).toBeCloseTo(1 + 23 * 0.3)
  expect(one?.basis).toBe('assumed')
})

test('at most three questions a service, and the one whose answer changes most comes first', () => {
  const city = town({
    services: [service('small', { people: 10 }), service('large', { people: 50_000 }), service('after')],
    dependencies: [supply('d', 'service:after', ['service:large'])],
  })
  const asked = questions(city)
  const count = new Map<string, number>()
  for (const { service } of asked) count.set(service, (count.get(service) ?? 0) + 1)
  expect(Math.max(...count.values())).toBeLessThanOrEqual(3)
  expect(asked[0]).toMatchObject({ service: 'large', about: 'fallback' })
  expect(asked.at(-1)?.service).toBe('small')
  expect([...asked].sort((a, b) => b.swing - a.swing)).toEqual(asked)
  expect(asked.find(({ service, about }) => service === 'after' && about === 'people')?.words.fr).toContain(
    'combien de personnes',
  )
})

test('an answer ends its question and moves the consequence', () => {
  const id = 'assumed-traffic' as ServiceId
  const people = answerOf(id, { about: 'people', people: 4000 }, said)
  const hands = answerOf(
    id,
    { about: 'fallback', buffer: 0, fallback: { kind: 'manual', takesOverAfter: 0, lasts: 100, capacity: 0.9 } },
    said,
  )
  const answered = merge(merge(started, people), hands)
  expect(
    questions(answered)
      .filter(({ service }) => service === id)
      .map(({ about }) => about),
  ).toEqual(['outage'])
  const lost = ['junction-0', 'junction-1', 'junction-2', 'junction-3'].map((id) => ({
    kind: 'asset' as const,
    id: id as never,
  }))
  const harm = consequence(answered, lost, 10).people
  expect(harm.kind === 'known' && Math.round(harm.atMost)).toBe(400)
})

test('a service whose people, terms and maximum outage are stated is asked nothing', () => {
  const city = town({
    assets: [asset('a')],
    services: [service('s', { maximumOutage: 4 })],
    dependencies: [supply('d', 'service:s', ['asset:a'])],
    cells: [cell('c', 10, 's')],
  })
  expect(questions(city)).toEqual([])
})

test('a value that cannot be is refused with its place', () => {
  const made = record('assets', 'a', { kind: 'spaceship', colour: 'red', identifiers: 'x' }, said)
  expect(made.ok ? [] : made.error.map(({ at }) => at)).toEqual([
    '/assets/a/said/kind/0/value',
    '/assets/a/said/colour',
    '/assets/a/identifiers',
  ])
})

function suppliersOnly() {
  const { dependent, suppliers } = supply('d', 'service:water', ['asset:a', 'asset:b']).said
  return { ...(dependent && { dependent }), ...(suppliers && { suppliers }) }
}
