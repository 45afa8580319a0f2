import { z } from 'zod'

export const questionShape = z.object({
  service: z.string(),
  about: z.enum(['people', 'fallback', 'outage']),
  words: z.object({ en: z.string(), fr: z.string() }),
})

/** An asset or a service; what somebody may not see has no name, and counts. */
export const partyShape = z.object({
  kind: z.enum(['asset', 'service']),
  id: z.string().nullable(),
  name: z.string().nullable(),
})
export type PartyView = z.infer<typeof partyShape>

const termsShape = {
  /** Which of them it is among the dependencies that are shown. */
  id: z.string(),
  /** How many suppliers there are, and how many are enough: k of n. */
  of: z.number(),
  needed: z.number(),
  /** Hours that the dependent holds without enough of them. */
  buffer: z.number(),
  byHand: z.boolean(),
  /** Which of the terms nobody stated. */
  assumed: z.array(z.string()),
}

export const suppliesShape = z.object({
  needs: z.array(z.object({ ...termsShape, suppliers: z.array(partyShape) })),
  serves: z.array(z.object({ ...termsShape, dependent: partyShape })),
  /** Services that depend on what depends on it, nearest first. */
  beyond: z.array(z.object({ ...partyShape.shape, steps: z.number() })),
  /** What nobody said of the services that it carries. */
  questions: z.array(questionShape),
})
