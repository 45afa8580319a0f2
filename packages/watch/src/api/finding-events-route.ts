import { type AnyRoute, type Host, route } from '@tocsin/capability'
import { type EventAt, type Evidence, parseEventId } from '@tocsin/event'
import type { Scope } from '@tocsin/store'
import { z } from 'zod'
import { newestOf } from '../incidents/rule-history.repository.ts'
import type { RuleDesk } from './rule-desk.ts'
import { ask, found, type RuleDetailOptions } from './rule-detail-routes.ts'
import { scalarShape } from './rule-detail-shapes.ts'

const input = z.object({ id: z.string().max(200) })

const fields = z.record(z.string(), z.union([scalarShape, z.array(scalarShape).readonly()]))

const output = z.object({
  events: z
    .array(
      z.object({
        /** As `eventId` writes it. */
        event: z.string(),
        /** Milliseconds since the epoch. */
        time: z.number(),
        source: z.string(),
        native: fields,
        derived: fields,
      }),
    )
    .readonly(),
  /** Events whose record the log no longer has, or that nothing here reads again. */
  unread: z.number(),
})

type FindingEvents = z.infer<typeof output>

/** Events in one answer, of the newest findings. */
const mostEvents = 20
const days = 30

/** The events that a rule's newest findings rest on, read again: what a change of the rule is held against. */
export function findingEventsRoute(options: RuleDetailOptions, desk: RuleDesk): AnyRoute {
  return route<z.infer<typeof input>, FindingEvents>({
    method: 'GET',
    path: '/rules/:id/events',
    permission: 'incident.read',
    input,
    output,
    people: true,
    audit: {
      act: 'event.raw',
      entry: 'required',
      // Whoever got no event has opened nothing.
      note: ({ id }, answer) =>
        answer === undefined || answer.events.length === 0 ? undefined : { about: id, rows: answer.events.length },
    },
    audited: true,
    says: 'The events that the newest findings of a rule rest on, field by field; twenty at most.',
    async handle({ input: { id }, scope }, host) {
      const { rule } = await found(desk, id)
      const findings = await newestOf(host.state, scope, id, host.now() - days * 86_400_000)
      const evidence = new Map(findings.flatMap((one) => one.evidence).map((one) => [one.event, one]))
      const wanted = [...evidence.values()].slice(0, mostEvents)
      const frames = await framesOf(host, scope, wanted)
      const said = frames.length === 0 ? undefined : await ask(options, { kind: 'decode', rule, frames })
      const decoded = said?.kind === 'decode' ? said.events : []
      const events = decoded.flatMap(({ event, native, derived }) => {
        const from = evidence.get(event)
        if (from === undefined) return []
        const { time, source } = from
        return [{ event, time, source, native: Object.fromEntries(native), derived: Object.fromEntries(derived) }]
      })
      return { events, unread: wanted.length - events.length }
    },
  })
}

/** The records of some events with the decoder that read each, as the event store says it. */
async function framesOf(
  host: Pick<Host, 'ask' | 'events'>,
  scope: Scope,
  wanted: readonly Evidence[],
): Promise<
  readonly { readonly event: string; readonly at: EventAt; readonly as: string; readonly payload: Uint8Array }[]
> {
  if (wanted.length === 0) return []
  const times = wanted.map(({ time }) => time)
  const { rows } = await host.events.query(
    {
      from: 'event',
      timeField: 'time',
      time: [Math.min(...times) - 1000, Math.max(...times) + 1000],
      where: { kind: 'or', of: wanted.map(({ event }) => ({ kind: 'id', id: event })) },
      limit: mostEvents,
    },
    scope,
  )
  const readBy = new Map(rows.map((row) => [String(row['id']), row['decoder']]))
  const frames = []
  for (const { event } of wanted) {
    const [at, as] = [parseEventId(event), readBy.get(event)]
    if (at === undefined || typeof as !== 'string') continue
    const raw = await host.ask('rawFrame', at, scope)
    if (raw.kind !== 'answer' || raw.value.kind !== 'kept' || !raw.value.whole) continue
    frames.push({ event, at, as, payload: raw.value.payload })
  }
  return frames
}
