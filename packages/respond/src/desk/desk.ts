import type { Host } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import type { IncidentId, TocsinError } from '@tocsin/kit'
import { everything, type Scope, type Statement, type StateStore } from '@tocsin/store'
import { type HistoryEntry, house, undoWindow } from './history.ts'
import { refusal, told } from './refusal.ts'
import { entriesOfAct, historyOf, worksOf, writeAct } from './work.repository.ts'
import { type Act, hasGrown, type IncidentWork, perform, restored, untouched } from './work.ts'

/** What the desk needs of the house. */
export interface DeskHost extends Pick<Host, 'now' | 'ask'> {
  readonly state: StateStore
  /** A name for what is done at once; never the same twice. */
  newAct(): string
  /** Hears of every work that changed. */
  changed(works: readonly IncidentWork[]): void
}

/** One incident, as the person saw it who acts. */
export interface Seen {
  readonly incident: IncidentId
  readonly version: number
}

/** What became of one incident of many. */
export type Outcome =
  | { readonly incident: IncidentId; readonly done: true; readonly work: IncidentWork }
  | {
      readonly incident: IncidentId
      readonly done: false
      readonly code: string
      readonly message: string
      readonly fix: string
    }

export interface Done {
  /** What `undo` takes. */
  readonly act: string
  readonly outcomes: readonly Outcome[]
}

/** An act on an incident: what it is may depend on how the incident stands now. */
export type ActOn = (incident: Incident) => Act

/**
 * Acts on incidents, each by itself: one that cannot be acted on does not hold up the others.
 *
 * Of two people who saw the same version the first one acts, and the second one is told who it was and when.
 */
export async function actOn(
  host: DeskHost,
  scope: Scope,
  who: string,
  seen: readonly Seen[],
  incidents: ReadonlyMap<string, Incident>,
  act: ActOn,
): Promise<Done> {
  const name = host.newAct()
  const works = await worksOf(
    host.state,
    scope,
    seen.map(({ incident }) => incident),
  )
  const planned: Planned[] = []
  const outcomes: Outcome[] = []
  for (const { incident, version } of uniquely(seen)) {
    const about = incidents.get(incident)
    const work = works.get(incident) ?? untouched(incident)
    if (about === undefined) outcomes.push(failed(incident, refusal('not-found', incident)))
    else if (work.version !== version) outcomes.push(failed(incident, await conflict(host, scope, incident)))
    else {
      const done = act(about)
      const at = host.now()
      const next = perform(work, done, who, at)
      if (!next.ok) outcomes.push(failed(incident, refusal(next.error, incident)))
      else if (next.value === work) outcomes.push({ incident, done: true, work })
      else {
        const entry = {
          incident,
          version: next.value.version,
          act: name,
          kind: done.kind,
          who,
          at,
          before: work,
          after: next.value,
        }
        planned.push({
          entry,
          statements: writeAct(scope, entry, done.kind === 'note' ? done.text : undefined, undefined),
        })
      }
    }
  }
  outcomes.push(...(await write(host, scope, await keptQuiet(host, planned, incidents))))
  return { act: name, outcomes }
}

/**
 * Takes back what the same person did, incident by incident, where nobody has acted on it since.
 *
 * @param visible those of some incidents that the person may see now
 */
export async function undo(
  host: DeskHost,
  scope: Scope,
  who: string,
  act: string,
  visible: (ids: readonly IncidentId[]) => Promise<readonly IncidentId[]>,
): Promise<Done> {
  const own = (await entriesOfAct(host.state, scope, act)).filter((entry) => entry.who === who)
  const seen = new Set(await visible(own.map(({ incident }) => incident)))
  const entries = own.filter(({ incident }) => seen.has(incident))
  const [first] = entries
  if (first === undefined || first.kind === 'undo' || host.now() - first.at > undoWindow) throw refusal('too-late', act)
  const name = host.newAct()
  const works = await worksOf(
    host.state,
    scope,
    entries.map(({ incident }) => incident),
  )
  const planned: Planned[] = []
  const outcomes: Outcome[] = []
  const closedUntil = new Set(
    entries.flatMap(({ incident, after }) => (after.closed?.quietUntil === undefined ? [] : [incident])),
  )
  for (const { incident, version, kind, before } of entries) {
    const work = works.get(incident) ?? untouched(incident)
    const quiet = kind === 'close' && closedUntil.has(incident)
    const unquieting = quiet ? await unquiet(host, act, who, incident) : []
    if (work.version !== version) {
      // Its closing was overtaken; that it opens nothing more is taken back all the same.
      await host.state.transact(unquieting)
      outcomes.push(failed(incident, await conflict(host, scope, incident)))
      continue
    }
    const after = restored(work, before)
    const entry = {
      incident,
      version: after.version,
      act: name,
      kind: 'undo',
      who,
      at: host.now(),
      before: work,
      after,
    } as const
    const statements = writeAct(scope, entry, undefined, kind === 'note' ? version : undefined)
    planned.push({ entry, statements: [...statements, ...unquieting] })
  }
  outcomes.push(...(await write(host, scope, planned)))
  return { act: name, outcomes }
}

