import { TocsinError } from '@tocsin/kit'
import {
  compile,
  type Engine,
  loadRules,
  type MappedFields,
  mapFields,
  type RuleSet,
  readRuleCache,
  writeRuleCache,
} from '@tocsin/sigma'
import { digestOf, loadingOf, packRules, type RuleContent, unpackRules } from './bundle.ts'

/** A bundle's rules, ready. One for all stages of a thread: an engine of thousands of rules takes seconds and memory. */
export interface CompiledRules {
  readonly digest: string
  /** The digest that the bundle has when no rule listens: bundles that differ only in that share what is compiled. */
  readonly meaning: string
  /** Ids of rules that listen. */
  readonly listening: ReadonlySet<string>
  readonly engine: Engine
  /** Reused from event to event; the engine is not re-entrant either. */
  readonly fields: MappedFields
  /** Milliseconds that a window can reach back, chains of correlations included. */
  readonly reach: number
}

/** Where rules that were loaded are kept, so that the next start need not load them again. Whatever it gives is checked. */
export interface RuleCache {
  /** Names the engine: what another version wrote is not read. */
  readonly version: string
  /** What was written for a bundle's meaning; nothing if there is none, or it cannot be read. */
  read(meaning: string): Uint8Array | undefined
  /** May do nothing. */
  write(meaning: string, bytes: Uint8Array): void
}

let cache: RuleCache | undefined

/** From now on this thread keeps there what it loads. */
export function keepLoadedRules(kept: RuleCache | undefined): void {
  cache = kept
}

/** The newest two: while a control frame passes through a thread, some stages are before it and some after. */
const newest: CompiledRules[] = []

/**
 * The compiled rules of a digest.
 *
 * @throws TocsinError `rules-missing` without content for a digest not yet seen, `rules-damaged` if it is not what its
 *   digest says. Judging on with other rules would be a silent lie, so these stop the stream.
 */
export function compiledRules(digest: string, content: Uint8Array | undefined): CompiledRules {
  const known = newest.find((one) => one.digest === digest)
  if (known !== undefined) return known
  if (content === undefined) {
    throw new TocsinError('rules-missing', `The rule bundle ${digest.slice(0, 12)} is not beside the log`, {
      fix: 'Restore the folder of contents from the backup, or publish the rules again',
    })
  }
  if (digestOf(content) !== digest) {
    throw new TocsinError('rules-damaged', `The rule bundle ${digest.slice(0, 12)} does not have this digest`, {
      fix: 'Restore the folder of contents from the backup, or publish the rules again',
    })
  }
  const unpacked = unpackRules(content)
  if (!unpacked.ok) throw new TocsinError('rules-damaged', unpacked.error.message, { fix: unpacked.error.fix })
  const { listening: quiet } = unpacked.value
  const meaning = meaningOf(digest, unpacked.value)
  const listening = new Set(quiet)
  const same = newest.find((one) => one.meaning === meaning)
  const compiled =
    same === undefined
      ? { digest, meaning, listening, ...compiledOf(unpacked.value, meaning) }
      : { ...same, digest, listening }
  newest.unshift(compiled)
  newest.length = Math.min(newest.length, 2)
  return compiled
}

function compiledOf(content: RuleContent, meaning: string): Pick<CompiledRules, 'engine' | 'fields' | 'reach'> {
  const engine = compile(loadedRules(content, meaning))
  return { engine, fields: mapFields(engine.slots), reach: reachOf(engine) }
}

/** The digest that a bundle has when no rule listens and no format is added. */
export function meaningOf(digest: string, { files, pipelines, listening, decoders }: RuleContent): string {
  return listening.length === 0 && decoders.length === 0 ? digest : packRules(files, pipelines).meaning
}

/** The rules of a bundle, from the cache where they are kept; else loaded, and kept. */
export function loadedRules(content: RuleContent, meaning: string): RuleSet {
  const kept = cache
  if (kept === undefined) return loadRules(content.files, loadingOf(content))
  const key = `${kept.version} ${meaning}`
  const bytes = kept.read(meaning)
  const known = bytes === undefined ? undefined : readRuleCache(bytes, key)
  if (known !== undefined) return known
  const set = loadRules(content.files, loadingOf(content))
  kept.write(meaning, writeRuleCache(set, key))
  return set
}

function reachOf(engine: Engine): number {
  const byId = new Map(engine.set.correlations.map((correlation) => [correlation.id, correlation]))
  const known = new Map<string, number>()
  const reach = (id: string): number => {
    const correlation = byId.get(id)
    if (correlation === undefined) return 0
    const before = known.get(id)
    if (before !== undefined) return before
    // Set first: a circle, which the loader refuses, would otherwise never end.
    known.set(id, correlation.timespan)
    const total = correlation.timespan + Math.max(0, ...correlation.rules.map(reach))
    known.set(id, total)
    return total
  }
  return Math.max(0, ...[...byId.keys()].map(reach))
}
