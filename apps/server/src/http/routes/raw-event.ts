import { nameOf, type People, type Who } from '@tocsin/access'
import type { Personal, SourceSetting } from '@tocsin/capability'
import { parseEventId } from '@tocsin/event'
import { err, ok } from '@tocsin/kit'
import type { RawFrame, Scope } from '@tocsin/store'
import { z } from 'zod'
import { type Endpoint, endpoint } from '../endpoint.ts'
import type { PeopleLens } from '../people-lens.ts'
import { refused } from '../problem.ts'

/** Where frames and what was decided about their sources are asked for. */
export interface RawEvents {
  rawFrame(event: NonNullable<ReturnType<typeof parseEventId>>, scope: Scope): Promise<RawFrame>
  sourceSettings(): Promise<readonly SourceSetting[]>
}

const input = z.strictObject({
  /** As search and findings give it: `3.1042.0`. */
  id: z.string().max(64),
  reason: z.string().max(1000).optional(),
  /** The incident in whose course it is opened: where its bytes are open, no other reason is asked for. */
  incident: z
    .string()
    .regex(/^INC-\d{1,15}$/)
    .optional(),
})

const output = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('kept'),
    source: z.string(),
    from: z.enum(['log', 'evidence']),
    whole: z.boolean(),
    base64: z.string(),
  }),
  z.object({
    kind: z.literal('gone'),
    since: z.number(),
    why: z.enum(['retention', 'disk', 'erasure']),
    days: z.number().nullable(),
  }),
])

/**
 * `POST /api/events/:id/raw`: the bytes of the record that carried one event.
 *
 * Bytes hold what they hold, names too. So a reason is asked from whoever sees pseudonyms, unless the source was declared to name
 * nobody; and from everybody where its records are sensitive. The data protection officer reads it.
 */
export function rawEventEndpoints(
  frames: RawEvents,
  lens: Pick<PeopleLens, 'sees'>,
  people: Pick<People, 'bytesOpenTo'>,
): Endpoint[] {
  const needsReason = async (who: Who, source: string, incident: string | undefined): Promise<boolean> => {
    const personal = personalOf(await frames.sourceSettings(), source)
    if (personal === 'none' || (personal === 'names' && lens.sees(who) === 'names')) return false
    return incident === undefined || !(await people.bytesOpenTo(nameOf(who), incident))
  }
  return [
    endpoint({
      method: 'POST',
      path: '/api/events/:id/raw',
      permission: 'event.raw',
      says: 'The raw record that carried one event, or since when and why it is gone',
      input,
      output,
      audit: {
        act: 'event.raw',
        entry: 'required',
        // Whoever got no bytes has opened nothing.
        note: ({ id, reason, incident }, answer) =>
          answer?.kind === 'gone'
            ? undefined
            : {
                about: id,
                rows: answer === undefined ? 0 : 1,
                ...(reason === undefined ? {} : { reason }),
                ...(incident === undefined ? {} : { incident }),
              },
      },
      handle: async ({ input: { id, reason = '', incident }, scope, who }) => {
        const at = parseEventId(id)
        if (at === undefined) return err(badEvent)
        const frame = await frames.rawFrame(at, scope)
        if (frame.kind === 'unknown') return err(noEvent)
        if (frame.kind === 'gone') return ok(frame)
        if (reason.trim().length < 3 && (await needsReason(who, frame.source, incident))) return err(reasonNeeded)
        const { payload, ...told } = frame
        return ok({ ...told, base64: Buffer.from(payload).toString('base64') })
      },
    }),
  ]
}

/** Nobody said that its records name nobody: then they may. */
function personalOf(settings: readonly SourceSetting[], source: string): Personal {
  return settings.find((one) => one.source === source)?.personal ?? 'names'
}

const badEvent = refused(
  400,
  'bad-event',
  'This is not the id of an event',
  'Give it as search and findings do, such as 3.1042.0',
)
const noEvent = refused(
  404,
  'not-found',
  'There is no such event, or its record was never kept',
  'Check the id; search shows the events that there are',
)
const reasonNeeded = refused(
  422,
  'reason-needed',
  'Opening a raw record of this source needs a reason',
  'Say in a few words why; it is kept for the data protection officer',
)