/**
 * Opens what was closed and has grown since, in the house's own name.
 *
 * Asked with every change of incidents and with every reading of the queue: what was missed while nothing ran is found
 * when it is next looked at. What somebody acts on at the same moment is left to them, and looked at the next time.
 */
export async function reopenGrown(
  host: DeskHost,
  incidents: readonly Pick<Incident, 'id' | 'findings'>[],
): Promise<void> {
  const works = await worksOf(
    host.state,
    everything,
    incidents.map(({ id }) => id),
  )
  const planned: Planned[] = []
  const act = host.newAct()
  for (const { id, findings } of incidents) {
    const work = works.get(id)
    if (work === undefined || !hasGrown(work, findings)) continue
    const at = host.now()
    const next = perform(work, { kind: 'grew', findings }, house, at)
    if (!next.ok) continue
    const entry = {
      incident: id,
      version: next.value.version,
      act,
      kind: 'grew',
      who: house,
      at,
      before: work,
      after: next.value,
    } as const
    planned.push({ entry, statements: writeAct(everything, entry, undefined, undefined) })
  }
  await write(host, everything, planned)
}

interface Planned {
  readonly entry: HistoryEntry
  readonly statements: readonly Statement[]
}

/** Adds what keeps the pairs of closed incidents quiet to the statements that close them. */
async function keptQuiet(
  host: DeskHost,
  planned: readonly Planned[],
  incidents: ReadonlyMap<string, Incident>,
): Promise<readonly Planned[]> {
  const quiet = planned.filter(({ entry }) => entry.kind === 'close' && entry.after.closed?.quietUntil !== undefined)
  const entry = quiet[0]?.entry
  if (entry === undefined) return planned
  const { act, who, at, after } = entry
  const answer = await host.ask('quieting', {
    act,
    who,
    at,
    until: after.closed?.quietUntil ?? at,
    reason: after.reason ?? '',
    incidents: quiet.flatMap((one) => incidents.get(one.entry.incident) ?? []),
  })
  if (answer.kind === 'unavailable') throw refusal('unavailable', entry.incident)
  return planned.map((one) => ({
    ...one,
    statements: [...one.statements, ...(answer.value.get(one.entry.incident) ?? [])],
  }))
}

async function unquiet(host: DeskHost, act: string, who: string, incident: string): Promise<readonly Statement[]> {
  const answer = await host.ask('unquieting', { act, who, at: host.now(), incidents: [incident] })
  return answer.kind === 'answer' ? answer.value : []
}

/** Adds what says beside an incident that it is closed or open again, where an act made it so. */
async function besideIncidents(host: DeskHost, planned: readonly Planned[]): Promise<readonly Planned[]> {
  const turned = planned.filter(({ entry: { before, after } }) => isClosed(before) !== isClosed(after))
  if (turned.length === 0) return planned
  const answer = await host.ask(
    'closing',
    turned.map(({ entry: { incident, after } }) => ({ incident, closed: isClosed(after) })),
  )
  if (answer.kind === 'unavailable') return planned
  const said = new Map(turned.map((one, index) => [one, answer.value[index]]))
  return planned.map((one) => {
    const statement = said.get(one)
    return statement === undefined ? one : { ...one, statements: [...one.statements, statement] }
  })
}

function isClosed({ closed }: IncidentWork): boolean {
  return closed !== undefined
}

/** Writes all in one transaction; where one of them lost its race, each by itself. */
async function write(host: DeskHost, scope: Scope, acts: readonly Planned[]): Promise<readonly Outcome[]> {
  if (acts.length === 0) return []
  const planned = await besideIncidents(host, acts)
  const outcomes = (await written(host.state, planned))
    ? planned.map(({ entry }) => succeeded(entry))
    : await oneByOne(host, scope, planned)
  host.changed(outcomes.flatMap((outcome) => (outcome.done ? [outcome.work] : [])))
  return outcomes
}

async function oneByOne(host: DeskHost, scope: Scope, planned: readonly Planned[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const one of planned) {
    const { incident, before } = one.entry
    try {
      await host.state.transact(one.statements)
      outcomes.push(succeeded(one.entry))
    } catch (error) {
      // Only the lost race is expected; a full disk is not.
      const now = (await worksOf(host.state, scope, [incident])).get(incident) ?? untouched(incident)
      if (now.version === before.version) throw error
      outcomes.push(failed(incident, await conflict(host, scope, incident)))
    }
  }
  return outcomes
}

async function written(state: StateStore, planned: readonly Planned[]): Promise<boolean> {
  try {
    await state.transact(planned.flatMap(({ statements }) => statements))
    return true
  } catch {
    // Said again, with its reason, by the one that it belongs to.
    return false
  }
}

async function conflict(host: DeskHost, scope: Scope, incident: IncidentId): Promise<TocsinError> {
  const [last] = await historyOf(host.state, scope, incident, 1)
  return told(incident, last)
}

function succeeded({ incident, after }: HistoryEntry): Outcome {
  return { incident, done: true, work: after }
}

function failed(incident: IncidentId, { code, message, fix = '' }: TocsinError): Outcome {
  return { incident, done: false, code, message, fix }
}

function uniquely(seen: readonly Seen[]): readonly Seen[] {
  return [...new Map(seen.map((one) => [one.incident, one])).values()]
}
