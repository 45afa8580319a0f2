import { factsOfClosed, scanFacts } from './key-sidecar.ts'
import { type KnownKeys, keyLife, knownKeys, rememberFacts } from './known-keys.ts'
import type { Recovered } from './recovery.ts'
import { listSegments, segmentPath } from './segment-file.ts'
import type { SegmentFacts } from './segment-tally.ts'

/** The keys of the last 24 h of a lane's log, and the `received` that its next frame follows. */
export interface OpenKeys {
  readonly known: KnownKeys
  /** Microseconds; 0 for a log without frames. */
  readonly last: number
  readonly damaged: readonly string[]
}

/** Reads segments backwards from the newest, as far as a key can still be alive. */
export function openKeys(dir: string, lane: number, recovered: Recovered, most: number): OpenKeys {
  const found: SegmentFacts[] = recovered.last === undefined ? [] : [recovered.last.facts]
  const damaged: string[] = []
  let last = recovered.last?.facts.last ?? undefined
  const closed = listSegments(dir, lane).filter((ordinal) => ordinal !== recovered.last?.ordinal)
  for (const ordinal of closed.reverse()) {
    const facts = readable(dir, lane, ordinal, damaged)
    if (facts === undefined) continue
    last ??= facts.last ?? undefined
    if (last !== undefined && facts.last !== null && facts.last < last - keyLife) break
    found.push(facts)
  }
  const known = knownKeys(most)
  for (const { keys } of found.reverse()) rememberFacts(known, keys)
  return { known, last: last ?? 0, damaged }
}

/** A damaged closed segment must not keep the log from receiving: its keys up to the damage count, and it is told. */
function readable(dir: string, lane: number, ordinal: number, damaged: string[]): SegmentFacts | undefined {
  try {
    return factsOfClosed(dir, lane, ordinal)
  } catch (error) {
    damaged.push(error instanceof Error ? error.message : String(error))
    try {
      return scanFacts(dir, lane, ordinal).facts
    } catch {
      damaged.push(segmentPath(dir, lane, ordinal))
      return undefined
    }
  }
}
