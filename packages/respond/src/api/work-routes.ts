import { type AnyRoute, type Host, route } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import { type IncidentId, TocsinError } from '@tocsin/kit'
import type { Scope } from '@tocsin/store'
import { z } from 'zod'
import { type ActOn, actOn, type DeskHost, reopenGrown, type Seen, undo } from '../desk/desk.ts'
import { refusal } from '../desk/refusal.ts'
import { historyOf, mostIds, notesOf, workOf, worksOf } from '../desk/work.repository.ts'
import {
  doneShape,
  idInput,
  idText,
  noteInput,
  outcomesShape,
  reasonInput,
  verdictShape,
  versionInput,
  workDetailShape,
  worksShape,
} from './shapes.ts'

const seenInput = z.strictObject({ id: idInput, version: versionInput })
const decidedInput = seenInput.extend({ verdict: verdictShape, reason: reasonInput, quietUntil: z.number().optional() })

/** The routes of the work on incidents; `desk` makes what a route's host gives into what acts need. */
export function workRoutes(desk: (host: Host) => DeskHost): readonly AnyRoute[] {
  return [
    route<z.infer<typeof idsInput>, z.infer<typeof worksShape>>({
      method: 'GET',
      path: '/work',
      permission: 'work.read',
      input: idsInput,
      output: worksShape,
      says: 'The work on these incidents; of those that nobody has touched there is none.',
      async handle({ input, scope }, host) {
        const seen = await visibleAmong(host, scope, input.ids)
        await lookForGrowth(desk(host), host, scope, seen)
        return { works: [...(await worksOf(host.state, scope, seen)).values()] }
      },
    }),
    route<{ id: IncidentId }, z.infer<typeof workDetailShape>>({
      method: 'GET',
      path: '/incidents/:id/work',
      permission: 'work.read',
      input: z.object({ id: idInput }),
      output: workDetailShape,
      people: true,
      says: 'Who works on an incident, what was decided, its notes, and every act with what it changed.',
      async handle({ input: { id }, scope }, host) {
        await known(host, scope, [id])
        await lookForGrowth(desk(host), host, scope, [id])
        const [work, notes, history] = await Promise.all([
          workOf(host.state, scope, id),
          notesOf(host.state, scope, id, 100),
          historyOf(host.state, scope, id, 200),
        ])
        return { work, notes, history }
      },
    }),
    one('take', seenInput, 'Makes an incident yours.', () => () => ({ kind: 'take' })),
    one('release', seenInput, 'Leaves an incident to nobody.', () => () => ({ kind: 'release' })),
    one('note', seenInput.extend({ text: noteInput }), 'Writes a note for those who come after.', ({ text }) => () => ({
      kind: 'note',
      text,
    })),
    one(
      'verdict',
      decidedInput.omit({ quietUntil: true }),
      'Says what an incident was, and leaves it open.',
      ({ verdict, reason }) =>
        () => ({
          kind: 'verdict',
          verdict,
          reason,
        }),
    ),
    one('close', decidedInput, 'Closes an incident with a verdict and a reason.', (input, now) => closing(input, now)),
    one('reopen', seenInput, 'Opens a closed incident again.', () => () => ({ kind: 'reopen' })),
    route<z.infer<typeof closeManyInput>, z.infer<typeof outcomesShape>>({
      method: 'POST',
      path: '/incidents/close',
      permission: 'incident.work',
      input: closeManyInput,
      output: outcomesShape,
      says: 'Closes up to 500 incidents with one verdict and reason, and keeps them quiet until a time if asked.',
      async handle({ input: { incidents, ...decided }, scope, who }, host) {
        return act(host, scope, who, incidents, closing(decided, host.now()))
      },
    }),
    route<z.infer<typeof noteManyInput>, z.infer<typeof outcomesShape>>({
      method: 'POST',
      path: '/incidents/note',
      permission: 'incident.work',
      input: noteManyInput,
      output: outcomesShape,
      says: 'Writes one note on up to 500 incidents, and says of each what became of it.',
      async handle({ input: { incidents, text }, scope, who }, host) {
        return act(host, scope, who, incidents, () => ({ kind: 'note', text }))
      },
    }),
    route<{ act: string }, z.infer<typeof outcomesShape>>({
      method: 'POST',
      path: '/undo',
      permission: 'incident.work',
      input: z.strictObject({ act: z.string().min(1).max(64) }),
      output: outcomesShape,
      says: 'Takes back an act of your own of the last five minutes, where nobody has acted since.',
      handle: ({ input, scope, who }, host) =>
        undo(desk(host), scope, who, input.act, (ids) => visibleAmong(host, scope, ids)),
    }),
  ]

  /** A route for one act on one incident: what cannot be done is a refusal, not an outcome. */
  function one<Input extends z.infer<typeof seenInput>>(
    name: string,
    input: z.ZodType<Input>,
    says: string,
    meant: (input: Input, now: number) => ActOn,
  ): AnyRoute {
    return route<Input, z.infer<typeof doneShape>>({
      method: 'POST',
      path: `/incidents/:id/${name}`,
      permission: 'incident.work',
      input,
      output: doneShape,
      says,
      async handle({ input: asked, scope, who }, host) {
        const seen = { incident: asked.id, version: asked.version }
        const { act: done, outcomes } = await act(host, scope, who, [seen], meant(asked, host.now()))
        const [outcome] = outcomes
        if (outcome === undefined) throw refusal('not-found', asked.id)
        if (!outcome.done) {
          throw new TocsinError(outcome.code, outcome.message, { where: asked.id, fix: outcome.fix })
        }
        return { act: done, work: outcome.work }
      },
    })
  }

  async function act(host: Host, scope: Scope, who: string, seen: readonly Seen[], meant: ActOn) {
    const ids = seen.map(({ incident }) => incident)
    const done = await actOn(desk(host), scope, who, seen, await known(host, scope, ids, 'some'), meant)
    // A finding that came between the reading and the writing was counted by neither.
    await lookForGrowth(desk(host), host, scope, ids)
    return done
  }
}

