import type { CheckedRule } from '../rules/coverage.ts'
import { lately, ledgerDays, type RuleLedger } from './ledger.ts'

/** `armed`: what it finds is a finding. `listening`: what it hears is counted. */
export type RuleMode = 'armed' | 'listening'

/** Why a rule has its mode. `noisy`: it spoke too often on its first day. */
export type ModeReason = 'own' | 'before' | 'trusted' | 'new' | 'noisy' | 'person'

/** The mode of one rule. */
export interface KeptMode {
  readonly rule: string
  readonly mode: RuleMode
  readonly why: ModeReason
  /** Since when, in milliseconds since the epoch. */
  readonly since: number
  /** Who decided; Tocsin where nobody did. */
  readonly by: string
  /** What it had said in its run when this was decided, and of how many. */
  readonly hits: number
  readonly assets: number
}

/** What somebody should decide about a rule. */
export interface ModeProposal {
  /** `switch-on`: it listened long enough. `noisy`: it fires too often to be read. */
  readonly kind: 'switch-on' | 'noisy'
  readonly hits: number
  readonly assets: number
  readonly days: number
}

/** Past which a rule is set to listen on its first day; 0: never. */
export interface FirstDay {
  readonly hits: number
  readonly assets: number
}

const dayMillis = 86_400_000
/** Hits in 14 days from which on nobody reads them any more. */
const noisyHits = 200

/** The mode that a rule starts with: it listens, unless its author trusts it and it matters. */
export function startMode(rule: CheckedRule, known: 'own' | 'before' | 'new'): Pick<KeptMode, 'mode' | 'why'> {
  if (known !== 'new') return { mode: 'armed', why: known }
  const trusted = rule.maturity === 'stable' || rule.maturity === 'test'
  const grave = rule.level === 'high' || rule.level === 'critical'
  return trusted && grave ? { mode: 'armed', why: 'trusted' } : { mode: 'listening', why: 'new' }
}

/** Whether an armed rule spoke too often on its first day. What it had said before it was armed again is not held against it. */
export function isNoisy(mode: KeptMode, ledger: RuleLedger | undefined, bound: FirstDay): boolean {
  const run = ledger?.run
  if (mode.mode !== 'armed' || run == null) return false
  const again = run.since < mode.since
  const hits = run.hits - (again ? mode.hits : 0)
  const assets = run.assets.length - (again ? mode.assets : 0)
  return (bound.hits > 0 && hits > bound.hits) || (bound.assets > 0 && assets > bound.assets)
}

/** What to propose about a rule, if anything. */
export function proposalOf(mode: KeptMode, ledger: RuleLedger | undefined, now: number): ModeProposal | undefined {
  const { hits, assets } = lately(ledger, now)
  if (hits >= noisyHits) return { kind: 'noisy', hits, assets, days: ledgerDays }
  if (mode.mode === 'armed' || now - mode.since < ledgerDays * dayMillis) return undefined
  return { kind: 'switch-on', hits, assets, days: ledgerDays }
}
