import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { addHold, type EventStore, endHold, type Hold, readHolds, readTombstones, type Tombstone } from '@tocsin/store'
import { eventsOfIncident } from '@tocsin/watch'
import { z } from 'zod'
import { eventsFound, eventsNamed } from './erased-events.ts'
import { beginErasure } from './erasure.ts'
import type { Keeping } from './keeping.ts'

const reason = z.string().trim().min(3).max(2000)
const moment = z.number().min(-8.64e15).max(8.64e15)
const nothing = z.strictObject({})

const holdShape = z.object({
  id: z.string(),
  who: z.string(),
  at: z.number(),
  reason: z.string(),
  sources: z.array(z.string()),
  from: z.number().nullable(),
  until: z.number().nullable(),
  incident: z.string().nullable(),
  events: z.number(),
  ended: z.object({ who: z.string(), at: z.number(), reason: z.string() }).nullable(),
})

const erasureShape = z.object({
  id: z.string(),
  who: z.string(),
  at: z.number(),
  reason: z.string(),
  step: z.string(),
  events: z.number(),
  frames: z.number(),
  evidence: z.number(),
  doneAt: z.number().nullable(),
})

/** Legal holds, erasures, and how long what is kept will find room. */
export function keepingCapability(keeping: Keeping, events: Pick<EventStore, 'query'>): Capability {
  const { erasures } = keeping
  const { state, now } = erasures
  return {
    name: 'keeping',
    words: { en: 'Keeping', fr: 'Conservation' },
    migrations: [],
    permissions: [
      {
        name: 'keeping.read',
        says: {
          en: 'See how long there is room and what is kept',
          fr: 'Voir la place restante et ce qui est conservé',
        },
      },
      { name: 'hold.manage', says: { en: 'Begin and end legal holds', fr: 'Poser et lever des gels juridiques' } },
      { name: 'erasure.manage', says: { en: 'Erase events for good', fr: 'Effacer définitivement des événements' } },
    ],
    routes: [
      route({
        method: 'GET',
        path: '/keeping',
        permission: 'keeping.read',
        says: 'Room, what raw records take by source, and when the disk will be full',
        input: nothing,
        output: z.looseObject({ size: z.number(), used: z.number(), state: z.string(), fullOn: z.number().nullable() }),
        handle: async () => ({ ...(await keeping.status()) }),
      }),
      route({
        method: 'GET',
        path: '/holds',
        permission: 'hold.manage',
        says: 'Legal holds, those that were ended too',
        input: nothing,
        output: z.object({ holds: z.array(holdShape) }),
        handle: async () => ({ holds: (await readHolds(state, 'all')).map(holdTold) }),
      }),
      route({
        method: 'POST',
        path: '/holds',
        permission: 'hold.manage',
        says: 'Holds events by source, time or incident: nothing deletes them until the hold is ended',
        input: z
          .strictObject({
            sources: z.array(z.string().min(1).max(256)).max(1000).default([]),
            from: moment.nullable().default(null),
            until: moment.nullable().default(null),
            incident: z.string().min(1).max(64).nullable().default(null),
            reason,
          })
          .refine(
            ({ sources, from, until, incident }) =>
              sources.length > 0 || from !== null || until !== null || incident !== null,
            {
              error: 'a hold names sources, a time or an incident',
            },
          ),
        output: holdShape,
        handle: async ({ input, who }) => {
          const { reason, ...covers } = input
          const named = covers.incident === null ? [] : await eventsOfIncident(state, covers.incident)
          if (covers.incident !== null && named.length === 0) {
            throw new TocsinError('not-found', `There is no incident ${covers.incident}`, {
              where: covers.incident,
              fix: 'tocsin incidents lists them',
            })
          }
          return holdTold(await addHold(state, { who, at: now(), reason, covers: { ...covers, events: named } }))
        },
      }),
      route({
        method: 'POST',
        path: '/holds/:id/end',
        permission: 'hold.manage',
        says: 'Ends a legal hold; retention then takes what is over',
        input: z.strictObject({ id: z.string().max(64), reason }),
        output: z.strictObject({ ended: z.literal(true) }),
        handle: async ({ input: { id, reason }, who }) => {
          if (await endHold(state, id, { who, at: now(), reason })) return { ended: true as const }
          throw new TocsinError('not-found', `There is no active hold ${id}`, { where: id, fix: 'tocsin hold list' })
        },
      }),
      route({
        method: 'GET',
        path: '/erasures',
        permission: 'erasure.manage',
        says: 'Erasures: who, when, why and how much; never what',
        input: nothing,
        output: z.object({ erasures: z.array(erasureShape) }),
        handle: async () => ({ erasures: (await readTombstones(state)).map(erasureTold) }),
      }),
      route({
        method: 'POST',
        path: '/erasures',
        permission: 'erasure.manage',
        says: 'Erases events that a search finds, or that are named, from columns, raw records and evidence',
        input: z
          .strictObject({
            where: z.string().min(1).max(10_000).exactOptional(),
            events: z.array(z.string().max(64)).min(1).max(1000).exactOptional(),
            reason,
          })
          .refine(({ where, events }) => (where === undefined) !== (events === undefined), {
            error: 'give either a search or ids of events',
          }),
        output: erasureShape,
        // What was erased must not live on in the audit as the text of a search.
        audit: {
          act: 'event.erase',
          note: ({ reason }, output) => ({ reason, about: output?.id ?? '', rows: output?.events ?? 0 }),
        },
        handle: async ({ input, who, scope }) => {
          const found =
            input.where === undefined
              ? await eventsNamed(events, scope, input.events ?? [])
              : await eventsFound(events, scope, input.where)
          if (found.length === 0)
            throw new TocsinError('not-found', 'There is nothing to erase', {
              fix: 'Try the search with tocsin search',
            })
          const begun = await beginErasure(erasures, { who, reason: input.reason, events: found })
          // What can be done now is done before the answer; the log's part follows as soon as it is archived.
          await keeping.turn()
          return erasureTold((await readTombstones(state)).find(({ id }) => id === begun.id) ?? begun)
        },
      }),
    ],
    jobs: [],
    commands: [
      { name: 'hold', where: 'remote', says: { en: 'Legal holds', fr: 'Gels juridiques' } },
      { name: 'erase', where: 'remote', says: { en: 'Erase events for good', fr: 'Effacer des événements' } },
    ],
    provides: {},
    asks: [],
    health: async () => {
      const { state, failure } = await keeping.status()
      return state === 'well' && failure === null
        ? { well: true, says: { en: 'There is room.', fr: 'Il y a de la place.' } }
        : {
            well: false,
            says: { en: failure ?? 'The disk is nearly full.', fr: failure ?? 'Le disque est presque plein.' },
          }
    },
  }
}

function holdTold({ covers: { events, sources, ...covers }, ended, ...hold }: Hold) {
  return { ...hold, ...covers, sources: [...sources], events: events.length, ended: ended ?? null }
}

function erasureTold({ doneAt, ...erasure }: Tombstone) {
  return { ...erasure, doneAt: doneAt ?? null }
}
