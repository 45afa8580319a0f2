import { realms, severities } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { z } from 'zod'
import { type IncidentWork, verdicts } from '../desk/work.ts'

// A brand is only a type: on the wire and in the API's description it is a text.
const incidentId = z.string() as unknown as z.ZodType<IncidentId, IncidentId>

/** An incident's number, as `watch` gives it. */
export const idText = z.string().regex(/^INC-\d{1,15}$/)
export const idInput = idText as unknown as z.ZodType<IncidentId, IncidentId>

export const verdictShape = z.enum(verdicts)

/** What people write: no half characters and no NUL, which the store refuses. */
const written = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !text.includes('\0') && !/[\ud800-\udfff]/u.test(text), 'holds a character that cannot be kept')

export const reasonInput = written(1000)
export const noteInput = written(8000)
export const versionInput = z.number().int().min(0)

export const workShape = z.object({
  incident: incidentId,
  version: z.number(),
  owner: z.string().exactOptional(),
  verdict: verdictShape.exactOptional(),
  reason: z.string().exactOptional(),
  closed: z
    .object({
      at: z.number(),
      by: z.string(),
      findings: z.number(),
      severity: z.enum(severities),
      realm: z.enum(realms),
      sources: z.array(z.string()).readonly().exactOptional(),
      quietUntil: z.number().exactOptional(),
    })
    .exactOptional(),
  reopenedAt: z.number().exactOptional(),
})

export const actKinds = ['take', 'release', 'note', 'verdict', 'close', 'reopen', 'grew', 'undo'] as const

export const workDetailShape = z.object({
  work: workShape,
  /** The newest first; the newest 100. */
  notes: z
    .array(z.object({ incident: incidentId, version: z.number(), who: z.string(), at: z.number(), text: z.string() }))
    .readonly(),
  /** The newest first; the newest 200. */
  history: z
    .array(
      z.object({
        incident: incidentId,
        version: z.number(),
        act: z.string(),
        kind: z.enum(actKinds),
        who: z.string(),
        at: z.number(),
        before: workShape,
        after: workShape,
      }),
    )
    .readonly(),
})

export const worksShape = z.object({ works: z.array(workShape).readonly() })

/** One act that was done: the work as it is now, and the name by which it can be undone. */
export const doneShape = z.object({ act: z.string(), work: workShape })

export const outcomesShape = z.object({
  act: z.string(),
  outcomes: z
    .array(
      z.union([
        z.object({ incident: incidentId, done: z.literal(true), work: workShape }),
        z.object({
          incident: incidentId,
          done: z.literal(false),
          code: z.string(),
          message: z.string(),
          fix: z.string(),
        }),
      ]),
    )
    .readonly(),
})

/** The shape is the contract: this does not compile where they part. */
export type ShapesHold = [Holds<Same<IncidentWork, z.infer<typeof workShape>>>]
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
