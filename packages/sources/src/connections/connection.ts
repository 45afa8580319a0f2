import type { Words } from '@tocsin/kit'
import { z } from 'zod'

/** What a connection may be called: shown, and part of no path. */
const label = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/\p{C}/u.test(text), 'holds a character that cannot be shown')
/** A name to send under; `tocsin` is the house's own. */
const sourceName = z.string().regex(/^(?!tocsin$)[a-z0-9][a-z0-9_-]{0,62}$/)
const decoderName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
const visible = /^[^\p{C}]+$/u
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/)
/** RFC 6901; empty is the whole document. */
const jsonPointer = z
  .string()
  .max(255)
  .regex(/^(?:\/(?:[^~]|~[01])*)?$/)

const head = { name: label, source: sourceName }

/** Files of this machine that are read as they grow. */
const follow = z.strictObject({
  ...head,
  kind: z.literal('follow'),
  /** Absolute, with `*` and `?` within a folder's names and `**` for any depth. */
  paths: z
    .array(
      z
        .string()
        .max(4096)
        .regex(/^\/[^\p{C}]*$/u),
    )
    .min(1)
    .max(64),
  /** A decoder's name, or `auto`: by the name of the file. */
  decoder: decoderName.default('auto'),
  /** Where to begin in files that are there before the connection is; those that come later are read whole. */
  from: z.enum(['start', 'end']).default('end'),
  /**
   * What a record is: a line; or a line and those behind it that begin with white space; or what begins with a line that a
   * pattern (RE2) fits. `auto`: a line, but of PostgreSQL with those that begin with white space.
   */
  records: z
    .union([
      z.enum(['auto', 'line', 'indented']),
      z.strictObject({
        begins: z.string().min(1).max(500),
        lines: z.number().int().min(2).max(2000).default(500),
        bytes: z
          .number()
          .int()
          .min(1024)
          .max(256 * 1024)
          .default(64 * 1024),
        /** Without a new byte, after which what is there is a record. */
        seconds: z.number().min(1).max(60).default(2),
      }),
    ])
    .default('auto'),
})
export type FollowRecords = z.output<typeof follow>['records']

/** This machine's journal. */
const journal = z.strictObject({
  ...head,
  kind: z.literal('journal'),
  /** Only these units; all where empty. */
  units: z
    .array(z.string().regex(/^[A-Za-z0-9@:_.\\-]{1,255}$/))
    .max(64)
    .default([]),
  from: z.enum(['start', 'boot', 'end']).default('end'),
  /** A folder of journal files to read instead of this machine's own; absolute. */
  directory: z
    .string()
    .max(4096)
    .regex(/^\/[^\p{C}]*$/u)
    .nullable()
    .default(null),
})

const mqttTopic = z.string().min(1).max(1024).regex(visible)

