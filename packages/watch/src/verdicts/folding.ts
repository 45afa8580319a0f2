import { type Finding, type Realm, severities, type Verdict } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import type { SeenEvent } from '../findings/finding.ts'
import { againFinding, type Beyond, floodFinding, verdictFinding } from './finding.ts'

/**
 * How long alerts that say the same of the same are folded, in milliseconds. Less than the 30 minutes in which a finding
 * joins an incident, so that what goes on stays one incident.
 */
export const foldFor = 25 * 60_000
/** New findings of one tool in one source and severity within that time; what is beyond is counted in one finding. */
export const mostFindings = 50
/** Events that a finding about many names. */
const mostNamed = 20
/** Kinds of alert that are told apart among those beyond the bound. */
const mostKinds = 100

/** Alerts that say the same of the same, after the first one that was said. */
export interface Fold {
  readonly verdict: Verdict
  count: number
  /** The newest. */
  readonly seen: SeenEvent[]
}

/** What one tool said in one source and realm since the window opened. */
export interface Folding {
  readonly realm: Realm
  /** Stream time at which the window opened, in milliseconds since the epoch. */
  start: number
  readonly folds: Map<string, Fold>
  /** New findings, by severity. */
  readonly said: number[]
  beyond: Beyond | undefined
}

export function openFolding(realm: Realm, start: number): Folding {
  return { realm, start, folds: new Map(), said: severities.map(() => 0), beyond: undefined }
}

/** Whether the window that stream time is in is another one. A replayed file may go back. */
export function isOver({ start }: Folding, now: number): boolean {
  return now >= start + foldFor || now < start - foldFor
}

/** Takes one alert. The first of its kind is said at once, within the bound. */
export function fold(
  into: Folding,
  verdict: Verdict,
  seen: SeenEvent,
  now: number,
  say: (finding: Finding) => void,
): void {
  const about = seen.observables[0]
  const key = `${verdict.rule}|${about === undefined ? '' : observableKey(about)}`
  const known = into.folds.get(key)
  const rank = severities.indexOf(verdict.severity)
  if (known !== undefined) {
    known.count++
    keep(known.seen, seen)
  } else if ((into.said[rank] ?? 0) < mostFindings) {
    into.said[rank] = (into.said[rank] ?? 0) + 1
    into.folds.set(key, { verdict, count: 0, seen: [] })
    say(verdictFinding(verdict, seen, into.realm, now))
  } else {
    const isFirst = into.beyond === undefined
    into.beyond ??= { count: 0, worst: verdict, kinds: [], seen: [] }
    goBeyond(into.beyond, verdict, seen)
    if (isFirst) say(floodFinding(into.beyond, into.realm, now, 'begins'))
  }
}

/** Closes the window: what was folded is said with its count. */
export function close(folding: Folding, now: number, say: (finding: Finding) => void): void {
  for (const { verdict, count, seen } of folding.folds.values()) {
    if (count > 0) say(againFinding(verdict, count, seen, folding.realm, now))
  }
  const { beyond } = folding
  if (beyond !== undefined && beyond.count > 1) say(floodFinding(beyond, folding.realm, now, 'ends'))
}

function goBeyond(beyond: Beyond, verdict: Verdict, seen: SeenEvent): void {
  beyond.count++
  if (severities.indexOf(verdict.severity) > severities.indexOf(beyond.worst.severity)) beyond.worst = verdict
  const kind = beyond.kinds.find(([title]) => title === verdict.title)
  if (kind !== undefined) kind[1]++
  else if (beyond.kinds.length < mostKinds) beyond.kinds.push([verdict.title, 1])
  keep(beyond.seen, seen)
}

function keep(list: SeenEvent[], seen: SeenEvent): void {
  list.push(seen)
  if (list.length > mostNamed) list.shift()
}
