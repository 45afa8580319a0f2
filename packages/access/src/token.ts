import { type Clock, ok, type Result } from '@tocsin/kit'
import { everything, isVisible, type Scope } from '@tocsin/store'
import { briefCache } from './brief-cache.ts'
import { namedPermissions } from './policy/cedar.ts'
import type { Decisions } from './policy/decisions.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { AccessRepository, TokenRow } from './repository.ts'
import {
  type AnyRole,
  type Departments,
  departmentsColumn,
  departmentsOf,
  isHouseRole,
  isRole,
  isWithin,
  type Standing,
} from './role.ts'
import { type Entropy, hashSecret, newId, newSecret, sameHash } from './secret.ts'
import { makerOf, nobody, type Who } from './who.ts'

export type TokenKind = 'ingest' | 'api'

/** Days a token lasts; how many there may be at once. */
export const tokenLimits = { defaultDays: 365, maxDays: 1825, count: 500 } as const

export interface TokenDraft {
  readonly kind: TokenKind
  /** 1 to 64 printable characters; becomes part of the peer of every frame that it sends. */
  readonly name: string
  /** Ingest tokens only: the sources that it may send as. */
  readonly sources?: 'all' | readonly string[] | undefined
  readonly days?: number | undefined
  /** API tokens only: by default what their maker is. Never more than the maker has, nor of other departments. */
  readonly role?: AnyRole | undefined
  readonly departments?: Departments | undefined
  readonly permissions?: readonly string[] | undefined
}

export interface TokenSummary {
  readonly id: string
  readonly kind: TokenKind
  readonly name: string
  readonly sources: 'all' | readonly string[]
  /** API tokens only. */
  readonly role: AnyRole | null
  readonly departments: Departments
  readonly permissions: readonly string[] | null
  readonly createdBy: string
  /** Milliseconds since the epoch. `usedAt` is exact to an hour. */
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt: number | null
  readonly revokedAt: number | null
}

export interface Tokens {
  /** The whole token is in the answer, and nowhere afterwards. */
  issue(
    scope: Scope,
    by: Who,
    draft: TokenDraft,
  ): Promise<Result<{ readonly token: string; readonly summary: TokenSummary }, Refusal>>
  /** Who holds this token: nobody, where it is malformed, unknown, expired or revoked. */
  read(token: string): Promise<Who>
  /** All of them to who sees everything; to others those that they made. */
  list(scope: Scope, by: Who): Promise<readonly TokenSummary[]>
  /** Revokes a token and those made with it. How many that were; 0 where there is none that this one may revoke. */
  revoke(scope: Scope, by: Who, id: string): Promise<number>
  /** Ends what an account made: its rights are others now, or none. */
  revokeAllOf(account: string): Promise<void>
}

export function tokensOf(
  repository: AccessRepository,
  decisions: Pick<Decisions, 'permits'>,
  clock: Clock,
  entropy: Entropy,
  changed: () => void,
): Tokens {
  const cache = briefCache<{ readonly who: Who; readonly expiresAt: number }>(clock, 5000, 1000)

  return {
    issue: async (scope, by, draft) => {
      const now = clock.now()
      const name = draft.name.normalize('NFC').trim()
      if (name === '' || name.length > 64 || /\p{C}/u.test(name)) {
        return refuse('bad-token', 'A token needs a name of 1 to 64 printable characters', 'Name what will use it')
      }
      const days = draft.days ?? tokenLimits.defaultDays
      if (!(days > 0 && days <= tokenLimits.maxDays)) {
        return refuse('bad-token', `A token lasts 1 to ${tokenLimits.maxDays} days`, 'Give days in this range')
      }
      if (draft.kind === 'api' && draft.sources !== undefined) {
        return refuse('bad-token', 'Only an ingest token is bound to sources', 'Leave the sources out')
      }
      const granted = draft.kind === 'api' ? await grant(decisions, by, draft) : sendingWithin(scope, draft)
      if (!granted.ok) return granted
      // What has ended long ago makes room; the newest 90 days stay in the list so that a person sees what was revoked.
      await repository.forgetTokens(scope, now - 90 * 86_400_000)
      if ((await repository.countTokens(scope)) >= tokenLimits.count) {
        return refuse('too-many', `There are ${tokenLimits.count} tokens already`, 'Revoke those that are not used')
      }
      const secret = newSecret(entropy)
      const asked = now + Math.round(days * 86_400_000)
      const row: TokenRow = {
        id: newId(entropy),
        kind: draft.kind,
        name,
        hash: hashSecret(secret),
        sources: draft.kind === 'api' || (draft.sources ?? 'all') === 'all' ? null : JSON.stringify(draft.sources),
        created_by: makerOf(by),
        created_at: now,
        // A token cannot outlive itself through one that it makes.
        expires_at: by.kind === 'api-token' ? Math.min(asked, by.expiresAt) : asked,
        used_at: null,
        revoked_at: null,
        ...granted.value,
      }
      await repository.addToken(scope, row)
      return ok({ token: `tocsin_${draft.kind === 'ingest' ? 'i' : 'a'}_${row.id}_${secret}`, summary: summaryOf(row) })
    },

    read: async (token) => {
      const parts = tokenShape.exec(token)
      const [, letter, id, secret] = parts ?? []
      if (letter === undefined || id === undefined || secret === undefined) return nobody
      // Keyed by the whole hash, not by the id: a wrong secret never meets a cached answer.
      const hash = hashSecret(secret)
      const key = `${letter}${id}${hash}`
      const cached = cache.get(key)
      if (cached !== undefined) return clock.now() < cached.expiresAt ? cached.who : nobody
      const keep = cache.reading(key)
      const row = await repository.token(id)
      const now = clock.now()
      const holds = sameHash(row?.hash ?? hashSecret(''), hash) && row?.kind === kindOf(letter)
      if (row === undefined || !holds || row.revoked_at !== null || now >= row.expires_at) return nobody
      const who = whoOf(row)
      if (row.used_at === null || now - row.used_at >= 3_600_000) await repository.seeToken(id, now)
      keep({ who, expiresAt: row.expires_at })
      return who
    },

    list: async (scope, by) => {
      const maker = makerOf(by)
      const rows = await repository.tokens(scope)
      return rows.filter((row) => scope.kind === 'all' || row.created_by === maker).map(summaryOf)
    },

    revokeAllOf: async (account) => {
      for (const row of await repository.tokensOf(`account:${account}`)) {
        await repository.revokeToken(everything, row.id, clock.now())
      }
      cache.forget()
      changed()
    },

    revoke: async (scope, by, id) => {
      if (scope.kind !== 'all' && (await repository.token(id))?.created_by !== makerOf(by)) return 0
      const revoked = await repository.revokeToken(scope, id, clock.now())
      cache.forget()
      changed()
      return revoked
    },
  }
}

