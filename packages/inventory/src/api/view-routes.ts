import { createHash } from 'node:crypto'
import { type AnyRoute, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { addView, removeView, viewLimits, viewsFor } from '../table/views.repository.ts'
import { viewInput, viewsShape } from './table-shapes.ts'

/** The routes of views of the inventory that somebody gave a name; only who saved one changes it. */
export function viewRoutes(): readonly AnyRoute[] {
  return [
    route<object, z.infer<typeof viewsShape>>({
      method: 'GET',
      path: '/city/views',
      permission: 'city.read',
      input: z.object({}),
      output: viewsShape,
      says: 'Views of the inventory that you saved, and those that are shared, by name.',
      handle: async ({ scope, who }, host) => ({
        views: (await viewsFor(host.state, scope, who)).map(({ id, name, asked, shared, owner }) => ({
          ...{ id, name, asked, owner },
          shared: shared === 1,
          mine: owner === who,
        })),
      }),
    }),
    route<z.infer<typeof viewInput>, { id: string }>({
      method: 'POST',
      path: '/city/views',
      permission: 'city.read',
      input: viewInput,
      output: z.object({ id: z.string() }),
      says: 'Saves a view of the inventory under a name; one of yours with this name becomes it.',
      handle: async ({ input: { name, asked, shared }, scope, who }, host) => {
        const own = (await viewsFor(host.state, scope, who)).filter(({ owner }) => owner === who)
        if (own.length >= viewLimits.each && !own.some((one) => one.name === name)) {
          throw new TocsinError('too-many', `You have ${own.length} saved views`, { fix: 'Remove one first' })
        }
        // One name of one person is one view: its id follows from both.
        const id = createHash('sha256').update(`${who}\n${name}`).digest('base64url').slice(0, 22)
        await host.state.transact([addView({ id, owner: who, name, asked, shared: shared ? 1 : 0, at: host.now() })])
        return { id }
      },
    }),
    route<{ id: string }, Record<string, never>>({
      method: 'DELETE',
      path: '/city/views/:id',
      permission: 'city.read',
      input: z.object({ id: z.string().max(64) }),
      output: z.object({}),
      says: 'Removes a view of the inventory that you saved.',
      handle: async ({ input, who }, host) => {
        await host.state.transact([removeView(input.id, who)])
        return {}
      },
    }),
  ]
}
