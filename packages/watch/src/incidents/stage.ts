import type { Grouped, GroupStage, Said } from '@tocsin/capability'
import type { Finding, Incident } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { everything, type Statement, type StateStore } from '@tocsin/store'
import { enter, type RuleLedger } from '../modes/ledger.ts'
import { ledgersOf, mostLedgers, upsertLedger } from '../modes/mode.repository.ts'
import {
  insertFinding,
  insertFrame,
  insertNames,
  insertSources,
  moveFindings,
  openIncidentsOf,
  recentFindingIds,
  sequences,
  upsertIncident,
  upsertSequence,
} from './grouping.repository.ts'
import { type Change, group, type OpenIncident, type OpenIncidents, openIncidents, sourcesOf } from './grouping.ts'
import { nameIncidents } from './name-incidents.repository.ts'
import { nameSources } from './name-sources.repository.ts'
import { insertOutbox } from './outbox.repository.ts'
import { countHeld, quietsAfter, quietTurn } from './quiet.repository.ts'
import { heldBy, type Quiet, type QuietBook, quietBook } from './quiet.ts'
import { watchMigrations } from './tables.ts'

/** Finding ids remembered, so that one that comes again changes nothing. */
export const maxRecent = 100_000

export interface IncidentStageStats {
  /** Findings that came again. */
  repeated: number
  /** Incidents that left memory while findings could still have joined them. */
  forgotten: number
}

/** Module-level, like the thread's other counters. */
export const incidentStats: IncidentStageStats = { repeated: 0, forgotten: 0 }

/**
 * Groups findings into incidents and says what to write.
 *
 * A finding counts once. The sink promises the most of it: it commits the statements with its own position and never
 * groups again what lies before it. Beyond that the stage remembers the newest finding ids, over restarts too, and the
 * statements themselves are absolute (insert or ignore, set to), so that the same batch written twice changes nothing.
 * Where a transaction fails, `load` must come before the next `group`: memory would else be ahead of the tables.
 */
