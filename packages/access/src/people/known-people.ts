import { createHash } from 'node:crypto'
import type { Clock } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import { seal, unseal } from '../sealed/seal.ts'
import type { Entropy } from '../secret.ts'
import { peopleRepository } from './people.repository.ts'
import { mayNamePerson } from './person.ts'
import { foldedName, type Pseudonym, pseudonymOf } from './pseudonym.ts'

/** Names that were shown as pseudonyms, so that a pseudonym leads back and a name is known again inside of a text. */
export interface KnownPeople {
  /** The pseudonym of a name, which is known from here on; nothing where it names no person. */
  learn(name: string): Pseudonym | undefined
  /** The pseudonym of a name that is known already. */
  find(folded: string): Pseudonym | undefined
  /** Known names that hold spaces, which no single word of a text finds. */
  spaced(): readonly string[]
  /** The folded names behind a pseudonym: usually one. */
  namesOf(pseudonym: Pseudonym): readonly string[]
  /** Forgets a name: its pseudonym leads nowhere any more. */
  forget(name: string): Promise<void>
  /** Writes what was learnt; the caller need not wait. */
  save(): Promise<void>
  size(): number
}

/** Names that are kept; past it those that were seen least recently go, and their pseudonyms lead nowhere. */
export const knownLimits = { names: 100_000, spaced: 2000 } as const

export async function knownPeople(options: {
  readonly state: StateStore
  /** 32 bytes each: one makes pseudonyms, the other seals names. */
  readonly keys: { readonly pseudonyms: Uint8Array; readonly names: Uint8Array }
  readonly clock: Clock
  readonly entropy: Entropy
  readonly limit?: number
}): Promise<KnownPeople> {
  const { keys, clock, entropy, limit = knownLimits.names } = options
  const repository = peopleRepository(options.state)
  const master = { id: createHash('sha256').update(keys.names).digest('hex').slice(0, 16), bytes: keys.names }
  const byName = new Map<string, { readonly pseudonym: Pseudonym; readonly sealed: string | undefined }>()
  const byPseudonym = new Map<Pseudonym, Set<string>>()
  const spaced = new Set<string>()
  const unsaved = new Set<string>()
  let forgotten: { pseudonym: Pseudonym; sealed: string; seen_at: number }[] = []

  const add = (name: string, pseudonym: Pseudonym, sealed: string | undefined) => {
    byName.set(name, { pseudonym, sealed })
    const names = byPseudonym.get(pseudonym) ?? new Set()
    byPseudonym.set(pseudonym, names.add(name))
    if (name.includes(' ') && spaced.size < knownLimits.spaced) spaced.add(name)
  }
  const drop = (name: string) => {
    const known = byName.get(name)
    if (known === undefined) return
    byName.delete(name)
    spaced.delete(name)
    unsaved.delete(name)
    const names = byPseudonym.get(known.pseudonym)
    names?.delete(name)
    if (names?.size === 0) byPseudonym.delete(known.pseudonym)
    if (known.sealed !== undefined) forgotten.push({ pseudonym: known.pseudonym, sealed: known.sealed, seen_at: 0 })
  }

  // The oldest first: a map keeps the order of insertion, and its first is the one to go.
  for (const { pseudonym, sealed } of (await repository.names(limit)).reverse()) {
    const name = unseal(master, pseudonym, sealed)
    if (name !== undefined) add(Buffer.from(name).toString('utf8'), pseudonym, sealed)
  }

  return {
    learn: (raw) => {
      const name = foldedName(raw)
      const known = byName.get(name)
      if (known !== undefined) return known.pseudonym
      if (!mayNamePerson(name)) return undefined
      const pseudonym = pseudonymOf(keys.pseudonyms, name)
      add(name, pseudonym, undefined)
      unsaved.add(name)
      const oldest = byName.size > limit ? byName.keys().next().value : undefined
      if (oldest !== undefined) drop(oldest)
      return pseudonym
    },
    find: (folded) => byName.get(folded)?.pseudonym,
    spaced: () => [...spaced],
    namesOf: (pseudonym) => [...(byPseudonym.get(pseudonym.toLowerCase()) ?? [])],
    forget: async (raw) => {
      const name = foldedName(raw)
      drop(name)
      await repository.forgetPseudonym(pseudonymOf(keys.pseudonyms, name))
    },
    save: async () => {
      if (unsaved.size === 0 && forgotten.length === 0) return
      const names = [...unsaved].slice(0, 1000)
      for (const name of names) unsaved.delete(name)
      const gone = forgotten
      forgotten = []
      const day = 86_400_000
      const rows = names.flatMap((name) => {
        const pseudonym = byName.get(name)?.pseudonym
        if (pseudonym === undefined) return []
        const sealed = seal(master, pseudonym, Buffer.from(name, 'utf8'), entropy)
        byName.set(name, { pseudonym, sealed })
        return [{ pseudonym, sealed, seen_at: Math.floor(clock.now() / day) * day }]
      })
      try {
        await repository.addNames(rows, gone)
      } catch (error) {
        for (const name of names) unsaved.add(name)
        forgotten.push(...gone)
        throw error
      }
    },
    size: () => byName.size,
  }
}
