import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Realm, senderOf } from '@tocsin/event'
import type { SourceBinding } from '@tocsin/sources'
import type { EventLog, FrameDraft } from '@tocsin/store'
import type { SourceTable } from './serve-ingest.ts'

/**
 * What was declared of sources, applied to frames as they are received: whose they are, what reads them, in which zone and
 * realm. It stands in the frame from then on, so that the same log gives the same findings.
 */
export interface Bindings {
  /** From here on these hold, and no others. */
  set(bindings: readonly SourceBinding[]): void
  /** The same log; what is appended to it is bound. */
  over<Log extends Pick<EventLog, 'append'>>(log: Log): Log
  /** Frames as they are bound now. */
  bind(drafts: readonly FrameDraft[]): readonly FrameDraft[]
  /** The sources that bodies may name: those of the doors, and those that were declared. */
  named(doors: SourceTable): SourceTable
}

const mostCached = 20_000

/** @param realm of whatever is declared to be of none */
export function openBindings(start: readonly SourceBinding[], realm: Realm = 'real'): Bindings {
  let byKey = new Map<string, SourceBinding>()
  /** By source and peer; a peer that has no binding is there too. */
  let cache = new Map<string, SourceBinding | undefined>()
  const set = (bindings: readonly SourceBinding[]) => {
    byKey = new Map(bindings.map((one) => [`${one.source}\n${one.sender}`, one]))
    cache = new Map()
  }
  set(start)

  const find = (source: string, peer: string): SourceBinding | undefined => {
    const key = `${source}\n${peer}`
    if (cache.has(key)) return cache.get(key)
    const [whole, own] = [byKey.get(`${source}\n`), byKey.get(`${source}\n${senderOf(peer)}`)]
    // What is said of a sender goes before what is said of its source; a sender that is a source of its own has none of that.
    const found =
      own?.becomes === undefined && whole !== undefined && own !== undefined ? { ...whole, ...own } : (own ?? whole)
    if (cache.size >= mostCached) cache.clear()
    cache.set(key, found)
    return found
  }

  const bind = (drafts: readonly FrameDraft[]) =>
    byKey.size === 0 && realm === 'real' ? drafts : drafts.map((draft) => inRealm(bound(draft, find), realm))

  return {
    set,
    over: (log) => ({ ...log, append: (drafts, key) => log.append(bind(drafts), key) }),
    bind,
    named: (doors) => ({
      get: (name) => {
        const decoder = byKey.get(`${name}\n`)?.decoder
        return doors.get(name) ?? (decoder === undefined ? undefined : { decoder })
      },
      has: (name) => doors.has(name) || byKey.get(`${name}\n`)?.decoder !== undefined,
      keys: () => doors.keys(),
    }),
  }
}

/** In a sample everything is of the sample, also what a source was declared to be. */
function inRealm(draft: FrameDraft, realm: Realm): FrameDraft {
  return draft.kind === 'data' && draft.realm === 'real' && realm !== 'real' ? { ...draft, realm } : draft
}

function bound(draft: FrameDraft, find: (source: string, peer: string) => SourceBinding | undefined): FrameDraft {
  if (draft.kind !== 'data') return draft
  const found = find(draft.source, draft.peer)
  if (found === undefined) return draft
  return {
    ...draft,
    source: found.becomes ?? draft.source,
    decoder: found.decoder ?? draft.decoder,
    ...(found.zone === undefined ? {} : { zone: found.zone }),
    // What a door marks as no part of the city stays so.
    realm: draft.realm === 'real' ? (found.realm ?? 'real') : draft.realm,
  }
}

/** What holds is kept beside the stores, so that the first frame after a start is bound too. */
export const bindingsFile = 'bindings.json'

/** What held when Tocsin last ran; nothing where the file is not there or damaged: it is written again at every start. */
export function keptBindings(dataDir: string): readonly SourceBinding[] {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dataDir, bindingsFile), 'utf8'))
    return Array.isArray(read) ? read.filter(isBinding) : []
  } catch {
    return []
  }
}

function isBinding(value: unknown): value is SourceBinding {
  if (typeof value !== 'object' || value === null) return false
  const { source, sender } = value as Partial<SourceBinding>
  return typeof source === 'string' && typeof sender === 'string'
}
