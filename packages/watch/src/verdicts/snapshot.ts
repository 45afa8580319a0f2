import { realms } from '@tocsin/event'
import { canonicalJson } from '@tocsin/kit'
import type { Folding } from './folding.ts'

const version = 1

export function writeFoldings(tools: ReadonlyMap<string, Folding>): Uint8Array {
  const written = [...tools].map(([key, folding]) => [
    key,
    { ...folding, folds: [...folding.folds], beyond: folding.beyond ?? null },
  ])
  return new TextEncoder().encode(canonicalJson({ version, tools: written }))
}

/** The windows as they were, or none where another version wrote them or they are damaged: then alerts are said anew. */
export function readFoldings(bytes: Uint8Array): Map<string, Folding> {
  try {
    const read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<Saved> | null
    if (read?.version !== version || !Array.isArray(read.tools)) return new Map()
    return new Map(
      read.tools.map(([key, { realm, start, folds, said, beyond }]) => {
        if (!realms.includes(realm) || typeof start !== 'number') throw new TypeError('not a window')
        return [key, { realm, start, folds: new Map(folds), said: [...said], beyond: beyond ?? undefined }]
      }),
    )
  } catch {
    return new Map()
  }
}

interface Saved {
  readonly version: number
  readonly tools: readonly (readonly [
    string,
    Omit<Folding, 'folds' | 'beyond'> & {
      readonly folds: readonly (readonly [string, Folding['folds'] extends Map<string, infer Fold> ? Fold : never])[]
      readonly beyond: Folding['beyond'] | null
    },
  ])[]
}
