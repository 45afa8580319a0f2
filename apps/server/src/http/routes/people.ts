import { nameOf, type People, revealLife } from '@tocsin/access'
import { err, ok } from '@tocsin/kit'
import { z } from 'zod'
import { type Endpoint, endpoint } from '../endpoint.ts'
import type { PeopleLens } from '../people-lens.ts'
import { refusedByAccess } from '../problem.ts'

const pseudonym = z.string().min(10).max(10)
const incident = z.string().regex(/^INC-\d{1,15}$/)
const reason = z.string().max(1000)
const revealed = z.object({
  pseudonym: z.string(),
  names: z.array(z.string()).readonly(),
  incident: z.string().exactOptional(),
  reason: z.string(),
  until: z.number(),
})

/** Names behind pseudonyms, each with a reason that the data protection officer reads. */
export function peopleEndpoints(people: People, lens: Pick<PeopleLens, 'sees'>): Endpoint[] {
  const hours = revealLife / 3_600_000
  return [
    endpoint({
      method: 'GET',
      path: '/api/people/lens',
      permission: 'event.search',
      says: 'Whether this person sees names or pseudonyms, and whom they have revealed',
      input: z.strictObject({}),
      output: z.object({ sees: z.enum(['names', 'pseudonyms']), revealed: z.array(revealed).readonly() }),
      handle: async ({ who }) => ok({ sees: lens.sees(who), revealed: await people.revealedTo(nameOf(who)) }),
    }),
    endpoint({
      method: 'POST',
      path: '/api/people/reveal',
      permission: 'people.reveal',
      says: `The name behind a pseudonym, for ${hours} hours; the reason holds for the other people of the incident too`,
      input: z.strictObject({ pseudonym, reason: reason.optional(), incident: incident.optional() }),
      output: revealed,
      audit: {
        act: 'people.reveal',
        entry: 'required',
        note: (input, output) => ({
          about: input.pseudonym,
          people: [input.pseudonym.toLowerCase()],
          ...(input.incident === undefined ? {} : { incident: input.incident }),
          ...reasonOf(output?.reason ?? input.reason),
        }),
      },
      handle: async ({ input, who }) => {
        const outcome = await people.reveal({ ...input, who: nameOf(who) })
        return outcome.ok ? outcome : err(refusedByAccess(outcome.error))
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/people/bytes',
      permission: 'event.raw',
      says: `Opens the bytes of an incident's frames, which hold names, for ${hours} hours`,
      input: z.strictObject({ incident, reason: reason.optional() }),
      output: z.object({ until: z.number(), reason: z.string() }),
      audit: {
        act: 'people.bytes',
        entry: 'required',
        note: (input, output) => ({
          about: input.incident,
          incident: input.incident,
          ...reasonOf(output?.reason ?? input.reason),
        }),
      },
      handle: async ({ input, who }) => {
        const outcome = await people.openBytes({ ...input, who: nameOf(who) })
        return outcome.ok ? outcome : err(refusedByAccess(outcome.error))
      },
    }),
  ]
}

function reasonOf(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason }
}
