import type { Clock } from '@tocsin/kit'
import type { Scope } from '@tocsin/store'
import { briefCache } from './brief-cache.ts'
import type { PasskeyPlace } from './passkey/passkey.ts'
import type { AccessRepository, AccountRow } from './repository.ts'
import { departmentsOf, isRole } from './role.ts'
import { type Entropy, hashSecret, looksLikeSecret, newId, newSecret } from './secret.ts'
import { nobody, type Who } from './who.ts'

/** Milliseconds: a session ends 12 h after its last use, and 7 days after it began whatever its use. */
export const sessionLimits = { idle: 12 * 3_600_000, absolute: 7 * 86_400_000 } as const

/** Where a request comes from. */
export interface Caller {
  readonly address: string
  /** User-Agent, for the person's own list of sessions. */
  readonly agent: string
  /** The session cookie that came along: it ends where a new session begins. */
  readonly session?: string | undefined
  /** Where passkeys work for this browser; nothing under an address. */
  readonly place?: PasskeyPlace | undefined
}

export interface SessionSummary {
  readonly id: string
  readonly account: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly seenAt: number
  readonly address: string
  readonly agent: string
}

export interface Sessions {
  /** Begins a session, always under a new secret: a cookie planted before sign-in never becomes a session (CWE-384). */
  begin(account: AccountRow, caller: Caller): Promise<{ readonly secret: string; readonly who: Who }>
  /** Who holds this cookie. `use` counts as activity; a waiting stream looks without using. */
  read(secret: string, activity: 'use' | 'look'): Promise<Who>
  end(secret: string): Promise<void>
  endAllOf(account: string): Promise<void>
  /** Ends those of an account but one. */
  endOthersOf(account: string, keep: string): Promise<void>
  list(scope: Scope): Promise<readonly SessionSummary[]>
  revoke(scope: Scope, id: string): Promise<boolean>
}

export function sessionsOf(
  repository: AccessRepository,
  clock: Clock,
  entropy: Entropy,
  changed: () => void,
): Sessions {
  const cache = briefCache<{ readonly who: Who; readonly seenAt: number; readonly createdAt: number }>(
    clock,
    5000,
    1000,
  )
  const forget = () => {
    cache.forget()
    changed()
  }

  return {
    begin: async (account, caller) => {
      const secret = newSecret(entropy)
      const now = clock.now()
      const row = {
        id: newId(entropy),
        hash: hashSecret(secret),
        account: account.id,
        created_at: now,
        seen_at: now,
        address: caller.address.slice(0, 64),
        agent: printable(caller.agent).slice(0, 200),
      }
      const replaces = caller.session !== undefined && looksLikeSecret(caller.session) ? caller.session : undefined
      await repository.addSession(
        row,
        replaces === undefined ? undefined : hashSecret(replaces),
        now - sessionLimits.idle,
        now - sessionLimits.absolute,
      )
      forget()
      return { secret, who: personOf(account.id, account, row.id) }
    },

    read: async (secret, activity) => {
      if (!looksLikeSecret(secret)) return nobody
      const hash = hashSecret(secret)
      const cached = cache.get(hash)
      if (cached !== undefined) return alive(cached.seenAt, cached.createdAt, clock.now()) ? cached.who : nobody
      const keep = cache.reading(hash)
      const found = await repository.session(hash, clock.now())
      const now = clock.now()
      if (found === undefined || !alive(found.seen_at, found.created_at, now)) return nobody
      const who = personOf(found.account, found, found.id)
      // Once a minute is exact enough for a limit of hours, and spares the writer.
      const seen = activity === 'use' && now - found.seen_at >= 60_000
      if (seen) await repository.seeSession(found.id, now)
      // A look is not kept: it would hide the uses that come after it from the idle limit.
      if (activity === 'use') keep({ who, seenAt: seen ? now : found.seen_at, createdAt: found.created_at })
      return who
    },

    end: async (secret) => {
      if (!looksLikeSecret(secret)) return
      const found = await repository.session(hashSecret(secret), clock.now())
      if (found !== undefined) await repository.endSession(found.id)
      forget()
    },

    endAllOf: async (account) => {
      await repository.endSessionsOf(account)
      forget()
    },

    endOthersOf: async (account, keep) => {
      await repository.endOtherSessionsOf(account, keep)
      forget()
    },

    list: async (scope) => {
      const now = clock.now()
      return (await repository.sessions(scope))
        .filter((row) => alive(row.seen_at, row.created_at, now))
        .map((row) => ({
          id: row.id,
          account: row.name,
          createdAt: row.created_at,
          seenAt: row.seen_at,
          address: row.address,
          agent: row.agent,
        }))
    },

    revoke: async (scope, id) => {
      const found = await repository.endSessionNamed(scope, id)
      forget()
      return found
    },
  }
}

/** Whose a session is. A role that this Tocsin does not know gives nobody anything. */
function personOf(account: string, row: Pick<AccountRow, 'name' | 'role' | 'departments'>, session: string): Who {
  if (!isRole(row.role)) return nobody
  return {
    kind: 'person',
    account,
    name: row.name,
    session,
    role: row.role,
    departments: departmentsOf(row.departments),
  }
}

function alive(seenAt: number, createdAt: number, now: number): boolean {
  return now - seenAt < sessionLimits.idle && now - createdAt < sessionLimits.absolute
}

/** Without controls: the list of sessions is shown in terminals too. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ')
}
