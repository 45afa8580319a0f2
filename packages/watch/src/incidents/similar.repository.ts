import type { Incident } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import type { Scope, StateStore } from '@tocsin/store'
import { byHand } from '../hand/finding.ts'
import { columnText } from './column-text.ts'
import { stands } from './grouping.repository.ts'
import { incidentsById, isAbout } from './incident.repository.ts'
import { incidentVisible, readJson, sql } from './statement.repository.ts'

/** An incident that resembles another one: what they share. */
export interface Similar {
  readonly incident: Incident
  /** Both are about the same observable. */
  readonly sameAbout: boolean
  /** Ids of the detectors that spoke in both. */
  readonly detectors: readonly string[]
}

/** Detectors looked at, their newest findings each, and incidents about the same: the answer costs the same in any store. */
const most = { detectors: 5, findings: 200, sameAbout: 100 } as const

/**
 * Incidents that share an observable or detectors with one, in the same realm: those that share both first, then by how
 * many detectors, then the newest. Older ones than the bounds reach are not among them.
 */
export async function similarTo(
  store: StateStore,
  scope: Scope,
  incident: Incident,
  limit: number,
): Promise<readonly Similar[]> {
  const own = incident.detectors.filter(({ id }) => id !== byHand).slice(0, most.detectors)
  const ids = new Set<string>()
  for (const { id } of own) {
    // The newest findings by the index of the detector; one incident may hold many of them.
    const newest = sql
      .selectFrom('finding')
      .select('incident_id')
      .where('detector_id', '=', columnText(id))
      .orderBy('time', 'desc')
      .limit(most.findings)
      .compile()
    for (const row of await store.run<{ incident_id: string }>(newest)) ids.add(row.incident_id)
  }
  const candidates = new Map<string, Incident>()
  const named = [...ids]
  for (let from = 0; from < named.length; from += 500) {
    for (const one of await incidentsById(store, scope, named.slice(from, from + 500))) candidates.set(one.id, one)
  }
  for (const one of await aboutTheSame(store, scope, incident)) candidates.set(one.id, one)
  candidates.delete(incident.id)
  const keys = namesOf(incident)
  const mine = new Set(own.map(({ id }) => id))
  return [...candidates.values()]
    .filter(({ realm }) => realm === incident.realm)
    .map((one) => ({
      incident: one,
      sameAbout:
        namesOf(one).some((key) => keys.includes(key)) || (one.thing !== undefined && one.thing === incident.thing),
      detectors: one.detectors.map(({ id }) => id).filter((id) => mine.has(id)),
    }))
    .filter(({ sameAbout, detectors }) => sameAbout || detectors.length > 0)
    .sort((a, b) => rank(b) - rank(a) || b.incident.last - a.incident.last)
    .slice(0, limit)
}

async function aboutTheSame(
  store: StateStore,
  scope: Scope,
  { about, names = [], realm }: Incident,
): Promise<readonly Incident[]> {
  if (about === undefined) return []
  const groups = [about, ...names].map((one) => columnText(`${realm}|${observableKey(one)}`))
  const compiled = sql
    .selectFrom('incident')
    .select('body')
    .where(isAbout(groups))
    .where('closed', '<>', stands.merged)
    .where(incidentVisible(scope))
    .orderBy('last_time', 'desc')
    .limit(most.sameAbout)
    .compile()
  return (await store.run<{ body: string }>(compiled)).map(({ body }) => readJson<Incident>(body))
}

function namesOf({ about, names = [] }: Incident): readonly string[] {
  return [about, ...names].flatMap((one) => (one === undefined ? [] : [observableKey(one)]))
}

function rank({ sameAbout, detectors }: Similar): number {
  return (sameAbout && detectors.length > 0 ? 100 : sameAbout ? 50 : 0) + detectors.length
}
