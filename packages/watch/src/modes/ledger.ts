import type { Finding } from '@tocsin/event'
import { observableKey, type Words } from '@tocsin/kit'

/** What one rule said or heard lately: bounded, whatever it fires on. */
export interface RuleLedger {
  readonly rule: string
  /** Stream times in milliseconds since the epoch. */
  readonly first: number
  last: number
  /** Hits by day since the epoch, of the last 15. */
  days: Record<string, number>
  /** Whom it was about and the day on which that was last so, of the last 15 days; 100 at most. */
  assets: Record<string, number>
  /** How it speaks since it last began to; null while it listens. Only its first day is counted. */
  run: { readonly since: number; hits: number; assets: string[] } | null
  /** What it said last. */
  reason: Words
}

const day = 86_400_000
/** Days that are remembered. */
export const ledgerDays = 14
const mostAssets = 100

/** Writes one hit into the ledger of its rule. */
export function enter(before: RuleLedger | undefined, finding: Finding, listening: boolean): RuleLedger {
  const { said, observables, reason } = finding
  const today = Math.floor(said / day)
  const about = observables[0] === undefined ? '' : observableKey(observables[0])
  const ledger: RuleLedger = before ?? {
    ...{ rule: finding.detector.id, first: said, last: said, days: {}, assets: {}, run: null, reason },
  }
  ledger.last = Math.max(ledger.last, said)
  ledger.reason = reason
  ledger.days[today] = (ledger.days[today] ?? 0) + 1
  if (about in ledger.assets || Object.keys(ledger.assets).length < mostAssets) ledger.assets[about] = today
  forget(ledger, today)
  if (listening) ledger.run = null
  else run(ledger, said, about)
  return ledger
}

function run(ledger: RuleLedger, said: number, about: string): void {
  ledger.run ??= { since: said, hits: 0, assets: [] }
  if (said - ledger.run.since >= day) return
  ledger.run.hits++
  if (ledger.run.assets.length < mostAssets && !ledger.run.assets.includes(about)) ledger.run.assets.push(about)
}

function forget(ledger: RuleLedger, today: number): void {
  const oldest = today - ledgerDays
  for (const one of Object.keys(ledger.days)) if (Number(one) < oldest) delete ledger.days[one]
  for (const [one, last] of Object.entries(ledger.assets)) if (last < oldest) delete ledger.assets[one]
}

/** Hits and those whom they were about, of the last 14 days before a moment. */
export function lately(
  ledger: RuleLedger | undefined,
  now: number,
): { readonly hits: number; readonly assets: number } {
  if (ledger === undefined) return { hits: 0, assets: 0 }
  const oldest = Math.floor(now / day) - ledgerDays + 1
  let hits = 0
  for (const [one, count] of Object.entries(ledger.days)) if (Number(one) >= oldest) hits += count
  return { hits, assets: Object.values(ledger.assets).filter((last) => last >= oldest).length }
}
