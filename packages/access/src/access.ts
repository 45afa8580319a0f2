import type { Clock, Result } from '@tocsin/kit'
import { ok } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import { accountName } from './account-name.ts'
import { type LinkOpening, type LinkPurpose, oneTimeLinks } from './one-time-link.ts'
import { passphraseHasher, passphraseLimits } from './passphrase.ts'
import { type Refusal, refuse } from './refusal.ts'
import { accessRepository } from './repository.ts'
import { type Entropy, systemEntropy } from './secret.ts'
import { type Caller, type Sessions, sessionsOf } from './session.ts'
import { signInGuard } from './sign-in-guard.ts'
import { type Tokens, tokensOf } from './token.ts'
import type { Who } from './who.ts'

/** A session that just began: its cookie's value, and whose it is. */
export interface SignedIn {
  readonly secret: string
  readonly who: Who
}

/** Accounts, sessions and tokens of one Tocsin. One instance a process: revocations act on its memory. */
export interface Access {
  /** True until the first account is made. */
  needsFirstAccount(): Promise<boolean>
  /** A new one-time secret; for the data folder and the terminal only. */
  issueLink(purpose: LinkPurpose): Promise<string>
  openLink(opening: LinkOpening, caller: Caller): Promise<Result<SignedIn, Refusal>>
  signIn(name: string, passphrase: string, caller: Caller): Promise<Result<SignedIn, Refusal>>
  readonly sessions: Sessions
  readonly tokens: Tokens
  /** Hears that a session or token ended, so that live streams look again. Returns how to stop hearing. */
  onRevoked(heard: () => void): () => void
}

export function openAccess(options: {
  readonly state: StateStore
  readonly clock: Clock
  readonly entropy?: Entropy
}): Access {
  const { state, clock, entropy = systemEntropy } = options
  const repository = accessRepository(state)
  const hasher = passphraseHasher()
  const guard = signInGuard(clock)
  const hearers = new Set<() => void>()
  const changed = () => {
    for (const heard of hearers) heard()
  }
  const sessions = sessionsOf(repository, clock, entropy, changed)
  const links = oneTimeLinks(repository, hasher, clock, entropy)

  return {
    needsFirstAccount: async () => !(await repository.anyAccount()),
    issueLink: links.issue,

    openLink: async (opening, caller) => {
      const opened = await links.open(opening)
      if (!opened.ok) return opened
      // Who may read the data folder is no guesser.
      guard.succeeded(opened.value.account.name_key, caller.address)
      // A new passphrase ends what the old one began: whoever had it is out.
      if (opened.value.changed) await sessions.endAllOf(opened.value.account.id)
      return ok(await sessions.begin(opened.value.account, caller))
    },

    signIn: async (name, passphrase, caller) => {
      const named = accountName(name)
      const key = named.ok ? named.value.key : ''
      const wait = guard.enter(key, caller.address)
      if (wait !== undefined || hasher.waiting() >= queueLimit) {
        const seconds = wait ?? 5
        return refuse('try-again-later', 'Too many attempts', `Wait ${seconds} s, or use a one-time link`, seconds)
      }
      const account = named.ok ? await repository.accountNamed(key) : undefined
      // Length is looked at here and not only when it is chosen: the hash never sees megabytes.
      const given = passphrase.length <= passphraseLimits.max * 4 ? passphrase : ''
      const right = await hasher.verify(given, account?.passphrase)
      if (account === undefined || !right) {
        return refuse(
          'wrong-name-or-passphrase',
          'Name or passphrase is wrong',
          'Try again, or use a one-time link from the machine that runs Tocsin',
        )
      }
      guard.succeeded(key, caller.address)
      return ok(await sessions.begin(account, caller))
    },

    sessions,
    tokens: tokensOf(repository, clock, entropy, changed),

    onRevoked: (heard) => {
      hearers.add(heard)
      return () => hearers.delete(heard)
    },
  }
}

/** Hashes that may wait; past it a sign-in is refused rather than queued for seconds. */
const queueLimit = 32