/** Messages of an MQTT broker (3.1.1), at QoS 1, in a session that the broker keeps. */
const mqtt = z.strictObject({
  ...head,
  kind: z.literal('mqtt'),
  /** `mqtts://broker.example:8883`; `mqtt://` is not encrypted. */
  url: z
    .string()
    .max(1024)
    .regex(/^mqtts?:\/\/[^\s/@?#]+\/?$/),
  /** Topic filters, with `+` and `#`. */
  topics: z.array(mqttTopic).min(1).max(64),
  /** Other names and decoders by topic filter, the first that fits. */
  routes: z
    .array(z.strictObject({ topic: mqttTopic, source: sourceName, decoder: decoderName.default('json') }))
    .max(64)
    .default([]),
  decoder: decoderName.default('json'),
  /** The session's name at the broker; one of ours where null. */
  clientId: z.string().min(1).max(128).regex(visible).nullable().default(null),
  username: z.string().min(1).max(255).regex(visible).nullable().default(null),
  /** PEM of the authority that the broker's certificate is signed by; the system's where null. */
  authority: z.string().max(64_000).nullable().default(null),
})

/** How a sender signs what it sends. */
export const webhookForms = ['github', 'gitlab', 'standard', 'stripe', 'hmac-sha256'] as const
export type WebhookForm = (typeof webhookForms)[number]

/** What another program posts to `/hooks/<id>`, with a proof that it is that program. */
const webhook = z.strictObject({
  ...head,
  kind: z.literal('webhook'),
  form: z.enum(webhookForms),
  /** `hmac-sha256` only: the header that carries the hexadecimal or base64 HMAC of the body. */
  header: headerName.nullable().default(null),
  decoder: decoderName.default('json'),
  /** Where the events are in the body; the body itself is one where empty. */
  items: jsonPointer.default(''),
})

/** An HTTPS API that is asked again and again. */
const poll = z.strictObject({
  ...head,
  kind: z.literal('poll'),
  url: z
    .string()
    .max(4096)
    .regex(/^https?:\/\/[^\s]+$/),
  /** `{secret}` in a value is the sealed secret. */
  headers: z
    .record(
      headerName,
      z
        .string()
        .max(4096)
        .regex(/^[\t -~]*$/),
    )
    .default({}),
  decoder: decoderName.default('json'),
  /** Where the list of events is in the answer. */
  items: jsonPointer.default(''),
  /**
   * What leads on: a member of the answer (`pointer`), the last item's member (`last`), the `Link` header (RFC 8288, `link`),
   * or nothing: each answer is whole, and what came before is passed over.
   */
  next: z
    .discriminatedUnion('by', [
      z.strictObject({
        by: z.literal('pointer'),
        pointer: jsonPointer,
        param: z.string().min(1).max(64).regex(visible),
      }),
      z.strictObject({ by: z.literal('last'), pointer: jsonPointer, param: z.string().min(1).max(64).regex(visible) }),
      z.strictObject({ by: z.literal('link') }),
      z.strictObject({ by: z.literal('nothing') }),
    ])
    .default({ by: 'nothing' }),
  everySeconds: z.number().int().min(5).max(86_400).default(60),
  /** Whether it may be an address of this machine or of a private network. */
  allowPrivate: z.boolean().default(false),
  authority: z.string().max(64_000).nullable().default(null),
})

/** A source of records that Tocsin goes to, or lets in under a signature. */
export const connectionShape = z.discriminatedUnion('kind', [follow, journal, mqtt, webhook, poll])
/** As it is written, defaults left out. */
export type ConnectionInput = z.input<typeof connectionShape>
/** As it holds, defaults filled in. */
export type Connection = z.output<typeof connectionShape>
export type ConnectionKind = Connection['kind']
export type ConnectionOf<Kind extends ConnectionKind> = Extract<Connection, { readonly kind: Kind }>

export const connectionKinds = [
  'follow',
  'journal',
  'mqtt',
  'webhook',
  'poll',
] as const satisfies readonly ConnectionKind[]

/** A connection with its name in the house. */
export interface KnownConnection {
  readonly id: string
  /** `file`: from the configuration, and changed there. */
  readonly origin: 'file' | 'registry'
  readonly connection: Connection
  readonly paused: boolean
  readonly hasSecret: boolean
  /** Milliseconds since the epoch; null for those of the configuration. */
  readonly createdAt: number | null
  readonly createdBy: string | null
}

/** Why a connection does not go on, and what to do about it. */
export interface ConnectionTrouble {
  readonly code: string
  readonly message: string
  readonly fix: string
  /** When it is tried again, in milliseconds since the epoch; null where that is of no use. */
  readonly retryAt: number | null
  /** The same in both languages of the house. */
  readonly told?: { readonly message: Words; readonly fix: Words }
}

/** One file, topic or page of a connection. */
export interface ConnectionPlace {
  readonly name: string
  readonly state: 'reading' | 'done' | 'denied' | 'refused' | 'lost'
  /** Bytes that are read, and that are there; null where it has none. */
  readonly position: number | null
  readonly size: number | null
  readonly says: Words | null
}

/** How a connection does. */
export interface ConnectionHealth {
  /** `waiting`: it is well, and nothing came yet. */
  readonly state: 'starting' | 'waiting' | 'running' | 'trouble' | 'paused'
  readonly says: Words
  /** Since it was last started. */
  readonly frames: number
  readonly bytes: number
  readonly refused: number
  /** When the last record came, in milliseconds since the epoch. */
  readonly lastAt: number | null
  readonly trouble: ConnectionTrouble | null
  /** At most 200, those with trouble first. */
  readonly places: readonly ConnectionPlace[]
  readonly morePlaces: number
}

const wordsShape = z.object({ en: z.string(), fr: z.string() })

export const healthShape = z.object({
  state: z.enum(['starting', 'waiting', 'running', 'trouble', 'paused']),
  says: wordsShape,
  frames: z.number(),
  bytes: z.number(),
  refused: z.number(),
  lastAt: z.number().nullable(),
  trouble: z
    .object({
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      retryAt: z.number().nullable(),
      told: z.object({ message: wordsShape, fix: wordsShape }).exactOptional(),
    })
    .nullable(),
  places: z
    .array(
      z.object({
        name: z.string(),
        state: z.enum(['reading', 'done', 'denied', 'refused', 'lost']),
        position: z.number().nullable(),
        size: z.number().nullable(),
        says: wordsShape.nullable(),
      }),
    )
    .readonly(),
  morePlaces: z.number(),
})

export const shownShape = z.object({
  id: z.string(),
  origin: z.enum(['file', 'registry']),
  connection: connectionShape,
  paused: z.boolean(),
  hasSecret: z.boolean(),
  createdAt: z.number().nullable(),
  createdBy: z.string().nullable(),
  /** Where a webhook is posted to. */
  path: z.string().nullable(),
  health: healthShape,
})
export type ShownConnection = z.output<typeof shownShape>

/** The name under which a connection's secret is sealed. */
export function connectionSecret(id: string): string {
  return `connection:${id}`
}
