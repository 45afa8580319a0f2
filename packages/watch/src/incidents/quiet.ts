import { type Finding, type Realm, severities } from '@tocsin/event'
import type { AssetId, IncidentId, Observable, Words } from '@tocsin/kit'
import { groupOf, thingKey } from './grouping.ts'

/**
 * A rule and whom it speaks about, of which nobody wants to hear until a time: their findings are kept and counted in the
 * incident that was closed, and open none.
 */
export interface Quiet {
  readonly id: string
  readonly rule: string
  /** As `groupOf` writes it. */
  readonly group: string
  /** The closed incident that its findings are kept in. */
  readonly incident: IncidentId
  readonly severity: Finding['severity']
  /** Milliseconds since the epoch. */
  readonly made: number
  readonly until: number
  readonly who: string
  readonly said: QuietSaid
}

/** What a quiet is called and rests on. */
export interface QuietSaid {
  readonly title: string
  readonly says?: Words
  readonly about?: Observable
  /** The asset that it is about: then its other names are quiet too. */
  readonly thing?: AssetId
  readonly realm: Realm
  /** Findings from anywhere else are news. */
  readonly sources: readonly string[]
  readonly reason: string
}

/** Quiets by rule and group; several may hold at once. */
export type QuietBook = ReadonlyMap<string, readonly Quiet[]>

export function quietBook(quiets: readonly Quiet[]): QuietBook {
  const book = new Map<string, Quiet[]>()
  for (const one of quiets) {
    const { realm, thing } = one.said
    for (const group of [one.group, ...(thing === undefined ? [] : [`${realm}|asset:${thing}`])]) {
      const key = keyOf(one.rule, group)
      book.set(key, [...(book.get(key) ?? []), one])
    }
  }
  return book
}

/**
 * The quiet that holds a finding back, or nothing: one that ends by itself, by stream time.
 *
 * What is graver than what was judged, or rests on a source that the judged incident did not, opens an incident all the same.
 */
export function heldBy(book: QuietBook, finding: Finding, sources: readonly string[]): Quiet | undefined {
  if (book.size === 0) return undefined
  const rank = severities.indexOf(finding.severity)
  const thing = thingKey(finding)
  return [groupOf(finding), ...(thing === undefined ? [] : [thing])]
    .flatMap((group) => book.get(keyOf(finding.detector.id, group)) ?? [])
    .find(
      (one) =>
        finding.said < one.until &&
        rank <= severities.indexOf(one.severity) &&
        sources.every((source) => one.said.sources.includes(source)),
    )
}

function keyOf(rule: string, group: string): string {
  return JSON.stringify([rule, group])
}
