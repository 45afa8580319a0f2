import { type AnyRoute, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { endQuiet, type KeptQuiet, listQuiets, quietById } from '../incidents/quiet.repository.ts'
import { observableShape, realmShape, severityShape, wordsShape } from './shapes.ts'

/** How long what has ended stays in the list, in milliseconds. */
const remembered = 7 * 86_400_000
const mostListed = 500

const quietShape = z.object({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  says: wordsShape.exactOptional(),
  about: observableShape.exactOptional(),
  realm: realmShape,
  severity: severityShape,
  sources: z.array(z.string()).readonly(),
  incident: z.string(),
  made: z.number(),
  until: z.number(),
  who: z.string(),
  reason: z.string(),
  /** Findings that were kept, counted, and opened nothing. */
  held: z.number(),
  lastHeld: z.number().exactOptional(),
  ended: z.object({ at: z.number(), by: z.string() }).exactOptional(),
})
const listShape = z.object({ quiets: z.array(quietShape).readonly() })
const listInput = z.object({ incident: z.string().max(40).optional() })

/** What is kept quiet: a list that everybody may see who sees its incidents, and the end of it before its time. */
export const quietRoutes: readonly AnyRoute[] = [
  route<z.infer<typeof listInput>, z.infer<typeof listShape>>({
    method: 'GET',
    path: '/quiet',
    permission: 'incident.read',
    input: listInput,
    output: listShape,
    people: true,
    says: 'Pairs of rule and observable that open no incident, until when, by whom, and how many findings they held back.',
    async handle({ input: { incident }, scope }, host) {
      const after = host.now() - remembered
      const quiets = await listQuiets(host.state, scope, { after, limit: mostListed, incident })
      // One that was taken back before it held anything was never there.
      return { quiets: quiets.filter(({ ended, held }) => ended === undefined || held > 0).map(shown) }
    },
  }),
  route<{ id: string; reason: string }, z.infer<typeof quietShape>>({
    method: 'POST',
    path: '/quiet/:id/end',
    permission: 'incident.open',
    input: z.strictObject({ id: z.uuid(), reason: z.string().trim().min(1).max(1000) }),
    output: quietShape,
    people: true,
    says: 'Ends a quiet before its time: what comes next opens an incident again.',
    async handle({ input: { id }, scope, who }, host) {
      const kept = await quietById(host.state, scope, id)
      if (kept === undefined) {
        throw new TocsinError('not-found', 'There is no such quiet', { where: id, fix: 'Read the list again' })
      }
      await host.state.transact(endQuiet(id, who, host.now()))
      return shown((await quietById(host.state, scope, id)) ?? kept)
    },
  }),
]

function shown(quiet: KeptQuiet): z.infer<typeof quietShape> {
  const { id, rule, incident, severity, made, until, who, said, held, lastHeld, ended } = quiet
  return {
    ...said,
    id,
    rule,
    incident,
    severity,
    made,
    until,
    who,
    held,
    ...(lastHeld === undefined ? {} : { lastHeld }),
    ...(ended === undefined ? {} : { ended }),
  }
}
