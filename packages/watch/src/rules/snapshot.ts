import { type Realm, realms } from '@tocsin/event'
import { canonicalJson } from '@tocsin/kit'
import type { SavedSeen } from './seen-events.ts'

/** The windows of a shard, and the rules that they belong to. */
export interface Snapshot {
  /** That of the bundle when no rule listens: who does has no part in it. */
  readonly digest: string
  readonly states: readonly (readonly [Realm, Uint8Array])[]
  readonly seen: SavedSeen
}

const version = 1

export function writeSnapshot({ digest, states, seen }: Snapshot): Uint8Array {
  const encoded = states.map(([realm, bytes]) => [realm, Buffer.from(bytes).toString('base64')])
  return new TextEncoder().encode(canonicalJson({ version, digest, states: encoded, seen }))
}

/** The snapshot, or nothing where another version wrote it or it is damaged: windows then start empty. */
export function readSnapshot(bytes: Uint8Array): Snapshot | undefined {
  try {
    const read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<Saved> | null
    if (read?.version !== version || typeof read.digest !== 'string') return undefined
    if (!Array.isArray(read.states) || !Array.isArray(read.seen)) return undefined
    const states = read.states
      .filter(([realm, text]) => realms.includes(realm) && typeof text === 'string')
      .map(([realm, text]) => [realm, new Uint8Array(Buffer.from(text, 'base64'))] as const)
    return { digest: read.digest, states, seen: read.seen.filter(isKept) }
  } catch {
    return undefined
  }
}

function isKept(one: Partial<SavedSeen[number]> | null): boolean {
  return typeof one?.until === 'number' && Array.isArray(one.rules) && typeof one.seen?.event === 'string'
}

interface Saved {
  readonly version: number
  readonly digest: string
  readonly states: readonly (readonly [Realm, string])[]
  readonly seen: SavedSeen
}
