import { type Finding, type Incident, type Realm, severities } from '@tocsin/event'
import { type IncidentId, type Observable, observableKey } from '@tocsin/kit'
import { unknownSource } from '@tocsin/store'
import { mergedStory, story, workStory } from './story.ts'

export interface GroupingLimits {
  /** Milliseconds before the first and after the last finding of an incident in which another one joins it. */
  readonly gap: number
  /** Milliseconds between the first and the last finding of an incident, at most. */
  readonly span: number
  /** Milliseconds of stream time after which nothing joins any more: what arrives that late is skewed, not late. */
  readonly lateness: number
  /** Incidents kept in memory. */
  readonly open: number
}

export const groupingLimits: GroupingLimits = {
  gap: 30 * 60_000,
  span: 24 * 3_600_000,
  lateness: 24 * 3_600_000,
  open: 100_000,
}

/** An incident that findings can still join. */
export interface OpenIncident {
  readonly incident: Incident
  /** Its number: `INC-<n>`. */
  readonly n: number
  /** What it was opened by: realm and observable, work order, what a person opened, or detector. */
  readonly group: string
  /** Stream time of the finding that joined last, in milliseconds since the epoch. */
  readonly touched: number
}

/** The incidents that can still be joined. Only `group` changes it. */
export interface OpenIncidents {
  readonly limits: GroupingLimits
  /** By number, the one touched longest ago first. */
  readonly byNumber: Map<number, OpenIncident>
  /** Numbers by each key that leads to an incident (`keysOf`), smallest first. */
  readonly byGroup: Map<string, readonly number[]>
  /** Stream time of each realm: the largest `said` of its findings, in milliseconds since the epoch. */
  readonly streamTime: Map<Realm, number>
  /** Number of the next incident. */
  next: number
  /** Incidents that left memory while findings could still have joined them. */
  forgotten: number
}

export function openIncidents(
  kept: readonly OpenIncident[] = [],
  next = 1,
  limits: GroupingLimits = groupingLimits,
): OpenIncidents {
  const open: OpenIncidents = {
    limits,
    byNumber: new Map(),
    byGroup: new Map(),
    streamTime: new Map(),
    next,
    forgotten: 0,
  }
  for (const one of kept) {
    pass(open, one.incident.realm, one.touched)
    put(open, one)
  }
  return open
}

/** What one finding did: opened an incident, made one graver (an owner's “not us” does always), or joined one. */
export interface Change {
  readonly kind: 'opened' | 'grew' | 'joined'
  readonly finding: Finding
  readonly into: OpenIncident
  /** Another incident that turned out to be about the same thing, as it is now: its findings go into this one. */
  readonly merged?: OpenIncident
}

/**
 * Puts a finding into its incident.
 *
 * An incident is one realm and one thing: the asset that the first observable surely is, or else that observable; a finding
 * without observables goes by its detector. It joins while its time lies within `gap` of the incident's span, the whole stays
 * within `span`, and stream time has not left the incident behind. Where several fit it joins the youngest. A finding that
 * says that a name is of an asset joins both what is about the asset and what is about the name alone: of two incidents the
 * older stays, and what lies in the other goes there. The same findings in the same order always give the same incidents,
 * however they are split into batches: nothing here looks at a clock, and memory is freed by stream time.
 *
 * @param sources what the finding rests on
 */
export function group(open: OpenIncidents, finding: Finding, sources = sourcesOf(finding)): Change {
  const key = groupOf(finding)
  pass(open, finding.realm, finding.said)
  const place = placeOf(open, finding, key)
  const found = place?.into
  const into = found === undefined ? begin(open, key, finding, sources) : join(found, finding, sources)
  if (place?.merged !== undefined) remove(open, place.merged)
  put(open, into)
  forget(open, finding.realm)
  if (found === undefined) return { kind: 'opened', finding, into }
  const graver = severities.indexOf(into.incident.severity) > severities.indexOf(place?.was ?? 'info')
  const kind = graver || finding.answers?.answer === 'not-me' ? 'grew' : 'joined'
  return { kind, finding, into, ...(place?.merged === undefined ? {} : { merged: place.merged }) }
}

interface Place {
  readonly into: OpenIncident
  readonly merged?: OpenIncident
  /** The severity of the incident that stays, before anything joined it. */
  readonly was: Finding['severity']
}

