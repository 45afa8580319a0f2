import type { Incident } from '@tocsin/event'
import { everything, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GivenFinding, givenFinding, hour, morning } from '../given.fixture.ts'
import { type GivenState, givenState } from '../given-state.fixture.ts'
import { incidentById } from './incident.repository.ts'
import { similarTo } from './similar.repository.ts'
import { incidentStage } from './stage.ts'

let given: GivenState
let store: StateStore
beforeEach(async () => {
  given = await givenState()
  store = given.store
  const findings: readonly GivenFinding[] = [
    { detector: 'r-1', about: host('a') },
    { detector: 'r-1', about: host('b') },
    { detector: 'r-2', about: host('a') },
    { detector: 'r-3', about: host('c') },
    { detector: 'r-1', about: host('a') },
    { detector: 'r-1', about: host('a'), realm: 'exercise' },
  ]
  const said = findings.map((one, n) => {
    const time = morning + n * 5 * hour
    return { finding: givenFinding({ ...one, id: `f${n}`, time, said: time }), frames: [] }
  })
  await store.transact(incidentStage().group(said).statements)
})
afterEach(() => given.close())

function host(value: string) {
  return { kind: 'host', value } as const
}

async function like(id: string, scope: Parameters<typeof similarTo>[1] = everything) {
  const incident = (await incidentById(store, everything, id)) as Incident
  return (await similarTo(store, scope, incident, 10)).map((one) => one.incident.id as string)
}

test('incidents that share whom they are about and their rule come first, then one of both; the newer first', async () => {
  expect(await like('INC-5')).toEqual(['INC-1', 'INC-3', 'INC-2'])
})

test('what shares nothing, what is of another realm and what somebody may not see is not among them', async () => {
  expect(await like('INC-4')).toEqual([])
  expect(await like('INC-6')).toEqual([])
  expect(await like('INC-5', { kind: 'sources', sources: ['zeek'] })).toEqual([])
})
