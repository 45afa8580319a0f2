import { type Access, passkeyPlace, roles } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import { err, ok } from '@tocsin/kit'
import { z } from 'zod'
import { needsTls } from '../admission.ts'
import { type Endpoint, endpoint, openEndpoint } from '../endpoint.ts'
import { callerOf, entering, enteringNote, me, meOf, stepOrMe } from '../entering.ts'
import { refuse, refusedByAccess, unexpected } from '../problem.ts'
import { clearSession, sentSession } from '../session-cookie.ts'

const wholeMe = me.extend({
  role: z.enum([...roles, 'machine']),
  departments: z.union([z.literal('all'), z.array(z.string()).readonly()]),
  /** What this one may do, by the names that routes need. */
  permissions: z.array(z.string()).readonly(),
})

/** A passphrase in UTF-16 code units; the access wing counts characters. */
const passphrase = z.string().max(1024)
const smallBody = 8192

export function sessionEndpoints(
  access: Access,
  host: Pick<Host, 'signal'>,
  linkUsed: () => Promise<void>,
  permissions: () => readonly string[],
  sample: string | null,
): Endpoint[] {
  const { enterOrStep } = entering(host)
  return [
    openEndpoint({
      method: 'GET',
      path: '/api/session/state',
      says: 'Whether somebody is signed in, and whether a first account is still to be made',
      input: z.object({}),
      output: z.object({
        firstAccount: z.boolean(),
        signedIn: z.boolean(),
        channel: z.enum(['loopback', 'tls', 'clear']),
        /** Whether passkeys work under the name by which this browser reached us. */
        passkeys: z.boolean(),
        /** The identity provider's name, where there is one. */
        provider: z.string().nullable(),
        /** The name of the sample city that this is; null in a house of one's own. */
        sample: z.string().nullable(),
      }),
      handle: async ({ who, reached }) =>
        ok({
          firstAccount: await access.needsFirstAccount(),
          signedIn: who.kind === 'person',
          channel: reached.channel,
          passkeys: reached.channel !== 'clear' && passkeyPlace(reached.origin) !== undefined,
          provider: (await access.oidc.name()) ?? null,
          sample,
        }),
    }),
    openEndpoint({
      method: 'POST',
      path: '/api/session/link',
      audit: { act: 'session.begin' },
      bodyLimit: smallBody,
      says: 'Opens a one-time link: makes the first account, or signs its holder in. `account-needed`: send name and passphrase too',
      input: z.strictObject({
        secret: z.string().max(128),
        name: z.string().max(256).optional(),
        passphrase: passphrase.optional(),
      }),
      output: stepOrMe,
      handle: async (ask) => {
        if (ask.reached.channel === 'clear') return err(needsTls)
        const opened = await access.openLink(ask.input, callerOf(ask))
        // Looking whether a link waits for a name is no attempt that anybody needs to hear of.
        if (!opened.ok && opened.error.code === 'account-needed') return err(refusedByAccess(opened.error))
        if (opened.ok) await linkUsed()
        return enterOrStep(ask, opened, 'link')
      },
    }),
    openEndpoint({
      method: 'POST',
      path: '/api/session',
      audit: { act: 'session.begin', note: (_input, output) => enteringNote(output) },
      bodyLimit: smallBody,
      says: 'Signs in with name and passphrase; the session is a cookie. `step`: a second step follows, bound to this browser by a cookie',
      input: z.strictObject({ name: z.string().max(256), passphrase }),
      output: stepOrMe,
      handle: async (ask) => {
        if (ask.reached.channel === 'clear') return err(needsTls)
        return enterOrStep(ask, await access.signIn(ask.input.name, ask.input.passphrase, callerOf(ask)), 'passphrase')
      },
    }),
    openEndpoint({
      method: 'DELETE',
      path: '/api/session',
      audit: { act: 'session.end' },
      says: 'Signs out: the session ends here and now',
      input: z.object({}),
      output: z.object({}),
      handle: async ({ request, reply, reached }) => {
        const sent = sentSession(request.headers.cookie, reached)
        if (sent.kind === 'one') await access.sessions.end(sent.secret)
        clearSession(reply, reached)
        return ok({})
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/me',
      permission: 'me.read',
      says: 'Who asks',
      input: z.object({}),
      output: wholeMe,
      handle: async ({ who }) => {
        if (who.kind !== 'person' && who.kind !== 'api-token') return err(unexpected)
        const { role, departments } = who
        const held = await access.permissionsOf(who, permissions())
        return ok({ ...meOf(who), role, departments, permissions: held })
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/sessions',
      permission: 'people.manage',
      says: 'Sessions that are open',
      input: z.object({}),
      output: z.object({
        sessions: z.array(
          z.object({
            id: z.string(),
            account: z.string(),
            createdAt: z.number(),
            seenAt: z.number(),
            address: z.string(),
            agent: z.string(),
            current: z.boolean(),
          }),
        ),
      }),
      handle: async ({ scope, who }) => {
        const current = who.kind === 'person' ? who.session : undefined
        const sessions = await access.sessions.list(scope)
        return ok({ sessions: sessions.map((session) => ({ ...session, current: session.id === current })) })
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/api/sessions/:id',
      permission: 'people.manage',
      says: 'Ends a session, its live streams included',
      input: z.strictObject({ id: z.string().max(64) }),
      output: z.object({}),
      handle: async ({ scope, input }) =>
        (await access.sessions.revoke(scope, input.id))
          ? ok({})
          : refuse(404, 'not-found', 'There is no such session', 'List the sessions again'),
    }),
  ]
}
