import type { Role, Standing } from './role.ts'

/** Who asks, as far as a cookie or a token proved it. */
export type Who =
  | { readonly kind: 'nobody' }
  | (Standing & {
      readonly kind: 'person'
      readonly role: Role
      readonly account: string
      readonly name: string
      /** The session's id, not its secret. */
      readonly session: string
    })
  | (Standing & {
      readonly kind: 'api-token'
      readonly token: string
      readonly name: string
      readonly expiresAt: number
    })
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

/** One text for who asks: an account's name, or `token:` and a token's name. Account names hold no colon. */
export function nameOf(who: Who): string {
  switch (who.kind) {
    case 'nobody':
      return 'nobody'
    case 'person':
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
    case 'person':
      return `account:${who.account}`
    case 'api-token':
    case 'ingest-token':
      return `token:${who.token}`
  }
}
