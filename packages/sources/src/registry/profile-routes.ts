import { type AnyRoute, type Host, route } from '@tocsin/capability'
import { isZone, TocsinError } from '@tocsin/kit'
import { everything, isVisible, type Scope } from '@tocsin/store'
import { z } from 'zod'
import type { SenderHealth, SourceHealth } from '../health/health-book.ts'
import type { SourcesHealth } from '../health/open-health.ts'
import { silenceOf } from '../health/silence.ts'
import { dropProfile, keepProfile, keepZone, mostProfiles, profilesOf, zonesOf } from './profile.repository.ts'
import { declaredRealms, type SourceProfile, type SourceZone } from './profile.ts'

export interface ProfileOptions {
  readonly health: SourcesHealth
  /** Decoders that a source can be given to. */
  readonly decoders: readonly string[]
  /** Hears that what is declared is another now; resolves when the receiver goes by it. */
  readonly declared: () => Promise<void>
}

/** What there is to know of a source: declared, given, learnt. */
export interface SourceKnown extends SourceHealth {
  readonly profile: SourceProfile | null
  readonly zone: string | null
  /** Constant offsets of its senders that somebody should decide about. */
  readonly offsets: readonly {
    readonly sender: string
    readonly minutes: number
    readonly zone: string | null
    readonly events: number
  }[]
}

const sourceName = z.string().regex(/^(?!tocsin$)[a-z0-9][a-z0-9_-]{0,62}$/)
const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !/\p{C}/u.test(text), 'holds a character that cannot be shown')
const sender = z
  .string()
  .max(255)
  .refine((text) => !/\p{C}/u.test(text), 'holds a character that cannot be shown')
const decoderName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)

const profileShape = z.object({
  source: z.string(),
  equipment: z.string().nullable(),
  decoder: z.string().nullable(),
  sender: z.string().nullable(),
  door: z.string().nullable(),
  owner: z.string().nullable(),
  parent: z.string().nullable(),
  realm: z.enum(declaredRealms),
  expected: z.number().nullable(),
  silentMinutes: z.number().nullable(),
})

const profileInput = z.strictObject({
  source: sourceName,
  equipment: decoderName.nullable().default(null),
  decoder: decoderName.nullable().default(null),
  sender: sender.min(1).nullable().default(null),
  door: sourceName.nullable().default(null),
  owner: words(128).nullable().default(null),
  parent: words(255).nullable().default(null),
  realm: z.enum(declaredRealms).default('real'),
  expected: z.number().min(0).max(1e9).nullable().default(null),
  silentMinutes: z.number().int().min(1).max(525_600).nullable().default(null),
})

const offsetShape = z.object({
  sender: z.string(),
  minutes: z.number(),
  zone: z.string().nullable(),
  events: z.number(),
})

const knownShape = z.object({
  source: z.string(),
  state: z.enum(['waiting', 'unread', 'well', 'silent', 'low', 'high']),
  first: z.number().nullable(),
  last: z.number().nullable(),
  frames: z.number(),
  events: z.number(),
  refused: z.number(),
  senders: z.number(),
  expected: z.number().nullable(),
  lastHour: z.number().nullable(),
  hoursLearnt: z.number(),
  silentAfter: z.number(),
  decoders: z.array(z.string()).readonly(),
  logsources: z.array(z.string()).readonly(),
  profile: profileShape.nullable(),
  zone: z.string().nullable(),
  offsets: z.array(offsetShape).readonly(),
})

const senderShape = z.object({
  source: z.string(),
  sender: z.string(),
  decoder: z.string(),
  first: z.number(),
  last: z.number(),
  frames: z.number(),
  events: z.number(),
  refused: z.number(),
  aheadSeconds: z.number().nullable(),
  offset: z.object({ minutes: z.number(), zone: z.string().nullable(), events: z.number() }).nullable(),
  unread: z.string(),
  declined: z.number().nullable(),
  looksLike: z.string().nullable(),
  zone: z.string().nullable(),
})

