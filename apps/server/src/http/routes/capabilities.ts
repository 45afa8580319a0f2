import { nameOf, type Who } from '@tocsin/access'
import type { Capability, Host } from '@tocsin/capability'
import { ok } from '@tocsin/kit'
import type { Endpoint, GuardedEndpoint } from '../endpoint.ts'

/** The routes of the wings, under `/api`, each with the permission that it names and that its wing declares. */
export function capabilityEndpoints(
  capabilities: readonly Capability[],
  hostFor: (capability: Capability) => Host,
): Endpoint[] {
  return capabilities.flatMap((capability) => {
    const host = hostFor(capability)
    const declared = new Set(capability.permissions.map((permission) => permission.name))
    return capability.routes.map((route): GuardedEndpoint<unknown, unknown> => {
      const { takesBody } = route
      if (!declared.has(route.permission)) {
        throw new Error(
          `${capability.name}: ${route.method} ${route.path} needs ${route.permission}, which it does not declare`,
        )
      }
      return {
        method: route.method,
        path: route.path.startsWith('/api/') ? route.path : `/api${route.path}`,
        permission: route.permission,
        input: route.input,
        output: route.output,
        says: route.says,
        ...(route.audited === undefined ? {} : { audited: route.audited }),
        ...(route.audit === undefined ? {} : { audit: route.audit }),
        ...(route.people === undefined ? {} : { people: route.people }),
        ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
        ...(route.bulky === undefined ? {} : { bulky: route.bulky }),
        ...(takesBody === undefined
          ? {}
          : { takesBody: (body, { scope, who }) => takesBody(body, { scope, who: nameOf(who), ...circleOf(who) }) }),
        handle: async ({ input, scope, who }) =>
          ok(await route.handle({ input, scope, who: nameOf(who), ...circleOf(who) }, host)),
      }
    })
  })
}

/** With whom somebody shares: their role and departments; who belongs to all of them names none. */
function circleOf(who: Who) {
  if (who.kind !== 'person' && who.kind !== 'api-token') return {}
  return { circle: { role: who.role, departments: who.departments === 'all' ? [] : who.departments } }
}
