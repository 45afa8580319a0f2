import { type Access, nameOf, roles, tokenLimits } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import { err, ok } from '@tocsin/kit'
import { z } from 'zod'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { refuse, refusedByAccess } from '../problem.ts'
import { tokenIssued, tokenRevoked } from '../signals.ts'
import { sourceName } from '../source-name.ts'

const sources = z.union([z.literal('all'), z.array(z.string().regex(sourceName)).min(1).max(100)])

export const departments = z.union([z.literal('all'), z.array(z.string().min(1).max(64)).min(1).max(100).readonly()])

const summary = z.object({
  id: z.string(),
  kind: z.enum(['ingest', 'api']),
  name: z.string(),
  sources: z.union([z.literal('all'), z.array(z.string()).readonly()]),
  createdBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  role: z.enum([...roles, 'machine']).nullable(),
  departments,
  permissions: z.array(z.string()).readonly().nullable(),
  usedAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
})

export function tokenEndpoints(access: Access, host: Pick<Host, 'signal'>): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/api/tokens',
      permission: 'token.manage',
      says: 'Tokens, without their secrets: all of them to who sees everything, to others their own',
      input: z.object({}),
      output: z.object({ tokens: z.array(summary) }),
      handle: async ({ scope, who }) => ok({ tokens: [...(await access.tokens.list(scope, who))] }),
    }),
    endpoint({
      method: 'POST',
      path: '/api/tokens',
      permission: 'token.manage',
      says: 'Makes a token; the answer is the only place where it is ever shown',
      input: z.strictObject({
        kind: z.enum(['ingest', 'api']),
        name: z.string().max(256),
        sources: sources.optional(),
        role: z.enum(roles).optional(),
        departments: departments.optional(),
        permissions: z.array(z.string().max(64)).min(1).max(200).optional(),
        days: z.number().int().min(1).max(tokenLimits.maxDays).optional(),
      }),
      output: z.object({ token: z.string(), summary }),
      handle: async ({ scope, who, input }) => {
        const issued = await access.tokens.issue(scope, who, input)
        if (!issued.ok) return err(refusedByAccess(issued.error))
        host.signal(tokenIssued, { token: issued.value.summary.id, kind: input.kind, by: nameOf(who) })
        return ok(issued.value)
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/api/tokens/:id',
      permission: 'token.manage',
      says: 'Revokes a token at once, and every token that was made with it',
      input: z.strictObject({ id: z.string().max(64) }),
      output: z.object({ revoked: z.number() }),
      handle: async ({ scope, who, input }) => {
        const revoked = await access.tokens.revoke(scope, who, input.id)
        if (revoked === 0) return refuse(404, 'not-found', 'There is no such token', 'List the tokens again')
        host.signal(tokenRevoked, { token: input.id, count: revoked, by: nameOf(who) })
        return ok({ revoked })
      },
    }),
  ]
}
