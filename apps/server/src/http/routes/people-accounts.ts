import { type Access, type AccountSummary, accountLimits, type Invited, type Refusal, roles } from '@tocsin/access'
import { err, ok, type Result } from '@tocsin/kit'
import { z } from 'zod'
import { needsTls } from '../admission.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { refusedByAccess } from '../problem.ts'
import type { Reached } from '../reach.ts'
import { departments } from './tokens.ts'

const post = { role: z.enum(roles), departments }
const byId = z.strictObject({ id: z.string().max(64) })

const summary = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  departments: z.union([z.literal('all'), z.array(z.string()).readonly()]),
  state: z.enum(['active', 'invited', 'disabled', 'sealed', 'spent']),
  createdAt: z.number(),
})

const invited = z.object({ account: summary, link: z.string(), hours: z.number() })

/** The people of the house: who they are, what they may do, and how they come in. */
export function peopleAccountEndpoints(
  access: Access,
  renamed: (before: string, after: string) => Promise<void>,
): Endpoint[] {
  const permission = 'people.manage'
  return [
    endpoint({
      method: 'GET',
      path: '/api/people',
      permission,
      says: 'The people of the house, with their roles and departments',
      input: z.object({}),
      output: z.object({ people: z.array(summary).readonly() }),
      handle: async () => ok({ people: await access.accounts.list() }),
    }),
    endpoint({
      method: 'POST',
      path: '/api/people',
      permission,
      says: 'Invites somebody: the link in the answer lets them choose a passphrase within 24 hours, and is shown once',
      input: z.strictObject({ name: z.string().max(256), ...post }),
      output: invited,
      handle: async ({ input: { name, ...rest }, reached }) =>
        linkOf(await access.accounts.invite(name, rest), reached),
    }),
    endpoint({
      method: 'PUT',
      path: '/api/people/:id',
      permission,
      says: 'Changes what somebody may do; their sessions and tokens end',
      input: byId.extend(post),
      output: summary,
      handle: async ({ input: { id, ...rest } }) => answer(await access.accounts.change(id, rest)),
    }),
    endpoint({
      method: 'PUT',
      path: '/api/people/:id/name',
      permission,
      says: 'Gives somebody another name, under which they sign in from now on; nobody else gets the old one',
      input: byId.extend({ name: z.string().max(256) }),
      output: summary.extend({ before: z.string() }),
      audit: {
        note: ({ id, name }, output) => ({ about: output === undefined ? id : `${output.before} is now ${name}` }),
      },
      handle: async ({ input: { id, name } }) => {
        const outcome = await access.accounts.rename(id, name)
        if (!outcome.ok) return err(refusedByAccess(outcome.error))
        const { account, before } = outcome.value
        await renamed(before, account.name)
        return ok({ ...account, before })
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/api/people/:id/sessions',
      permission,
      says: 'Signs somebody out everywhere; their tokens stay',
      input: byId,
      output: summary,
      handle: async ({ input }) => answer(await access.accounts.signOut(input.id)),
    }),
    endpoint({
      method: 'POST',
      path: '/api/people/:id/link',
      permission,
      says: 'A fresh link for somebody who lost theirs or their passphrase',
      input: byId,
      output: invited,
      handle: async ({ input, reached }) => linkOf(await access.accounts.link(input.id), reached),
    }),
    endpoint({
      method: 'POST',
      path: '/api/people/:id/disable',
      permission,
      says: 'Shuts somebody out at once; the last administrator cannot be',
      input: byId,
      output: summary,
      handle: async ({ input }) => answer(await access.accounts.disable(input.id)),
    }),
    endpoint({
      method: 'POST',
      path: '/api/people/:id/enable',
      permission,
      says: 'Lets somebody in again',
      input: byId,
      output: summary,
      handle: async ({ input }) => answer(await access.accounts.enable(input.id)),
    }),
    endpoint({
      method: 'POST',
      path: '/api/people/break-glass',
      permission,
      says: 'Makes or arms again the account for the day when nobody else can sign in; its passphrase is shown once',
      input: z.strictObject({}),
      output: z.object({ name: z.string(), passphrase: z.string() }),
      handle: async ({ reached }) =>
        reached.channel === 'clear' ? err(needsTls) : answer(await access.accounts.armBreakGlass()),
    }),
  ]
}

function answer<Value>(outcome: Result<Value, Refusal>) {
  return outcome.ok ? outcome : err(refusedByAccess(outcome.error))
}

function linkOf(outcome: Result<Invited, Refusal>, { origin, channel }: Reached) {
  if (channel === 'clear') return err(needsTls)
  if (!outcome.ok) return err(refusedByAccess(outcome.error))
  const { account, secret }: { account: AccountSummary; secret: string } = outcome.value
  return ok({ account, link: `${origin}/welcome#link=${secret}`, hours: accountLimits.invitation / 3_600_000 })
}