/** One source, whole: its week, and its silence where it is silent. */
const oneShape = z.object({
  known: knownShape,
  week: z
    .object({
      usual: z.array(z.number().nullable()).readonly(),
      actual: z.array(z.number().nullable()).readonly(),
      now: z.object({ slot: z.number(), events: z.number(), whole: z.boolean() }),
    })
    .nullable(),
  silence: z
    .object({ minutes: z.number(), through: z.string().nullable(), together: z.array(z.string()).readonly() })
    .nullable(),
  /** What can read it. */
  decoders: z.array(z.string()).readonly(),
})
type OneSource = z.infer<typeof oneShape>

type ShownSender = z.infer<typeof senderShape>

/** How sources are, what was declared of them, and the zones that they were given. */
export function profileRoutes(options: ProfileOptions): readonly AnyRoute[] {
  const { health, decoders, declared } = options
  return [
    route<{ source: string }, OneSource>({
      method: 'GET',
      path: '/sources/:source/health',
      permission: 'source.read',
      input: z.object({ source: z.string().max(255) }),
      output: oneShape,
      says: 'One source: how it is, what it sends by hour of the week, and with whom it is silent.',
      async handle({ input: { source }, scope }, host) {
        const known = (await knownSources(host, health, scope)).find((one) => one.source === source)
        if (known === undefined) throw noSource(source)
        const silence = silenceOf(source, health.silences())
        // Others that are silent with it are named to those who may see them.
        const together = (silence?.together ?? []).filter((one) => isVisible(scope, [one.split(' ')[0] ?? '']))
        return {
          known,
          week: health.week(source) ?? null,
          silence: silence === undefined ? null : { ...silence, together },
          decoders,
        }
      },
    }),
    route<object, { sources: readonly SourceKnown[] }>({
      method: 'GET',
      path: '/sources/health',
      permission: 'source.read',
      input: z.object({}),
      output: z.object({ sources: z.array(knownShape).readonly() }),
      says: 'Every source that sent or was declared: how it is, what is expected of it, and whose clocks are off.',
      handle: async ({ scope }, host) => ({ sources: await knownSources(host, health, scope) }),
    }),
    route<{ source: string }, { senders: readonly ShownSender[] }>({
      method: 'GET',
      path: '/sources/:source/senders',
      permission: 'source.read',
      input: z.object({ source: z.string().max(255) }),
      output: z.object({ senders: z.array(senderShape).readonly() }),
      says: 'Who sends as a source: how much, with which clock, and what of it could not be read.',
      async handle({ input: { source }, scope }, host) {
        if (!isVisible(scope, [source])) throw noSource(source)
        const zones = await zonesOf(host.state, scope)
        const senders = [...health.senders(source)].sort((a, b) => b.last - a.last)
        return { senders: senders.slice(0, 500).map((one) => shownSender(one, zones)) }
      },
    }),
    route<z.infer<typeof profileInput>, SourceProfile>({
      method: 'PUT',
      path: '/sources/:source/profile',
      permission: 'source.manage',
      input: profileInput,
      output: profileShape,
      says: 'Declares a source, whole: what it is, what reads it, whose it is, and what is expected of it.',
      async handle({ input, scope, who }, host) {
        // What others declared is not told to who may not see it.
        if (!isVisible(scope, [input.source])) throw noSource(input.source)
        const known = await profilesOf(host.state, everything)
        checkProfile(input, known, decoders)
        if (!(await keepProfile(host.state, scope, input, who, host.now()))) throw noSource(input.source)
        await declared()
        return input
      },
    }),
    route<{ source: string }, { source: string }>({
      method: 'DELETE',
      path: '/sources/:source/profile',
      permission: 'source.manage',
      input: z.object({ source: sourceName }),
      output: z.object({ source: z.string() }),
      says: 'Forgets what was declared and learnt of a source; what it sent stays. Where it sends again it is learnt anew.',
      async handle({ input: { source }, scope }, host) {
        if (!isVisible(scope, [source])) throw noSource(source)
        const [dropped, forgot] = [await dropProfile(host.state, scope, source), await health.forget(source)]
        if (!dropped && !forgot) throw noSource(source)
        if (dropped) await declared()
        return { source }
      },
    }),
    route<{ source: string; sender: string }, { source: string; sender: string }>({
      method: 'POST',
      path: '/sources/:source/zone/decline',
      permission: 'source.manage',
      input: z.strictObject({ source: sourceName, sender: sender.default('') }),
      output: z.object({ source: z.string(), sender: z.string() }),
      says: 'Leaves a constant offset of a sender as it is: it is not proposed again until it is another one.',
      async handle({ input, scope }) {
        if (!isVisible(scope, [input.source])) throw noSource(input.source)
        if (!health.decline(input.source, input.sender)) {
          throw new TocsinError('not-found', 'No zone is proposed for that sender', {
            where: `${input.source} ${input.sender}`.trim(),
            fix: 'See the senders of the source for what is proposed',
          })
        }
        await health.keep()
        return input
      },
    }),
    route<
      SourceZone | { source: string; sender: string; zone: null },
      { source: string; sender: string; zone: string | null }
    >({
      method: 'PUT',
      path: '/sources/:source/zone',
      permission: 'source.manage',
      input: z.strictObject({
        source: sourceName,
        sender: sender.default(''),
        zone: z
          .string()
          .refine(isZone, 'is no zone: say UTC, an offset such as +02:00, or a name such as Europe/Paris')
          .nullable(),
      }),
      output: z.object({ source: z.string(), sender: z.string(), zone: z.string().nullable() }),
      says: 'Gives a source, or one sender of it, the zone of times that it writes without one. It holds from the next record on.',
      async handle({ input, scope, who }, host) {
        if (!(await keepZone(host.state, scope, input, who, host.now()))) throw noSource(input.source)
        await declared()
        health.settle(input.source, input.sender)
        return input
      },
    }),
  ]
}

