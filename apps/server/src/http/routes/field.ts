import { nameOf, networkOf } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import { fieldAnswers } from '@tocsin/event'
import { err, ok } from '@tocsin/kit'
import { type FieldDesk, type FieldQuestion, type LinkRefused, photoFor, photoLimits } from '@tocsin/respond'
import { z } from 'zod'
import { needsTls } from '../admission.ts'
import { type Download, downloadShape } from '../download.ts'
import { type Endpoint, endpoint, openEndpoint } from '../endpoint.ts'
import { type Refused, refused } from '../problem.ts'
import type { Reached } from '../reach.ts'

const link = z.string().max(200)
const hours = z.number().min(0).max(87_600)
const serviceAnswer = z.discriminatedUnion('about', [
  z.strictObject({ about: z.literal('people'), people: z.number().int().min(0).max(100_000_000) }),
  z.strictObject({
    about: z.literal('fallback'),
    buffer: hours,
    fallback: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({
        kind: z.literal('manual'),
        takesOverAfter: hours,
        lasts: hours,
        capacity: z.number().min(0).max(1),
      }),
    ]),
  }),
  z.strictObject({ about: z.literal('outage'), maximumOutage: hours }),
])
const note = z
  .string()
  .trim()
  .max(1000)
  .refine((text) => !/[\0\ud800-\udfff]/u.test(text), 'holds a character that cannot be kept')
const answerInput = z.strictObject({
  link,
  answer: z.enum(fieldAnswers as ['yes', 'no', 'not-me']).optional(),
  service: z.array(serviceAnswer).max(3).optional(),
  note: note.optional(),
  /** A JPEG or PNG picture, base64. */
  photo: z
    .string()
    .max(Math.ceil(photoLimits.bytes / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/)
    .optional(),
})
const words = z.object({ en: z.string(), fr: z.string() })
const askedShape = z.object({
  purpose: z.enum(['is-this-you', 'service']),
  to: z.string(),
  language: z.enum(['en', 'fr']),
  things: z.array(z.string()),
  says: z.array(words),
  asks: z.array(z.enum(['people', 'fallback', 'outage'])),
  first: z.number().nullable(),
  last: z.number().nullable(),
  expires: z.number(),
  /** Somebody answered already: what was answered is not shown. */
  answered: z.boolean(),
})

/** Tries of one network: so many at once, and one more every so many milliseconds. A link has 128 random bits: no guess finds one. */
const tries = { atOnce: 30, every: 2000, networks: 10_000 } as const

/**
 * What a link opens, for people without an account: what is asked, and one answer. And the photo of an answer, for people with one.
 */
export function fieldEndpoints(desk: () => FieldDesk, host: () => Host, now: () => number): Endpoint[] {
  const spare = slowed(now)
  const early = ({ channel, address }: Reached): Refused | undefined => {
    // Whoever listens on the way could answer in the owner's place.
    if (channel === 'clear') return needsTls
    return spare(networkOf(address)) ? undefined : tooOften
  }
  return [
    openEndpoint<z.infer<typeof lookInput>, z.infer<typeof askedShape>>({
      method: 'POST',
      path: '/api/field/look',
      audit: { act: 'field.look', note: (_input, output) => (output === undefined ? { about: 'link' } : undefined) },
      bodyLimit: 1024,
      early,
      says: 'What a link asks of whoever holds it',
      input: lookInput,
      output: askedShape,
      handle: async (ask) => {
        const question = await desk().look(ask.input.link)
        return question.ok ? ok(shownTo(question.value)) : err(refusedLink(question.error))
      },
    }),
    openEndpoint<z.infer<typeof answerInput>, { readonly done: true }>({
      method: 'POST',
      path: '/api/field/answer',
      audit: { act: 'field.answer', note: ({ answer }) => ({ about: answer ?? 'service' }) },
      bodyLimit: Math.ceil(photoLimits.bytes / 3) * 4 + 16_384,
      early,
      says: 'Answers what a link asks, once: with a note and a photo, whose metadata is not kept',
      input: answerInput,
      output: z.object({ done: z.literal(true) }),
      handle: async (ask) => {
        const { link: secret, answer, service, note: text, photo } = ask.input
        const answered = await desk().answer(secret, {
          answer,
          service,
          note: text,
          photo: photo === undefined || photo === '' ? undefined : new Uint8Array(Buffer.from(photo, 'base64')),
        })
        return answered.ok ? ok({ done: true }) : err(refusedLink(answered.error))
      },
    }),
    endpoint<{ id: string }, Download>({
      method: 'GET',
      path: '/api/field/photos/:id',
      permission: 'work.read',
      audited: true,
      says: 'The photo of an answer, for whoever may see what was asked',
      input: z.strictObject({ id: z.string().max(64) }),
      output: downloadShape,
      produces: ['image/jpeg', 'image/png'],
      handle: async ({ input, scope, who, reply }) => {
        const { type, bytes } = await photoFor(host(), { scope, who: nameOf(who) }, input.id)
        // Even where something opens it as a page of its own it is a picture, and runs nothing.
        reply
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('x-content-type-options', 'nosniff')
        const body = (async function* () {
          yield bytes
        })()
        return ok({ kind: 'download', type, fileName: `answer.${type === 'image/png' ? 'png' : 'jpg'}`, rows: 1, body })
      },
    }),
  ]
}

const lookInput = z.strictObject({ link })

function shownTo({ purpose, asked, expires, answered }: FieldQuestion): z.infer<typeof askedShape> {
  const { to, language, things, says, asks = [], first, last } = asked
  return {
    ...{ purpose, to, language, expires },
    things: [...things],
    says: says.map((one) => ({ ...one })),
    asks: [...asks],
    first: first ?? null,
    last: last ?? null,
    answered: answered !== null,
  }
}

function refusedLink({ code, message, fix }: LinkRefused): Refused {
  return refused(code === 'link-over' ? 410 : code === 'bad-link' ? 404 : 400, code, message, fix)
}

/** A bucket of tries a network, the stalest forgotten. */
function slowed(now: () => number): (network: string) => boolean {
  const left = new Map<string, { tries: number; at: number }>()
  return (network) => {
    const at = now()
    const before = left.get(network)
    const grown = before === undefined ? tries.atOnce : before.tries + (at - before.at) / tries.every
    const mine = Math.min(tries.atOnce, grown)
    left.delete(network)
    left.set(network, { tries: Math.max(0, mine - 1), at })
    if (left.size > tries.networks) for (const oldest of left.keys()) return left.delete(oldest) && mine >= 1
    return mine >= 1
  }
}

const tooOften = refused(429, 'too-many', 'Too many tries from here', 'Wait a minute', 60)
