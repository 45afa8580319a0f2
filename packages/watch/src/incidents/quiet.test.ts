import type { Said } from '@tocsin/capability'
import { everything, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GivenFinding, givenFinding, hour, minute, morning } from '../given.fixture.ts'
import { type GivenState, givenState } from '../given-state.fixture.ts'
import { findingsOf } from './finding.repository.ts'
import { incidentById, listIncidents } from './incident.repository.ts'
import { listQuiets } from './quiet.repository.ts'
import { quieting, unquieting } from './quieting.ts'
import { incidentStage } from './stage.ts'

let given: GivenState
let store: StateStore
let stage: ReturnType<typeof incidentStage>
beforeEach(async () => {
  given = await givenState()
  store = given.store
  stage = incidentStage()
  await stage.load(store)
  await hear({ id: 'first' })
})
afterEach(() => given.close())

const until = morning + 48 * hour
const page = { limit: 50, now: morning } as const
const scope = { kind: 'sources', sources: ['windows'] } as const

/** As the sink does it. */
async function hear(...findings: readonly GivenFinding[]) {
  const said = findings.map((one): Said => ({ finding: givenFinding(one), frames: [] }))
  await stage.refresh?.(store)
  const { statements, changed } = stage.group(said)
  await store.transact(statements)
  return changed
}

async function keepQuiet(act = 'act-1') {
  const incident = await incidentById(store, everything, 'INC-1')
  const asked = { act, who: 'ada', at: morning, until, reason: 'planned work', incidents: incident ? [incident] : [] }
  const made = await quieting(store, asked)
  await store.transact([...made.values()].flat())
}

const quiets = () => listQuiets(store, everything, { after: 0, limit: 10 })
const count = async () => (await listIncidents(store, everything, page)).incidents.length
const later = (id: string, hours: number, more: GivenFinding = {}) => {
  const time = morning + hours * hour
  return { id, time, said: time, ...more }
}

describe('a pair that is kept quiet', () => {
  test('opens no incident: what comes is kept in the closed one, counted, and does not let it grow', async () => {
    await keepQuiet()
    expect(await hear(later('a', 5), later('b', 6))).toEqual([])
    expect(await count()).toBe(1)
    expect(await incidentById(store, everything, 'INC-1')).toMatchObject({ findings: 1, latest: ['first'] })
    const { findings } = await findingsOf(store, everything, 'INC-1', { limit: 10 })
    expect(findings.map(({ id }) => id)).toEqual(['b', 'a', 'first'])
    expect(await quiets()).toMatchObject([{ who: 'ada', until, held: 2, lastHeld: morning + 6 * hour }])
  })

  test('is heard again by itself when its time is over, by the time of the log', async () => {
    await keepQuiet()
    await hear(later('a', 47.9))
    expect(await count()).toBe(1)
    await hear(later('b', 48))
    expect(await count()).toBe(2)
    expect(await quiets()).toMatchObject([{ held: 1 }])
  })

  test('lets through what is graver, of another rule, about another host, or from a source that was not judged', async () => {
    await keepQuiet()
    const { severity } = givenFinding()
    expect(severity).not.toBe('critical')
    await hear(later('graver', 3, { severity: 'critical' }))
    await hear(later('other', 8, { detector: 'r-other' }))
    await hear(later('host', 13, { about: { kind: 'host', value: 'elsewhere' } }))
    expect(await count()).toBe(4)
    const foreign = {
      ...givenFinding(later('source', 20)),
      evidence: [{ event: '1.1.0', time: morning, source: 'zeek', matched: [] }],
    }
    await stage.refresh?.(store)
    await store.transact(stage.group([{ finding: foreign, frames: [] }]).statements)
    expect(await count()).toBe(5)
    expect(await quiets()).toMatchObject([{ held: 0 }])
  })

  test('counts each finding once, also where it comes again, and over a restart', async () => {
    await keepQuiet()
    await hear(later('a', 5))
    stage = incidentStage()
    await stage.load(store)
    await hear(later('a', 5), later('b', 6))
    expect(await quiets()).toMatchObject([{ held: 2 }])
  })

  test('is heard again once the act is taken back, also by what was decided while findings came', async () => {
    await keepQuiet()
    await hear(later('a', 3))
    await store.transact(unquieting({ act: 'act-1', who: 'ada', at: morning + minute, incidents: ['INC-1'] }))
    await hear(later('b', 5))
    expect(await count()).toBe(2)
    expect(await quiets()).toMatchObject([{ held: 1, ended: { by: 'ada' } }])
  })

  test('is made once by an act over several incidents about the same', async () => {
    await hear(later('again', 10))
    const both = (await listIncidents(store, everything, page)).incidents
    expect(both).toHaveLength(2)
    const made = await quieting(store, { act: 'x', who: 'ada', at: morning, until, reason: 'why', incidents: both })
    await store.transact([...made.values()].flat())
    expect(await quiets()).toHaveLength(1)
  })

  test('is seen by those who see its incident', async () => {
    await keepQuiet()
    expect(await listQuiets(store, scope, { after: 0, limit: 10 })).toHaveLength(1)
    expect(await listQuiets(store, { ...scope, sources: ['zeek'] }, { after: 0, limit: 10 })).toEqual([])
  })
})