async function knownSources(host: Host, health: SourcesHealth, scope: Scope): Promise<readonly SourceKnown[]> {
  const [profiles, zones] = await Promise.all([profilesOf(host.state, scope), zonesOf(host.state, scope)])
  const offsets = new Map<string, SourceKnown['offsets'][number][]>()
  for (const { source, sender, offset } of health.senders()) {
    if (offset === null) continue
    const { minutes, events, zone } = offset
    offsets.set(source, [...(offsets.get(source) ?? []), { sender, minutes, events, zone: zone ?? null }])
  }
  return health
    .sources()
    .filter(({ source }) => isVisible(scope, [source]))
    .map((one) => ({
      ...one,
      profile: profiles.find(({ source }) => source === one.source) ?? null,
      zone: zones.find(({ source, sender }) => source === one.source && sender === '')?.zone ?? null,
      offsets: (offsets.get(one.source) ?? []).slice(0, 100),
    }))
}

function shownSender(one: SenderHealth, zones: readonly SourceZone[]): ShownSender {
  const { offset } = one
  return {
    ...one,
    offset: offset === null ? null : { ...offset, zone: offset.zone ?? null },
    zone: zones.find(({ source, sender }) => source === one.source && sender === one.sender)?.zone ?? null,
  }
}

function checkProfile(input: SourceProfile, known: readonly SourceProfile[], decoders: readonly string[]): void {
  if (input.decoder !== null && !decoders.includes(input.decoder)) {
    throw new TocsinError('no-decoder', `Nothing here reads ${input.decoder}`, {
      where: input.source,
      fix: `Use one of ${decoders.join(', ')}`,
    })
  }
  if (known.length >= mostProfiles && !known.some(({ source }) => source === input.source)) {
    throw new TocsinError('too-many', `${mostProfiles} sources are declared already`, {
      where: input.source,
      fix: 'Remove those that are no more',
    })
  }
  const taken =
    input.sender !== null &&
    known.find(({ source, sender, door }) => source !== input.source && sender === input.sender && door === input.door)
  if (taken) {
    throw new TocsinError('sender-taken', `What ${input.sender} sends there is ${taken.source} already`, {
      where: input.source,
      fix: `Remove ${taken.source} first, or name another sender`,
    })
  }
}

function noSource(source: string): TocsinError {
  return new TocsinError('not-found', `There is no source ${source}`, {
    where: source,
    fix: 'Check its name in the list of sources; to declare a new one somebody must see every source',
  })
}
