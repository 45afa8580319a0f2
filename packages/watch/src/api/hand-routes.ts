import { randomUUID } from 'node:crypto'
import { type AnyRoute, type Host, route } from '@tocsin/capability'
import { type Evidence, parseEventId } from '@tocsin/event'
import { handSource, type IncidentId, type Observable, observableOf, TocsinError } from '@tocsin/kit'
import type { Query, Scope } from '@tocsin/store'
import { z } from 'zod'
import { fieldsOf, toldId, toldLimits } from '../hand/finding.ts'
import { incidentOfFinding } from '../incidents/finding.repository.ts'
import { severityShape } from './shapes.ts'

const written = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !text.includes('\0') && !/[\ud800-\udfff]/u.test(text), 'holds a character that cannot be kept')

const openInput = z.strictObject({
  title: written(toldLimits.title),
  /** What was seen or heard, and from whom. */
  observed: written(toldLimits.observed),
  severity: severityShape,
  /** Whose it is; may be left out by whoever sees everything, or belongs to one department. */
  department: written(100).optional(),
  about: z
    .array(z.strictObject({ kind: z.enum(['host', 'account', 'address', 'device']), value: written(255) }))
    .max(toldLimits.observables)
    .default([]),
  /** Ids of events that belong to it. */
  events: z.array(z.string().max(60)).max(toldLimits.events).default([]),
})

const openedShape = z.object({ incident: z.string() as unknown as z.ZodType<IncidentId, IncidentId> })

/** How often it is looked for what became of it, and the milliseconds between: half a second is usual. */
const [looks, pause] = [80, 100]

/**
 * Incidents that people open: what they tell goes through the log like everything else.
 *
 * @param patience how often it is looked for the incident before the person is told that it will come
 */
export function handRoutes(patience = looks): readonly AnyRoute[] {
  return [
    route<z.infer<typeof openInput>, z.infer<typeof openedShape>>({
      method: 'POST',
      path: '/incidents',
      permission: 'incident.open',
      input: openInput,
      output: openedShape,
      says: 'Opens an incident by hand: somebody called, or saw something that no rule speaks about.',
      audit: {
        act: 'incident.open',
        note: ({ title }, output) => ({
          about: title,
          ...(output === undefined ? {} : { incident: output.incident }),
        }),
      },
      async handle({ input, scope, who }, host) {
        const department = departmentOf(input.department, scope)
        const events = await named(host, scope, input.events)
        const key = randomUUID()
        const about = input.about.flatMap(({ kind, value }): Observable | readonly Observable[] => {
          return observableOf(kind, value) ?? []
        })
        await host.publish({
          service: 'hand',
          ...(department === undefined ? {} : { of: department }),
          action: 'open',
          fields: fieldsOf({ ...input, key, who, observables: about, events }),
        })
        for (let look = 0; look < patience; look++) {
          const incident = await incidentOfFinding(host.state, toldId(key))
          if (incident !== undefined) return { incident }
          await new Promise((wake) => setTimeout(wake, pause))
        }
        throw new TocsinError('unavailable', 'It is not in the queue yet: Tocsin is behind, or its disk is full', {
          fix: 'Look at the health page; if the queue does not show it in a minute, open it again',
        })
      },
    }),
  ]
}

/** Whose it is, as part of its source's name. Nobody opens something that they could not see. */
function departmentOf(asked: string | undefined, scope: Scope): string | undefined {
  if (scope.kind === 'all') return asked
  const own = scope.sources.filter((source) => source.startsWith(`${handSource()}/`))
  const [only, ...others] = own
  const source = asked === undefined && others.length === 0 ? only : asked === undefined ? undefined : handSource(asked)
  if (source === undefined || !own.includes(source)) {
    throw new TocsinError('bad-department', 'An incident belongs to one of your departments', {
      where: 'department',
      fix: 'Name a department that you belong to',
    })
  }
  return decodeURIComponent(source.slice(handSource().length + 1))
}

/** The events of these ids, as evidence names them. One that the scope hides is one that there is not. */
async function named(
  host: Pick<Host, 'events'>,
  scope: Scope,
  ids: readonly string[],
): Promise<readonly Pick<Evidence, 'event' | 'time' | 'source'>[]> {
  const events: Pick<Evidence, 'event' | 'time' | 'source'>[] = []
  for (const id of new Set(ids)) {
    const known = parseEventId(id) !== undefined
    const [row] = known ? (await host.events.query(eventNamed(id), scope)).rows : []
    const [time, source] = [row?.['time'], row?.['source']]
    if (typeof time !== 'number' || typeof source !== 'string') {
      throw new TocsinError('not-found', `There is no event ${id}`, {
        where: id,
        fix: 'Take the id from an opened event, or leave it out',
      })
    }
    events.push({ event: id, time, source })
  }
  return events
}

function eventNamed(id: string): Query {
  return { from: 'event', time: [-8.64e15, 8.64e15], timeField: 'received', where: { kind: 'id', id }, limit: 1 }
}
