import { type AnyRoute, type Judged, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { incidentById } from '../incidents/incident.repository.ts'
import { type Similar, similarTo } from '../incidents/similar.repository.ts'
import { incidentShape } from './shapes.ts'

/** Incidents whose verdicts are counted, and those of them that are shown. */
const [mostCounted, mostShown] = [200, 8]

const verdictCounts = z.record(z.string(), z.number())
const similarShape = z.object({
  /** How many resemble it, among the newest that were looked at. */
  total: z.number(),
  /** How many of them are still open. */
  open: z.number(),
  /** How many of the closed ones got which verdict. */
  verdicts: verdictCounts,
  /** Who closed the newest of them, and when. */
  lastClosed: z.object({ incident: z.string(), by: z.string(), at: z.number(), verdict: z.string() }).exactOptional(),
  shown: z
    .array(
      z.object({
        incident: incidentShape,
        sameAbout: z.boolean(),
        detectors: z.array(z.string()).readonly(),
        verdict: z.string().exactOptional(),
        closed: z.boolean(),
      }),
    )
    .readonly(),
})

/** What was decided about incidents like this one: the first thing that a tired person wants to know. */
export const similarRoute: AnyRoute = route<{ id: string }, z.infer<typeof similarShape>>({
  method: 'GET',
  path: '/incidents/:id/similar',
  permission: 'incident.read',
  input: z.object({ id: z.string().max(40) }),
  output: similarShape,
  people: true,
  says: 'Incidents that share its observable or its rules, and what people said that they were.',
  async handle({ input: { id }, scope }, host) {
    const incident = await incidentById(host.state, scope, id)
    if (incident === undefined) {
      throw new TocsinError('not-found', `There is no incident ${id}`, { where: id, fix: 'Check its number' })
    }
    const similar = await similarTo(host.state, scope, incident, mostCounted)
    const answer =
      similar.length === 0
        ? undefined
        : await host.ask(
            'judged',
            similar.map((one) => one.incident.id),
          )
    const judged = new Map(answer?.kind === 'answer' ? answer.value.map((one) => [one.incident, one]) : [])
    return summed(similar, judged)
  },
})

function summed(similar: readonly Similar[], judged: ReadonlyMap<string, Judged>): z.infer<typeof similarShape> {
  const closed = similar.flatMap(({ incident }) => {
    const one = judged.get(incident.id)
    return one?.closed === true ? [one] : []
  })
  const verdicts: Record<string, number> = {}
  for (const { verdict } of closed) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  const last = closed.reduce<Judged | undefined>(
    (newest, one) => ((one.at ?? 0) > (newest?.at ?? 0) ? one : newest),
    undefined,
  )
  return {
    total: similar.length,
    open: similar.length - closed.length,
    verdicts,
    ...(last?.by === undefined || last.at === undefined
      ? {}
      : { lastClosed: { incident: last.incident, by: last.by, at: last.at, verdict: last.verdict } }),
    shown: similar.slice(0, mostShown).map(({ incident, sameAbout, detectors }) => {
      const one = judged.get(incident.id)
      return {
        incident,
        sameAbout,
        detectors,
        closed: one?.closed === true,
        ...(one === undefined ? {} : { verdict: one.verdict }),
      }
    }),
  }
}
