import { realms, severities } from '@tocsin/event'
import { isZone } from '@tocsin/kit'
import { z } from 'zod'

/** What can happen to an incident that somebody is told of. */
export const noticeKinds = ['opened', 'grew', 'assigned'] as const
export type NoticeKind = (typeof noticeKinds)[number]

const printed = /^[^\p{C}\p{Zl}\p{Zp}]+$/u
const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)

/** Hours, on the clock of the target's zone, in which only what is critical is told; what waits comes together at their end. */
const quietShape = z
  .strictObject({ from: clockTime, to: clockTime })
  .refine(({ from, to }) => from !== to, 'begins when it ends')
export type QuietHours = z.output<typeof quietShape>

/** What a target hears of. */
export const ruleShape = z.strictObject({
  /** The mildest severity that is told. */
  from: z.enum(severities).default('high'),
  kinds: z.array(z.enum(noticeKinds)).min(1).max(noticeKinds.length).readonly().default(['opened', 'grew']),
  /** Sample, exercise and replay leave the house only where they stand here. */
  realms: z.array(z.enum(realms)).min(1).max(realms.length).readonly().default(['real']),
  /** It hears only of incidents that rest on sources of these departments alone. */
  departments: z
    .union([z.literal('all'), z.array(z.string().min(1).max(100).regex(printed)).min(1).max(50).readonly()])
    .default('all'),
  quiet: quietShape.nullable().default(null),
})
export type TellRule = z.output<typeof ruleShape>

const webhookShape = z.strictObject({
  kind: z.literal('webhook'),
  url: z.string().max(2048),
  /** PEM of the authority that its certificate is from, where that is not a public one. */
  authority: z.string().max(65_536).nullable().default(null),
})

const mailShape = z.strictObject({
  kind: z.literal('mail'),
  /** RFC 5321 §4.1.2, dot-atoms only: quoted local parts and address literals are refused. */
  to: z
    .array(
      z
        .string()
        .max(254)
        .regex(
          /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/,
        ),
    )
    .min(1)
    .max(20)
    .readonly(),
})

/** Who is told, by which way, of what. */
export const targetShape = z.strictObject({
  name: z.string().trim().min(1).max(64).regex(printed),
  language: z.enum(['en', 'fr']).default('en'),
  /** The zone of quiet hours and of times in mail. */
  zone: z.string().max(64).refine(isZone, 'is no time zone').default('UTC'),
  rule: ruleShape.prefault({}),
  via: z.discriminatedUnion('kind', [webhookShape, mailShape]),
})
export type Target = z.output<typeof targetShape>
export type TargetInput = z.input<typeof targetShape>

/** A target as it is kept. */
export interface KeptTarget {
  readonly id: string
  readonly target: Target
  readonly enabled: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly createdBy: string
  /** Incidents that found no room in its queue, or were given up: the next message says how many. */
  readonly missed: number
  /** Since when nothing gets through, and why; null where the last message did. */
  readonly failingSince: number | null
  readonly lastOk: number | null
}

/** The server that mail goes through. */
export const mailServerShape = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .max(253)
      .regex(/^[A-Za-z0-9.:-]+$/),
    port: z.number().int().min(1).max(65_535).default(587),
    /** `starttls` refuses a server that does not offer it; `none` is for a relay of this machine or network alone. */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    from: z
      .string()
      .max(254)
      .regex(/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/),
    /** Signs in as; null where the server asks for nobody. */
    user: z.string().min(1).max(254).regex(printed).nullable().default(null),
    authority: z.string().max(65_536).nullable().default(null),
  })
  .refine(
    ({ security, user }) => security !== 'none' || user === null,
    'sends a password over a line that is not sealed',
  )
export type MailServer = z.output<typeof mailServerShape>

/** Names under which secrets are sealed. */
export const targetSecret = (id: string) => `notify:${id}`
export const mailSecret = 'notify-mail'

/** Targets that there can be. */
export const mostTargets = 50
