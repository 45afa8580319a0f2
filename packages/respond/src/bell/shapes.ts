import { realms } from '@tocsin/event'
import { z } from 'zod'
import { type MailServer, mailServerShape, type Target, type TargetInput, targetShape } from './target.ts'

const wordsShape = z.object({ en: z.string(), fr: z.string() })

export const answerShape = z.object({
  ok: z.boolean(),
  /** Of the answer (HTTP, SMTP); null where there was none. */
  status: z.number().nullable(),
  says: wordsShape,
  retryAfter: z.number().exactOptional(),
})

export const targetInput = targetShape as unknown as z.ZodType<Target, TargetInput>
export const serverInput = mailServerShape as unknown as z.ZodType<MailServer, z.input<typeof mailServerShape>>

export const shownTargetShape = z.object({
  id: z.string(),
  target: targetShape,
  enabled: z.boolean(),
  createdAt: z.number(),
  createdBy: z.string(),
  /** Things that it waits to be told of. */
  waiting: z.number(),
  /** Incidents that the next message counts, and does not name. */
  missed: z.number(),
  /** Since when nothing gets through; null where the last message did. */
  failingSince: z.number().nullable(),
  lastOk: z.number().nullable(),
  /** What the last try came to. */
  answer: answerShape.nullable(),
})

export const overviewShape = z.object({
  targets: z.array(shownTargetShape).readonly(),
  mail: z.object({ server: mailServerShape, hasPassword: z.boolean() }).nullable(),
  /** What the configuration lets Tocsin call. */
  outgoing: z.object({ hosts: z.array(z.string()).readonly(), private: z.boolean() }),
})

export const deliveriesShape = z.object({
  deliveries: z
    .array(
      z.object({
        id: z.string(),
        kind: z.enum(['incidents', 'test']),
        realm: z.enum(realms),
        state: z.enum(['due', 'sent', 'lost', 'test']),
        madeAt: z.number(),
        attempts: z.number(),
        /** When it is tried again; null where it is not. */
        nextAt: z.number().nullable(),
        doneAt: z.number().nullable(),
        answer: answerShape.nullable(),
        incidents: z.array(z.string()).readonly(),
        more: z.number(),
      }),
    )
    .readonly(),
})
