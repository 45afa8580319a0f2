import { type Clock, ok, type Result, systemClock } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import { type Refusal, refuse } from '../refusal.ts'
import type { Sealed } from '../sealed/index.ts'
import { type Entropy, newId, systemEntropy } from '../secret.ts'
import { type KnownPeople, knownPeople } from './known-people.ts'
import { type LensOptions, underLens } from './lens.ts'
import { peopleRepository } from './people.repository.ts'
import { isPseudonym, type Pseudonym, pseudonymOf } from './pseudonym.ts'

/** Milliseconds: a reveal holds for one person, one incident and a working day. */
export const revealLife = 8 * 3_600_000

export interface RevealWish {
  /** Who asks: an account's name or a token's. */
  readonly who: string
  readonly pseudonym: Pseudonym
  readonly incident?: string | undefined
  /** May be left out where one was given for this incident and still holds. */
  readonly reason?: string | undefined
}

export interface Revealed {
  readonly pseudonym: Pseudonym
  /** Usually one; more where two people share a pseudonym. */
  readonly names: readonly string[]
  readonly incident?: string
  readonly reason: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** People's names behind pseudonyms. One instance a process. */
export interface People {
  lens<Answer>(answer: Answer, options: LensOptions): Answer
  /** The names behind a pseudonym, for a search that holds one. */
  namesOf(pseudonym: Pseudonym): readonly string[]
  pseudonymOf(name: string): Pseudonym
  reveal(wish: RevealWish): Promise<Result<Revealed, Refusal>>
  /** Opens the bytes of an incident's frames to one person. */
  openBytes(
    wish: Omit<RevealWish, 'pseudonym'> & { readonly incident: string },
  ): Promise<Result<{ until: number; reason: string }, Refusal>>
  /** What this person has revealed and still sees. */
  revealedTo(who: string): Promise<readonly Revealed[]>
  bytesOpenTo(who: string, incident: string): Promise<boolean>
  /** Learns names beforehand, so that they are known inside of texts. */
  learn(names: readonly string[]): void
  forget(name: string): Promise<void>
  save(): Promise<void>
  known(): number
}

export async function openPeople(options: {
  readonly state: StateStore
  readonly sealed: Sealed
  readonly clock?: Clock
  readonly entropy?: Entropy
}): Promise<People> {
  const { state, sealed, clock = systemClock, entropy = systemEntropy } = options
  const pseudonyms = await sealed.openOrMake('people.pseudonyms', () => entropy(32))
  const names = await sealed.openOrMake('people.names', () => entropy(32))
  const known: KnownPeople = await knownPeople({ state, keys: { pseudonyms, names }, clock, entropy })
  const repository = peopleRepository(state)

  /** The reason that holds: the one given, or that of the same incident. */
  async function reasonFor({ who, incident = '', reason }: Omit<RevealWish, 'pseudonym'>): Promise<string | undefined> {
    const given = reason?.trim()
    if (given !== undefined && given.length >= 3) return given
    if (incident === '') return undefined
    return (await repository.reveals(who, clock.now())).find((row) => row.incident === incident)?.reason
  }

  async function keep(
    wish: Omit<RevealWish, 'pseudonym'>,
    pseudonym: string,
  ): Promise<Result<{ reason: string; until: number }, Refusal>> {
    const reason = await reasonFor(wish)
    if (reason === undefined) {
      return refuse(
        'reason-needed',
        'Revealing needs a reason',
        'Say in a few words why; it is kept for the data protection officer',
      )
    }
    const now = clock.now()
    const row = {
      id: newId(entropy),
      who: wish.who,
      pseudonym,
      incident: wish.incident ?? '',
      reason: reason.slice(0, 1000),
    }
    await repository.addReveal({ ...row, at: now, until: now + revealLife }, now)
    return ok({ reason: row.reason, until: now + revealLife })
  }

  const revealed = (pseudonym: string, incident: string, reason: string, until: number): Revealed => ({
    pseudonym,
    names: known.namesOf(pseudonym),
    ...(incident === '' ? {} : { incident }),
    reason,
    until,
  })

  return {
    lens: (answer, lens) => {
      const seen = underLens(known, answer, lens)
      void known.save().catch(() => undefined)
      return seen
    },
    namesOf: known.namesOf,
    pseudonymOf: (name) => (isPseudonym(name) ? name.toLowerCase() : pseudonymOf(pseudonyms, name)),
    reveal: async (wish) => {
      const pseudonym = wish.pseudonym.toLowerCase()
      if (!isPseudonym(pseudonym) || known.namesOf(pseudonym).length === 0) {
        return refuse('not-found', 'Nobody is known under this pseudonym', 'Copy it from where it is shown: ~k7f3-q2mx')
      }
      const kept = await keep(wish, pseudonym)
      return kept.ok ? ok(revealed(pseudonym, wish.incident ?? '', kept.value.reason, kept.value.until)) : kept
    },
    openBytes: (wish) => keep(wish, bytes),
    revealedTo: async (who) =>
      (await repository.reveals(who, clock.now()))
        .filter(({ pseudonym }) => pseudonym !== bytes)
        .map(({ pseudonym, incident, reason, until }) => revealed(pseudonym, incident, reason, until)),
    bytesOpenTo: async (who, incident) =>
      (await repository.reveals(who, clock.now())).some((row) => row.pseudonym === bytes && row.incident === incident),
    learn: (names) => {
      for (const name of names) known.learn(name)
      void known.save().catch(() => undefined)
    },
    forget: known.forget,
    save: known.save,
    known: known.size,
  }
}

const bytes = 'raw'