function placeOf(open: OpenIncidents, finding: Finding, key: string): Place | undefined {
  const answered = asked(open, finding)
  if (answered !== undefined) return { into: answered, was: answered.incident.severity }
  const thing = thingKey(finding)
  const byName = youngest(open, key, finding, ({ incident }) => thing === undefined || incident.thing === undefined)
  const byThing = thing === undefined ? undefined : youngest(open, thing, finding)
  const [one, other] = [byThing ?? byName, byThing === undefined ? undefined : byName]
  if (one === undefined) return undefined
  if (other === undefined || !isOneSpan(open, one, other, finding)) return { into: one, was: one.incident.severity }
  const [older, younger] = one.n < other.n ? [one, other] : [other, one]
  return { ...merge(older, younger), was: older.incident.severity }
}

/** The youngest incident that a key leads to and that a finding fits. */
function youngest(
  open: OpenIncidents,
  key: string,
  finding: Finding,
  may: (one: OpenIncident) => boolean = () => true,
): OpenIncident | undefined {
  return (open.byGroup.get(key) ?? [])
    .flatMap((n) => open.byNumber.get(n) ?? [])
    .findLast((one) => may(one) && fits(open, one, finding))
}

function isOneSpan({ limits }: OpenIncidents, one: OpenIncident, other: OpenIncident, { time }: Finding): boolean {
  const times = [one, other].flatMap(({ incident }) => [incident.first, incident.last])
  return Math.max(...times, time) - Math.min(...times, time) <= limits.span
}

/** What the findings of an incident share. Realms never meet in one incident. */
export function groupOf(finding: Finding): string {
  // Declared work is one matter, whatever it touches.
  if (finding.work !== undefined) return `${finding.realm}|work:${finding.work.order}`
  // What a person opened is one matter, whatever else is said of the same host.
  if (finding.detector.kind === 'person') return `${finding.realm}|hand:${finding.id}`
  const first = finding.observables[0]
  return `${finding.realm}|${first === undefined ? `detector:${finding.detector.id}` : observableKey(first)}`
}

/** The key of the asset that a finding is about; nothing where none was recognised surely, or it goes by something else. */
export function thingKey({ realm, thing, observables, work, detector }: Finding): string | undefined {
  if (thing === undefined || observables.length === 0 || work !== undefined || detector.kind === 'person')
    return undefined
  return `${realm}|asset:${thing}`
}

/** Everything that leads findings to an incident: what opened it, its asset, and the names under which it was heard of. */
export function keysOf({ group: key, incident: { realm, thing, names = [] } }: OpenIncident): readonly string[] {
  const named = names.map((name) => `${realm}|${observableKey(name)}`)
  return [...new Set([key, ...(thing === undefined ? [] : [`${realm}|asset:${thing}`]), ...named])]
}

/** Stream time until which findings can join, in milliseconds since the epoch. */
export function closes({ incident, touched }: OpenIncident, limits: GroupingLimits = groupingLimits): number {
  return Math.max(incident.last, touched) + limits.gap + limits.lateness
}

/** The incident that an owner was asked about, while findings can join it: their answer belongs there, whenever it comes. */
function asked(open: OpenIncidents, { answers, realm }: Finding): OpenIncident | undefined {
  if (answers === undefined) return undefined
  const one =
    open.byNumber.get(Number(answers.incident.slice('INC-'.length))) ??
    [...open.byNumber.values()].find(({ incident }) => incident.merged?.includes(answers.incident))
  return one?.incident.realm === realm ? one : undefined
}

function fits(open: OpenIncidents, one: OpenIncident, finding: Finding): boolean {
  const { first, last } = one.incident
  const { span } = open.limits
  // Work goes on for hours, with hours between what is heard of it.
  const gap = finding.work === undefined ? open.limits.gap : span
  return (
    finding.time >= first - gap &&
    finding.time <= last + gap &&
    Math.max(last, finding.time) - Math.min(first, finding.time) <= span &&
    !isLeftBehind(open, one)
  )
}

/** Asked of the realm's stream time and not of the finding's, so that freeing memory early or late changes nothing. */
function isLeftBehind(open: OpenIncidents, one: OpenIncident): boolean {
  // A replayed file may go back by years, and what it tells of then belongs together all the same.
  if (one.incident.realm === 'replay') return false
  return closes(one, open.limits) < (open.streamTime.get(one.incident.realm) ?? 0)
}