const closeManyInput = z.strictObject({
  incidents: z
    .array(z.strictObject({ incident: idInput, version: versionInput }))
    .min(1)
    .max(mostIds)
    .readonly(),
  verdict: verdictShape,
  reason: reasonInput,
  /** Until when their pairs of rule and observable open no incident, in milliseconds since the epoch. */
  quietUntil: z.number().optional(),
})

const noteManyInput = closeManyInput.pick({ incidents: true }).extend({ text: noteInput })

/** `INC-1,INC-2`. */
const idsInput = z.object({
  ids: z
    .string()
    .max(mostIds * 20)
    .transform((text) => text.split(','))
    .pipe(z.array(idText).min(1).max(mostIds)),
}) as unknown as z.ZodType<{ readonly ids: readonly IncidentId[] }, { readonly ids: readonly IncidentId[] }>

/** Days for which something may be kept quiet at most: what nobody looked at for longer is to be looked at again. */
const mostQuietDays = 366

function closing(
  { verdict, reason, quietUntil }: Pick<z.infer<typeof decidedInput>, 'verdict' | 'reason' | 'quietUntil'>,
  now: number,
): ActOn {
  if (quietUntil !== undefined && (quietUntil <= now || quietUntil > now + mostQuietDays * 86_400_000)) {
    throw new TocsinError(
      'bad-end',
      `It can be kept quiet until a day that is to come, ${mostQuietDays} days at most`,
      {
        where: 'quietUntil',
        fix: 'Give another day',
      },
    )
  }
  return ({ findings, severity, realm, sources }) => ({
    kind: 'close',
    verdict,
    reason,
    was: { findings, severity, realm, sources, ...(quietUntil === undefined ? {} : { quietUntil }) },
  })
}

/** The incidents of these ids, or a refusal where none can be told, or the only one is not there. */
async function known(
  host: Pick<Host, 'ask'>,
  scope: Scope,
  ids: readonly IncidentId[],
  wanted: 'all' | 'some' = 'all',
): Promise<ReadonlyMap<string, Incident>> {
  const answer = await host.ask('incidents', ids, scope)
  if (answer.kind === 'unavailable') throw refusal('unavailable', ids[0] ?? '')
  const there = new Map(answer.value.map((incident) => [incident.id as string, incident]))
  const missing = ids.find((id) => !there.has(id))
  if (wanted === 'all' && missing !== undefined) throw refusal('not-found', missing)
  return there
}

/** Those of these incidents that a scope lets through. Where nobody keeps incidents, only who sees everything sees work. */
async function visibleAmong(
  host: Pick<Host, 'ask'>,
  scope: Scope,
  ids: readonly IncidentId[],
): Promise<readonly IncidentId[]> {
  if (scope.kind === 'all') return ids
  const seen: IncidentId[] = []
  for (let from = 0; from < ids.length; from += mostIds) {
    const answer = await host.ask('incidents', ids.slice(from, from + mostIds), scope)
    if (answer.kind === 'answer') seen.push(...answer.value.map(({ id }) => id))
  }
  return seen
}

/** Opens again what has grown since its closing; without anybody who keeps incidents the work stands as it was kept. */
async function lookForGrowth(
  desk: DeskHost,
  host: Pick<Host, 'ask'>,
  scope: Scope,
  ids: readonly IncidentId[],
): Promise<void> {
  const answer = await host.ask('incidents', ids, scope)
  if (answer.kind === 'answer') await reopenGrown(desk, answer.value)
}
