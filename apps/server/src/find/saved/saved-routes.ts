import { type AnyRoute, type Host, type RouteRequest, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { searchFields, searchLimits } from '@tocsin/query'
import { z } from 'zod'
import { addSaved, changeSaved, countSaved, removeSaved, savedById, savedFor } from './saved.repository.ts'
import {
  type Circle,
  checked,
  type SavedDraft,
  type SavedSearch,
  type Shared,
  savedLimits,
  sees,
  spans,
} from './saved.ts'

const field = z.enum(searchFields.map(({ name }) => name))
const shared = z
  .string()
  .max(80)
  .refine((text): text is Shared => /^(nobody|everyone|(role|department):.+)$/.test(text), {
    error: 'nobody, everyone, role:NAME or department:NAME',
  })
const draftShape = z.strictObject({
  name: z.string().max(400),
  text: z.string().max(searchLimits.text),
  span: z.enum(spans).default('day'),
  columns: z.array(field).max(savedLimits.columns).default([]),
  shared: shared.default('nobody'),
})
const idShape = z.strictObject({ id: z.string().max(64) })
const savedShape = z.object({
  id: z.string(),
  owner: z.string(),
  name: z.string(),
  text: z.string(),
  span: z.enum(spans),
  columns: z.array(z.string()),
  shared: z.string(),
  changedAt: z.number(),
  /** Whoever asks saved it, and may change it. */
  mine: z.boolean(),
})
type Told = z.infer<typeof savedShape>

/** The routes of saved searches. Each is seen by its owner and by those whom it is shared with; only its owner changes it. */
export function savedRoutes(newId: () => string): readonly AnyRoute[] {
  return [
    route<Record<string, never>, { searches: Told[] }>({
      method: 'GET',
      path: '/searches',
      permission: 'events.search',
      says: 'Searches that you saved, and those that are shared with you, by name',
      input: z.strictObject({}),
      output: z.object({ searches: z.array(savedShape) }),
      handle: async (request, host) => {
        const circle = circleOf(request)
        return { searches: (await savedFor(host.state, circle)).map((one) => told(one, circle)) }
      },
    }),
    route<z.infer<typeof idShape>, Told>({
      method: 'GET',
      path: '/searches/:id',
      permission: 'events.search',
      says: 'One saved search',
      input: idShape,
      output: savedShape,
      handle: async (request, host) => {
        const circle = circleOf(request)
        return told(await seen(host, circle, request.input.id), circle)
      },
    }),
    route<z.infer<typeof draftShape>, Told>({
      method: 'POST',
      path: '/searches',
      permission: 'search.save',
      says: 'Saves a search under a name',
      input: draftShape,
      output: savedShape,
      handle: async (request, host) => {
        const circle = circleOf(request)
        const draft = kept(request.input, circle)
        if ((await countSaved(host.state, circle.who)) >= savedLimits.each) throw tooMany()
        const id = newId()
        if (!(await addSaved(host.state, id, circle.who, draft, host.now()))) throw nameTaken(draft.name)
        return told(await seen(host, circle, id), circle)
      },
    }),
    route<z.infer<typeof changeShape>, Told>({
      method: 'PUT',
      path: '/searches/:id',
      permission: 'search.save',
      says: 'Changes a search that you saved: its name, text, time, columns and whom it is shared with',
      input: changeShape,
      output: savedShape,
      handle: async (request, host) => {
        const circle = circleOf(request)
        const { id, ...input } = request.input
        await own(host, circle, id)
        const draft = kept(input, circle)
        if (!(await changeSaved(host.state, id, circle.who, draft, host.now()))) throw nameTaken(draft.name)
        return told(await seen(host, circle, id), circle)
      },
    }),
    route<z.infer<typeof idShape>, Record<string, never>>({
      method: 'DELETE',
      path: '/searches/:id',
      permission: 'search.save',
      says: 'Removes a search that you saved',
      input: idShape,
      output: z.object({}),
      handle: async (request, host) => {
        const circle = circleOf(request)
        await own(host, circle, request.input.id)
        await host.state.transact([removeSaved(request.input.id, circle.who)])
        return {}
      },
    }),
  ]
}

const changeShape = draftShape.extend(idShape.shape)

function circleOf({ who, circle }: RouteRequest<unknown>): Circle {
  return { who, role: circle?.role, departments: circle?.departments ?? [] }
}

function told(search: SavedSearch, { who }: Circle): Told {
  return { ...search, columns: [...search.columns], mine: search.owner === who }
}

function kept(input: SavedDraft, circle: Circle): SavedDraft {
  const draft = checked(input, circle)
  if (!draft.ok) throw draft.error
  return draft.value
}

/** One that is not theirs to see is not there: its being there is nobody else's business. */
async function seen(host: Host, circle: Circle, id: string): Promise<SavedSearch> {
  const search = await savedById(host.state, id)
  if (search === undefined || !sees(circle, search)) throw missing()
  return search
}

async function own(host: Host, circle: Circle, id: string): Promise<void> {
  const search = await seen(host, circle, id)
  if (search.owner === circle.who) return
  throw new TocsinError('bad-owner', `${search.owner} saved this search`, { fix: 'Save it under a name of your own' })
}

function missing(): TocsinError {
  return new TocsinError('not-found', 'There is no such saved search', { fix: 'List the saved searches again' })
}

function nameTaken(name: string): TocsinError {
  return new TocsinError('name-conflict', `You have a saved search called ${name}`, { fix: 'Take another name' })
}

function tooMany(): TocsinError {
  return new TocsinError('too-many', `You have ${savedLimits.each} saved searches`, { fix: 'Remove one first' })
}