function pass(open: OpenIncidents, realm: Realm, said: number): void {
  open.streamTime.set(realm, Math.max(open.streamTime.get(realm) ?? said, said))
}

function begin(open: OpenIncidents, key: string, finding: Finding, sources: readonly string[]): OpenIncident {
  const n = open.next++
  const about = finding.observables[0]
  return {
    n,
    group: key,
    touched: finding.said,
    incident: {
      id: `INC-${n}` as IncidentId,
      realm: finding.realm,
      ...(about === undefined ? {} : { about }),
      ...(thingKey(finding) === undefined || finding.thing === undefined ? {} : { thing: finding.thing }),
      severity: finding.severity,
      ...workOf(finding),
      story: finding.work === undefined ? finding.reason : workStory(finding.work, finding.reason),
      first: finding.time,
      last: finding.time,
      opened: finding.said,
      findings: 1,
      sources: joinedSources([], sources),
      techniques: finding.techniques.slice(0, maxTechniques),
      detectors: countDetector([], finding),
      latest: [finding.id],
    },
  }
}

function join(one: OpenIncident, finding: Finding, sources: readonly string[]): OpenIncident {
  const was = one.incident
  const graver = severities.indexOf(finding.severity) > severities.indexOf(was.severity)
  // An answer is about what happened, and no part of when it did.
  const time = finding.answers === undefined ? finding.time : was.last
  const { work, ...unfolded } = was
  const stays = work !== undefined && finding.answers?.answer !== 'not-me'
  const incident: Incident = {
    ...(stays ? was : unfolded),
    ...namedAlso(was, finding),
    severity: graver ? finding.severity : was.severity,
    first: Math.min(was.first, time),
    last: Math.max(was.last, time),
    findings: was.findings + 1,
    // Whoever sees the incident sees the answer: what it came by is held against nobody.
    sources: finding.answers === undefined ? joinedSources(was.sources, sources) : was.sources,
    techniques: joinTechniques(was.techniques, finding.techniques),
    detectors: countDetector(was.detectors, finding),
    latest: [...was.latest, finding.id].slice(-maxLatest),
  }
  const touched = Math.max(one.touched, finding.said)
  const told = story(incident)
  return {
    ...one,
    touched,
    incident: { ...incident, story: incident.work === undefined ? told : workStory(incident.work, told) },
  }
}

/** The asset that a finding says it is about, and one more name of it. */
function namedAlso(was: Incident, finding: Finding): Pick<Incident, 'thing' | 'names'> {
  const { thing, observables } = finding
  const [name] = observables
  if (thing === undefined || name === undefined || thingKey(finding) === undefined) return {}
  const names = addNames(was, [name])
  return { thing, ...(names.length === 0 ? {} : { names }) }
}

function addNames({ about, names = [] }: Incident, more: readonly Observable[]): readonly Observable[] {
  const known = new Set([about, ...names].flatMap((one) => (one === undefined ? [] : [observableKey(one)])))
  return [...names, ...more.filter((one) => !known.has(observableKey(one)))].slice(0, maxNames)
}

/** Two incidents that turn out to be about one thing: the older with all that the younger one held, and where that went. */
function merge(older: OpenIncident, younger: OpenIncident): { into: OpenIncident; merged: OpenIncident } {
  const [was, gone] = [older.incident, younger.incident]
  const thing = was.thing ?? gone.thing
  const names = addNames(was, [...(gone.about === undefined ? [] : [gone.about]), ...(gone.names ?? [])])
  const graver = severities.indexOf(gone.severity) > severities.indexOf(was.severity)
  const incident: Incident = {
    ...was,
    ...(thing === undefined ? {} : { thing }),
    ...(names.length === 0 ? {} : { names }),
    merged: [...new Set([...(was.merged ?? []), ...(gone.merged ?? []), gone.id])].slice(-maxMerged),
    severity: graver ? gone.severity : was.severity,
    first: Math.min(was.first, gone.first),
    last: Math.max(was.last, gone.last),
    findings: was.findings + gone.findings,
    sources: joinedSources(was.sources, gone.sources),
    techniques: joinTechniques(was.techniques, gone.techniques),
    detectors: gone.detectors.reduce(countMore, was.detectors),
    latest: [...was.latest, ...gone.latest].slice(-maxLatest),
  }
  return {
    into: {
      ...older,
      touched: Math.max(older.touched, younger.touched),
      incident: { ...incident, story: story(incident) },
    },
    merged: { ...younger, incident: { ...gone, into: was.id, story: mergedStory(was.id, gone.story) } },
  }
}

