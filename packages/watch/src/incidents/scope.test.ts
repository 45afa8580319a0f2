import type { Finding } from '@tocsin/event'
import { everything, type Scope, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenFinding, morning } from '../given.fixture.ts'
import { type GivenState, givenState } from '../given-state.fixture.ts'
import { findingById, findingsBy, findingsOf } from './finding.repository.ts'
import {
  countsBySeverity,
  incidentById,
  incidentsById,
  listIncidents,
  openIncidentsAbout,
} from './incident.repository.ts'
import { nameSources } from './name-sources.repository.ts'
import { incidentStage } from './stage.ts'
import { sql, statement } from './statement.repository.ts'

let given: GivenState
let store: StateStore
const water: Scope = { kind: 'sources', sources: ['pumps', 'water_vpn'] }
const roads: Scope = { kind: 'sources', sources: ['lights'] }
const page = { limit: 50, now: morning }

beforeEach(async () => {
  given = await givenState()
  store = given.store
})

afterEach(() => given.close())

function finding(id: string, host: string, ...sources: string[]): Finding {
  return {
    ...givenFinding({ id, detector: 'rule', about: { kind: 'host', value: host } }),
    evidence: sources.map((source, n) => ({ event: `0.${n}.0`, time: morning, source, matched: [] })),
  }
}

async function keep(...findings: Finding[]) {
  const stage = incidentStage()
  await stage.load(store)
  await store.transact(stage.group(findings.map((one) => ({ finding: one, frames: [] }))).statements)
}

const hosts = async (scope: Scope) =>
  (await listIncidents(store, scope, page)).incidents.map(({ about }) => about?.value).sort()

describe('a scope', () => {
  beforeEach(() =>
    keep(
      finding('a', 'pump', 'pumps'),
      finding('b', 'pump', 'water_vpn'),
      finding('c', 'light', 'lights'),
      finding('d', 'both', 'pumps'),
      finding('e', 'both', 'lights'),
      finding('f', 'mixed', 'pumps', 'lights'),
      finding('g', 'nameless'),
    ),
  )

  test('hides a finding that counts events of others, though its evidence names none of them', async () => {
    const stage = incidentStage()
    await stage.load(store)
    const counted = { finding: finding('h', 'counted', 'pumps'), frames: [], alsoOf: ['lights', 'pumps'] }
    await store.transact(stage.group([counted]).statements)
    expect(await hosts(water)).not.toContain('counted')
    expect(await hosts(everything)).toContain('counted')
    expect(await findingById(store, water, 'h', { from: 0, limit: 1 })).toBeUndefined()
  })

  test('lets through the incidents all of whose sources are in it', async () => {
    expect(await hosts(everything)).toEqual(['both', 'light', 'mixed', 'nameless', 'pump'])
    expect(await hosts(water)).toEqual(['pump'])
    expect(await hosts(roads)).toEqual(['light'])
    expect(await hosts({ kind: 'sources', sources: [] })).toEqual([])
    expect(await hosts({ kind: 'sources', sources: [''] })).toEqual([])
  })

  test('holds for one incident, for several, for those about somebody and for the counts', async () => {
    expect((await incidentById(store, water, 'INC-1'))?.sources).toEqual(['pumps', 'water_vpn'])
    expect(await incidentById(store, water, 'INC-2')).toBeUndefined()
    expect((await incidentsById(store, roads, ['INC-1', 'INC-2', 'INC-3'])).map(({ id }) => id)).toEqual(['INC-2'])
    expect(await openIncidentsAbout(store, water, { kind: 'host', value: 'light' }, morning)).toEqual([])
    expect((await countsBySeverity(store, water, {})).medium).toBe(1)
    expect((await countsBySeverity(store, everything, {})).medium).toBe(5)
  })

  test('lets through the findings all of whose evidence is in it, in whichever incident', async () => {
    expect((await findingsOf(store, water, 'INC-3', { limit: 9 })).findings.map(({ id }) => id)).toEqual(['d'])
    expect((await findingById(store, water, 'd', { from: 0, limit: 1 }))?.finding.id).toBe('d')
    expect(await findingById(store, water, 'f', { from: 0, limit: 1 })).toBeUndefined()
    expect((await findingsBy(store, water, 'rule', 0)).count).toBe(3)
    expect((await findingsBy(store, roads, 'rule', 0)).count).toBe(2)
  })
})

test('incidents that were written before sources were kept are given theirs, once, from the evidence', async () => {
  await keep(finding('a', 'pump', 'pumps'), finding('b', 'pump', 'lights'), finding('c', 'light', 'lights'))
  // As the tables were before: no rows of sources, no word of them in the incident.
  await store.transact([
    statement(sql.deleteFrom('incident_source')),
    statement(sql.deleteFrom('finding_source')),
    statement(sql.deleteFrom('watch_sequence').where('name', '=', 'sourced')),
  ])
  for (const { id } of (await listIncidents(store, everything, page)).incidents) {
    const { sources: _, ...old } = (await incidentById(store, everything, id)) ?? { sources: [] }
    await store.transact([
      statement(
        sql
          .updateTable('incident')
          .set({ body: JSON.stringify(old) })
          .where('id', '=', id),
      ),
    ])
  }
  expect(await hosts(roads)).toEqual([])
  await nameSources(store)
  await nameSources(store)
  expect(await hosts(roads)).toEqual(['light'])
  expect((await incidentById(store, everything, 'INC-1'))?.sources).toEqual(['lights', 'pumps'])
})

test('an incident of more sources than are listed is hidden by its own list too', async () => {
  const many = Array.from({ length: 130 }, (_, n) => `s${n}`)
  await keep(...many.map((source, n) => finding(`f${n}`, 'hub', source)))
  const incident = await incidentById(store, everything, 'INC-1')
  expect(incident?.sources).toHaveLength(100)
  expect(incident?.sources[0]).toBe('')
  expect(await hosts({ kind: 'sources', sources: many })).toEqual(['hub'])
  expect(await hosts({ kind: 'sources', sources: many.slice(1) })).toEqual([])
})
