import { ok, type Result } from '@tocsin/kit'
import { everything, type Scope } from '@tocsin/store'
import { type Refusal, refuse } from './refusal.ts'

/** Who asks, as far as a cookie or a token proved it. */
export type Who =
  | { readonly kind: 'nobody' }
  | {
      readonly kind: 'administrator'
      readonly account: string
      readonly name: string
      /** The session's id, not its secret. */
      readonly session: string
    }
  | { readonly kind: 'api-token'; readonly token: string; readonly name: string; readonly expiresAt: number }
  | {
      readonly kind: 'ingest-token'
      readonly token: string
      readonly name: string
      readonly sources: 'all' | readonly string[]
    }

export const nobody: Who = { kind: 'nobody' }

/** The one permission that an ingest token has, and the only one that nobody else has. */
export const ingestPermission = 'ingest'

/** How somebody signs in is changed by that person alone: no token of theirs may, or a stolen one would make itself at home. */
export const ownAccountPermission = 'account.own'

/**
 * Decides once what someone may see, as a scope that every repository and live stream requires.
 *
 * Administrators and API tokens: everything but ingest. Ingest tokens: nothing but ingest, so that a token which lies on
 * a log shipper opens nothing, and a token which opens everything has no reason to lie there.
 */
export function decide(who: Who, permission: string): Result<Scope, Refusal> {
  switch (who.kind) {
    case 'nobody':
      return refuse('not-signed-in', 'Nobody is signed in', 'Sign in, or send a token as Authorization: Bearer')
    case 'administrator':
    case 'api-token':
      if (who.kind === 'api-token' && permission === ownAccountPermission) {
        return refuse('not-permitted', 'A token has no account of its own', 'Sign in')
      }
      if (permission !== ingestPermission) return ok(everything)
      return refuse('not-permitted', 'Only an ingest token may send events', 'Make an ingest token for this source')
    case 'ingest-token':
      if (permission === ingestPermission) return ok(everything)
      return refuse('not-permitted', 'An ingest token may only send events', 'Use an API token or sign in')
  }
}

/** One text for who asks: an account's name, or `token:` and a token's name. Account names hold no colon. */
export function nameOf(who: Who): string {
  switch (who.kind) {
    case 'nobody':
      return 'nobody'
    case 'administrator':
      return who.name
    case 'api-token':
    case 'ingest-token':
      return `token:${who.name}`
  }
}

/** Who made something, for `created_by`: by id, since names can be given again. */
export function makerOf(who: Who): string {
  switch (who.kind) {
    case 'nobody':
      return 'nobody'
    case 'administrator':
      return `account:${who.account}`
    case 'api-token':
    case 'ingest-token':
      return `token:${who.token}`
  }
}
