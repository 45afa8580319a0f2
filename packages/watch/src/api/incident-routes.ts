import { type AnyRoute, route } from '@tocsin/capability'
import { type IncidentId, TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { parseCursor } from '../incidents/cursor.ts'
import { type EvidenceFrame, findingById, findingsOf } from '../incidents/finding.repository.ts'
import { countsBySeverity, incidentById, listIncidents } from '../incidents/incident.repository.ts'
import {
  type FindingDetail,
  findingDetailShape,
  type IncidentDetail,
  type IncidentPage,
  incidentDetailShape,
  incidentPageShape,
  realmShape,
  severityShape,
} from './shapes.ts'

const listInput = z.object({
  realm: realmShape.optional(),
  status: z.enum(['open', 'settled']).optional(),
  severity: severityShape.optional(),
  /** By the work on them: what nobody closed, or what somebody did; both where it is left out. */
  work: z.enum(['open', 'closed', 'folded']).optional(),
  /** Part of a number, of whom it is about, or of a rule's title, in any case of letters. */
  find: z.string().trim().min(1).max(200).optional(),
  /** Whom they are about: `host:srv-1,address:10.0.0.7`, at most 20. */
  about: z
    .string()
    .max(6000)
    .transform((text) => text.split(',').filter((key) => key !== ''))
    .refine((keys) => keys.length <= 20, 'at most 20 at once')
    .optional(),
  order: z.enum(['newest', 'gravest']).default('newest'),
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

const detailInput = z.object({
  id: z.string().max(40),
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const findingInput = z.object({
  id: z.string().max(64),
  /** The first frame to give: a finding may rest on a hundred of 64 KiB. */
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(10),
})

export const incidentRoutes: readonly AnyRoute[] = [
  route<z.infer<typeof listInput>, IncidentPage>({
    method: 'GET',
    path: '/incidents',
    permission: 'incident.read',
    input: listInput,
    output: incidentPageShape,
    people: true,
    says: 'Incidents, a page at a time: by their last finding, newest first, or the gravest first.',
    async handle({ input, scope }, host) {
      const { realm, status, severity, work, find, about, order, limit } = input
      const after = input.after === undefined ? undefined : parseCursor(input.after)
      if (input.after !== undefined && after === undefined) {
        throw new TocsinError('bad-cursor', 'This is not the end of a page of incidents', {
          where: 'after',
          fix: 'Give the `next` of the page before, or leave `after` out to begin again',
        })
      }
      const asked = { realm, status, minSeverity: severity, work, find, about, order, after, limit, now: host.now() }
      const page = await listIncidents(host.state, scope, asked)
      return { ...page, counts: await countsBySeverity(host.state, scope, { realm, work, find, about }) }
    },
  }),
  route<z.infer<typeof detailInput>, IncidentDetail>({
    method: 'GET',
    path: '/incidents/:id',
    permission: 'incident.read',
    input: detailInput,
    output: incidentDetailShape,
    people: true,
    says: 'One incident with its findings, the newest to come first, and what each rests on.',
    async handle({ input, scope }, host) {
      const incident = await incidentById(host.state, scope, input.id)
      if (incident === undefined) throw notFound('incident', input.id)
      return { incident, ...(await findingsOf(host.state, scope, input.id, input)) }
    },
  }),
  route<z.infer<typeof findingInput>, FindingDetail>({
    method: 'GET',
    path: '/findings/:id',
    permission: 'incident.read',
    input: findingInput,
    output: findingDetailShape,
    people: true,
    // Whoever gets no bytes has opened nothing.
    audit: {
      act: 'event.raw',
      entry: 'required',
      note: (input, output) => {
        const shown = output?.frames.filter(({ base64 }) => base64 !== undefined).length ?? 0
        return shown === 0 ? undefined : { about: input.id, rows: shown, incident: output?.incident ?? '' }
      },
    },
    says: 'One finding with the bytes that it rests on, from one frame on.',
    async handle({ input, scope }, host) {
      const found = await findingById(host.state, scope, input.id, input)
      if (found === undefined) throw notFound('finding', input.id)
      return {
        finding: found.finding,
        incident: found.incident satisfies IncidentId,
        frames: found.frames.map(inBase64),
      }
    },
  }),
]

function inBase64({ event, kept, size, bytes }: EvidenceFrame) {
  return { event, kept, size, ...(bytes === undefined ? {} : { base64: Buffer.from(bytes).toString('base64') }) }
}

function notFound(what: 'incident' | 'finding', id: string): TocsinError {
  return new TocsinError('not-found', `There is no ${what} ${id}`, {
    where: id,
    fix: 'Check the address; it may have been erased when its time of keeping ended',
  })
}