/** True where a text holds something of a token's shape, as a secret that was put where it is logged. */
export function holdsToken(text: string): boolean {
  return /tocsin_[ia]_[0-9a-f]{16}_/.test(text)
}

const tokenShape = /^tocsin_([ia])_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

function kindOf(letter: string): TokenKind {
  return letter === 'i' ? 'ingest' : 'api'
}

function whoOf(row: TokenRow): Who {
  return row.kind === 'ingest'
    ? { kind: 'ingest-token', token: row.id, name: row.name, sources: sourcesOf(row) }
    : {
        kind: 'api-token',
        token: row.id,
        name: row.name,
        expiresAt: row.expires_at,
        role: roleOf(row),
        departments: departmentsOf(row.departments),
        ...(row.permissions === null ? {} : { only: JSON.parse(row.permissions) as string[] }),
      }
}

function sourcesOf(row: TokenRow): 'all' | readonly string[] {
  return row.sources === null ? 'all' : (JSON.parse(row.sources) as string[])
}

function summaryOf(row: TokenRow): TokenSummary {
  return {
    id: row.id,
    kind: row.kind === 'ingest' ? 'ingest' : 'api',
    name: row.name,
    sources: sourcesOf(row),
    role: row.kind === 'api' ? roleOf(row) : null,
    departments: departmentsOf(row.departments),
    permissions: row.permissions === null ? null : (JSON.parse(row.permissions) as string[]),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    revokedAt: row.revoked_at,
  }
}

/** A role that this Tocsin does not know is the least of all. */
function roleOf(row: TokenRow): AnyRole {
  if (row.role === 'machine') return 'machine'
  return row.role !== null && isRole(row.role) ? row.role : 'viewer'
}

type Granted = Pick<TokenRow, 'role' | 'departments' | 'permissions'>

/** What an API token may do: nothing that its maker may not, of no department that its maker does not see. */
async function grant(
  decisions: Pick<Decisions, 'permits'>,
  by: Who,
  draft: TokenDraft,
): Promise<Result<Granted, Refusal>> {
  if (by.kind !== 'person' && by.kind !== 'api-token') {
    return refuse('not-permitted', 'Only a person or an API token makes one', 'Sign in')
  }
  const { role = by.role, departments = by.departments } = draft
  const fix = 'Ask for no more than you have yourself'
  if (!isWithin(departments, by.departments)) {
    return refuse('bad-token', 'A token sees no department that its maker does not see', fix)
  }
  if (isHouseRole(role) && departments !== 'all') {
    return refuse('bad-token', `The role ${role} is given for all departments only`, 'Choose another role')
  }
  const asked = draft.permissions ?? by.only
  const more = await firstBeyond(decisions, by, { role, departments }, asked)
  if (more !== undefined) return refuse('bad-token', `A token has nothing its maker has not: ${more}`, fix)
  return ok({
    role,
    departments: departmentsColumn(departments),
    permissions: asked === undefined ? null : JSON.stringify([...new Set(asked)].sort()),
  })
}

/** The first thing that a token would have and its maker has not. */
async function firstBeyond(
  decisions: Pick<Decisions, 'permits'>,
  by: Standing,
  token: Standing,
  asked: readonly string[] | undefined,
): Promise<string | undefined> {
  if (asked === undefined && token.role === by.role) return undefined
  // What no policy names is for administrators and this machine alone: their roles are handed on by themselves only.
  if (asked === undefined && (token.role === 'administrator' || token.role === 'machine')) {
    return by.role === 'administrator' || by.role === 'machine' ? undefined : token.role
  }
  for (const permission of asked ?? namedPermissions()) {
    if (await decisions.permits(by, permission)) continue
    if (asked !== undefined || (await decisions.permits(token, permission))) return permission
  }
  return undefined
}

/** Who sees some sources only lets nobody send as others. */
function sendingWithin(scope: Scope, { sources = 'all' }: TokenDraft): Result<Granted, Refusal> {
  const none = { role: null, departments: null, permissions: null }
  if (scope.kind === 'all' || (sources !== 'all' && isVisible(scope, sources))) return ok(none)
  return refuse('bad-token', 'An ingest token of a department sends for its sources only', 'Name sources that you see')
}