function workOf({ work }: Finding): Pick<Incident, 'work'> {
  if (work === undefined) return {}
  const { order, name, backdated } = work
  return { work: { order, name, ...(backdated === undefined ? {} : { backdated }) } }
}

/**
 * Sources that a finding rests on, sorted. One without evidence rests on what nobody can name.
 *
 * @param alsoOf those of events that it counts and does not name
 */
export function sourcesOf({ evidence }: Pick<Finding, 'evidence'>, alsoOf: readonly string[] = []): readonly string[] {
  if (evidence.length === 0) return [unknownSource]
  return [...new Set([...evidence.map(({ source }) => source), ...alsoOf])].sort()
}

const maxSources = 100

/** Past the bound one that cannot be named stands for all others: what cannot be held against a scope is not shown to it. */
export function joinedSources(was: readonly string[], sources: readonly string[]): readonly string[] {
  const fresh = sources.filter((source) => !was.includes(source))
  if (fresh.length === 0) return was
  const all = [...was, ...fresh].sort()
  return all.length <= maxSources
    ? all
    : [unknownSource, ...all.filter((one) => one !== unknownSource)].slice(0, maxSources)
}

const maxTechniques = 50
const maxDetectors = 20
/** Newest findings named in the incident itself; the others are read page by page. */
const maxLatest = 20

/** Other names of its asset that an incident remembers; under further ones the asset alone leads to it. */
const maxNames = 20
const maxMerged = 20

function joinTechniques(was: Incident['techniques'], more: Incident['techniques']): Incident['techniques'] {
  const fresh = more.filter(({ id }) => !was.some((known) => known.id === id))
  return fresh.length === 0 ? was : [...was, ...fresh].slice(0, maxTechniques)
}

function countDetector(was: Incident['detectors'], { detector, severity }: Finding): Incident['detectors'] {
  const { id, title, says } = detector
  return countMore(was, { id, title, ...(says === undefined ? {} : { says }), severity, count: 1 })
}

/** The worst first, then the most frequent, then by id; beyond the bound the mildest and rarest leave. */
function countMore(was: Incident['detectors'], more: Incident['detectors'][number]): Incident['detectors'] {
  const known = was.find(({ id }) => id === more.id)
  const now = { ...more, count: (known?.count ?? 0) + more.count }
  return [...was.filter((other) => other !== known), now]
    .sort(
      (a, b) =>
        severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.count - a.count || (a.id < b.id ? -1 : 1),
    )
    .slice(0, maxDetectors)
}

/** Open incidents of one group; a replayed archive of years could otherwise pile them up without end. */
const maxPerGroup = 256

function put(open: OpenIncidents, one: OpenIncident): void {
  // Deleting first moves it to the end: the map is ordered by when it was touched.
  const known = open.byNumber.get(one.n)
  open.byNumber.delete(one.n)
  open.byNumber.set(one.n, one)
  const before = known === undefined ? undefined : new Set(keysOf(known))
  for (const key of keysOf(one)) {
    if (before?.has(key) === true) continue
    const numbers = [...(open.byGroup.get(key) ?? []), one.n].sort((a, b) => a - b)
    open.byGroup.set(key, numbers)
    const oldest = open.byNumber.get(numbers.length > maxPerGroup ? (numbers[0] ?? 0) : 0)
    if (oldest === undefined || oldest.n === one.n) continue
    open.forgotten++
    remove(open, oldest)
  }
}

/** Frees the stalest that stream time has left behind or that exceed the bound; a few at a time, so that no finding pays for all. */
function forget(open: OpenIncidents, realm: Realm): void {
  let looked = 0
  for (const one of open.byNumber.values()) {
    const left = one.incident.realm === realm && isLeftBehind(open, one)
    if (!left && open.byNumber.size > open.limits.open) open.forgotten++
    else if (!left && ++looked >= 4) return
    else if (!left) continue
    remove(open, one)
  }
}

function remove(open: OpenIncidents, { n }: OpenIncident): void {
  const known = open.byNumber.get(n)
  if (known === undefined) return
  open.byNumber.delete(n)
  for (const key of keysOf(known)) {
    const rest = (open.byGroup.get(key) ?? []).filter((other) => other !== n)
    if (rest.length === 0) open.byGroup.delete(key)
    else open.byGroup.set(key, rest)
  }
}
