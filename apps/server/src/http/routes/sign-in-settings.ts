import { type Access, nameOf } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import { err, ok } from '@tocsin/kit'
import { z } from 'zod'
import { needsTls } from '../admission.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { refusedByAccess } from '../problem.ts'
import { signInChanged } from '../signals.ts'
import { wayBack } from './sign-in.ts'

const name = z.string().max(128)

const provider = z.strictObject({
  name,
  issuer: z.string().max(512),
  clientId: z.string().max(256),
  groupsClaim: name.default('groups'),
  groups: z
    .array(z.strictObject({ group: z.string().max(256), role: name, departments: z.array(name).max(50) }))
    .max(200),
  autoCreate: z.boolean(),
})

/** How people sign in to this house: who needs a second factor, and the identity provider. */
export function signInSettingEndpoints(access: Access, host: Pick<Host, 'signal'>): Endpoint[] {
  const { factors, oidc } = access
  return [
    endpoint({
      method: 'GET',
      path: '/api/settings/sign-in',
      permission: 'settings.read',
      says: 'Which roles need a second factor, and which identity provider signs people in; without its secret',
      input: z.object({}),
      output: z.object({
        secondFactor: z.array(z.string()),
        provider: provider.extend({ hasSecret: z.boolean() }).nullable(),
        wayBack: z.string(),
      }),
      handle: async ({ reached }) => {
        const kept = await oidc.provider()
        return ok({
          secondFactor: [...(await factors.rolesRequired())],
          provider:
            kept === undefined
              ? null
              : { ...kept, groups: kept.groups.map((one) => ({ ...one, departments: [...one.departments] })) },
          wayBack: wayBack(reached.origin),
        })
      },
    }),
    endpoint({
      method: 'PUT',
      path: '/api/settings/sign-in/second-factor',
      permission: 'settings.manage',
      says: 'Sets the roles that need a second factor; whoever has none sets one up at the next sign-in',
      input: z.strictObject({ roles: z.array(name).max(20) }),
      output: z.object({}),
      handle: async ({ input, who, reached }) => {
        await factors.setRolesRequired([...new Set(input.roles)])
        const what = `second factor needed by ${input.roles.join(', ') || 'nobody'}`
        host.signal(signInChanged, { name: nameOf(who), what, address: reached.address })
        return ok({})
      },
    }),
    endpoint({
      method: 'PUT',
      path: '/api/settings/sign-in/provider',
      permission: 'settings.manage',
      says: 'Sets the identity provider. `secret` is kept sealed and never read back: left out it stays, null removes it',
      input: provider.extend({ secret: z.string().min(1).max(4096).nullable().optional() }),
      output: z.object({}),
      handle: async ({ input, who, reached }) => {
        if (reached.channel === 'clear') return err(needsTls)
        const { secret, ...rest } = input
        const set = await oidc.setProvider(rest, secret)
        if (!set.ok) return err(refusedByAccess(set.error))
        host.signal(signInChanged, { name: nameOf(who), what: `provider ${rest.issuer}`, address: reached.address })
        return ok({})
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/api/settings/sign-in/provider',
      permission: 'settings.manage',
      says: 'Nobody signs in by the identity provider any more; its secret goes',
      input: z.object({}),
      output: z.object({}),
      handle: async ({ who, reached }) => {
        await oidc.setProvider(undefined)
        host.signal(signInChanged, { name: nameOf(who), what: 'no provider', address: reached.address })
        return ok({})
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/settings/sign-in/reset',
      permission: 'people.manage',
      says: 'Takes every second factor of an account away, when all of them are lost; the passphrase stays',
      input: z.strictObject({ name }),
      output: z.object({ name: z.string() }),
      handle: async ({ input, who, reached }) => {
        const reset = await access.resetSecondFactor(input.name)
        if (!reset.ok) return err(refusedByAccess(reset.error))
        const what = `took the second factors of ${reset.value} away`
        host.signal(signInChanged, { name: nameOf(who), what, address: reached.address })
        return ok({ name: reset.value })
      },
    }),
  ]
}