export function incidentStage(): GroupStage {
  let open: OpenIncidents = openIncidents()
  let recent = new Set<string>()
  let nextFinding = 1
  let nextOutbox = 1
  let ledgers = new Map<string, RuleLedger>()
  let quiets: QuietBook = new Map()
  let turn = -1
  return {
    migrations: watchMigrations,
    async load(store: StateStore) {
      await nameSources(store)
      await nameIncidents(store)
      turn = -1
      const next = await sequences(store, everything)
      nextFinding = next.get('finding') ?? 1
      nextOutbox = next.get('outbox') ?? 1
      recent = new Set((await recentFindingIds(store, everything, maxRecent)).reverse())
      ledgers = new Map(await ledgersOf(store))
      open = openIncidents(await openIncidentsOf(store, everything, open.limits.open), next.get('incident') ?? 1)
    },
    async refresh(store: StateStore) {
      const now = await quietTurn(store)
      if (now === turn) return
      // What is past its time holds nothing back: stream time may stand behind the clock, so that none is left out by it.
      quiets = quietBook(await quietsAfter(store, 0))
      turn = now
    },
    group(said: readonly Said[]): Grouped {
      const statements: Statement[] = []
      const changed = new Map<string, OpenIncident>()
      const outbox: Change[] = []
      const fresh = said.filter(({ finding, listening }) => listening === true || isFresh(recent, finding.id))
      const entered = enterAll(ledgers, fresh)
      const placed: { readonly one: Said; readonly sources: readonly string[]; readonly change: Change }[] = []
      const held: { readonly one: Said; readonly sources: readonly string[]; readonly by: Quiet }[] = []
      for (const one of fresh) {
        if (one.listening === true) continue
        const sources = sourcesOf(one.finding, one.alsoOf)
        const by = heldBy(quiets, one.finding, sources)
        if (by === undefined) {
          const change = group(open, one.finding, sources)
          placed.push({ one, sources: heardWith(one.finding, change, sources), change })
        } else held.push({ one, sources, by })
      }
      for (const { change } of placed) {
        changed.set(change.into.incident.id, change.into)
        if (change.merged !== undefined) changed.set(change.merged.incident.id, change.merged)
        // What is folded is told to nobody; where an owner says that it was not them, it grows and is.
        if (change.kind !== 'joined' && change.into.incident.work === undefined) outbox.push(change)
      }
      // Incidents before the findings that refer to them.
      for (const one of changed.values()) statements.push(upsertIncident(one), ...insertNames(one.incident))
      const keep = ({ finding, frames }: Said, sources: readonly string[], incident: IncidentId) => {
        statements.push(insertFinding(finding, incident, nextFinding++))
        statements.push(...insertSources(finding, sources, incident))
        frames.forEach((frame, place) => {
          statements.push(insertFrame(finding.id, place, frame))
        })
      }
      for (const { one, sources, change } of placed) {
        const { into, merged } = change
        keep(one, sources, into.incident.id)
        if (merged !== undefined) statements.push(...moveFindings(merged.incident.id, into.incident.id))
      }
      for (const { one, sources, by } of held) keep(one, sources, by.incident)
      statements.push(...countsHeld(held))
      for (const { kind, into, finding } of outbox) {
        const { id, severity } = into.incident
        const row =
          kind === 'opened' ? ({ id: `${id}:opened`, kind: 'incident-opened' } as const) : grew(id, severity, finding)
        statements.push(insertOutbox({ ...row, incident: id, at: finding.said, n: nextOutbox++ }))
      }
      for (const ledger of entered) statements.push(upsertLedger(ledger))
      if (placed.length + held.length > 0) {
        statements.push(upsertSequence('incident', open.next))
        statements.push(upsertSequence('finding', nextFinding))
        statements.push(upsertSequence('outbox', nextOutbox))
      }
      incidentStats.repeated += said.length - fresh.length
      incidentStats.forgotten += open.forgotten
      open.forgotten = 0
      return { statements, changed: [...changed.values()].map(({ incident }) => incident) }
    },
  }
}

/** An answer is seen by whoever sees the incident that it belongs to: it brings no source of its own there. */
function heardWith({ answers }: Finding, { into, kind }: Change, sources: readonly string[]): readonly string[] {
  return answers === undefined || kind === 'opened' ? sources : into.incident.sources
}

function countsHeld(held: readonly { readonly one: Said; readonly by: Quiet }[]): readonly Statement[] {
  const counts = new Map<string, { count: number; last: number }>()
  for (const { one, by } of held) {
    const { count, last } = counts.get(by.id) ?? { count: 0, last: 0 }
    counts.set(by.id, { count: count + 1, last: Math.max(last, one.finding.said) })
  }
  return [...counts].map(([id, { count, last }]) => countHeld(id, count, last))
}

/** Writes hits into the ledgers of their rules; what was replayed says nothing of this city. Gives the ledgers that changed. */
function enterAll(ledgers: Map<string, RuleLedger>, fresh: readonly Said[]): ReadonlySet<RuleLedger> {
  const entered = new Set<RuleLedger>()
  for (const { finding, listening } of fresh) {
    if (finding.realm === 'replay') continue
    const before = ledgers.get(finding.detector.id)
    if (before === undefined && ledgers.size >= mostLedgers) continue
    const ledger = enter(before, finding, listening === true)
    ledgers.set(ledger.rule, ledger)
    entered.add(ledger)
  }
  return entered
}

function grew(id: Incident['id'], severity: Incident['severity'], { answers, id: finding }: Finding) {
  const by = answers === undefined ? `grew:${severity}` : `answered:${finding}`
  return { id: `${id}:${by}`, kind: 'incident-grew' } as const
}

function isFresh(recent: Set<string>, id: string): boolean {
  if (recent.has(id)) return false
  recent.add(id)
  if (recent.size > maxRecent) {
    for (const oldest of recent) {
      recent.delete(oldest)
      break
    }
  }
  return true
}
