import type { Finding } from '@tocsin/event'
import type { Scope, StateStore } from '@tocsin/store'
import { columnText } from './column-text.ts'
import { findingVisible, incidentVisible, readJson, sql } from './statement.repository.ts'

/** Findings whose times are read at most: the newest. */
export const mostTimes = 50_000
/** Findings that are opened to see whom they are about: the newest. */
export const mostOpened = 300
/** Incidents whose verdicts are counted: the newest. */
export const mostJudged = 500

/** When a detector spoke at or after `from`, the newest first; milliseconds since the epoch. */
export async function timesOf(store: StateStore, scope: Scope, detector: string, from: number) {
  const rows = await store.run<{ readonly time: number }>(
    spoken(scope, detector, from).select('time').orderBy('time', 'desc').limit(mostTimes).compile(),
  )
  return rows.map(({ time }) => time)
}

/** The newest findings of a detector at or after `from`. */
export async function newestOf(
  store: StateStore,
  scope: Scope,
  detector: string,
  from: number,
): Promise<readonly Finding[]> {
  const rows = await store.run<{ readonly body: string }>(
    spoken(scope, detector, from).select('body').orderBy('time', 'desc').limit(mostOpened).compile(),
  )
  return rows.map(({ body }) => readJson<Finding>(body))
}

/** The newest incidents that hold a finding of a detector and that a scope lets through whole. */
export async function incidentsWith(
  store: StateStore,
  scope: Scope,
  detector: string,
  from: number,
): Promise<readonly string[]> {
  const rows = await store.run<{ readonly id: string }>(
    sql
      .selectFrom('incident')
      .select('incident.id')
      .where(incidentVisible(scope))
      .where('incident.id', 'in', spoken(scope, detector, from).select('incident_id'))
      .orderBy('last_time', 'desc')
      .limit(mostJudged)
      .compile(),
  )
  return rows.map(({ id }) => id)
}

function spoken(scope: Scope, detector: string, from: number) {
  return sql
    .selectFrom('finding')
    .where('detector_id', '=', columnText(detector))
    .where(findingVisible(scope))
    .where('time', '>=', from)
}
