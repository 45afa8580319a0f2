import {
  type Audit,
  type AuditFilter,
  type AuditVerdict,
  isPseudonym,
  odditiesIn,
  type People,
  type Sealed,
  verifyAudit,
} from '@tocsin/access'
import { type Capability, route } from '@tocsin/capability'
import type { StateStore } from '@tocsin/store'
import { z } from 'zod'
import type { Config } from '../config/index.ts'
import { keptAboutPeople, keptShape } from './kept-about-people.ts'

export interface AuditHouse {
  readonly audit: Audit
  readonly people: People
  readonly sealed: Sealed
  readonly state: StateStore
  readonly dataDir: string
  readonly config: () => Config
}

const moment = z.coerce.number().min(-8.64e15).max(8.64e15)
const listInput = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  who: z.string().max(200).optional(),
  act: z.string().max(128).optional(),
  /** A name or a pseudonym: who searched for it, opened it, revealed it. */
  person: z.string().max(255).optional(),
  incident: z.string().max(40).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
const entryShape = z.object({
  n: z.number(),
  at: z.number(),
  who: z.string(),
  role: z.string(),
  act: z.string(),
  about: z.string(),
  outcome: z.enum(['done', 'refused', 'failed', 'left']),
  address: z.string(),
  reason: z.string().exactOptional(),
  rows: z.number().exactOptional(),
  incident: z.string().exactOptional(),
  people: z.array(z.string()).readonly().exactOptional(),
  range: z.tuple([z.number(), z.number()]).readonly().exactOptional(),
  times: z.number().exactOptional(),
})
const verdictShape: z.ZodType<AuditVerdict> = z.object({
  entries: z.number(),
  cut: z.number(),
  checkpoints: z.number(),
  uncovered: z.number(),
  problems: z
    .array(
      z.object({
        kind: z.enum([
          'changed',
          'moved',
          'missing',
          'cut',
          'checkpoint-changed',
          'checkpoint-missing',
          'checkpoint-differs',
          'checkpoint-torn',
          'no-key',
        ]),
        n: z.number(),
        says: z.string(),
      }),
    )
    .readonly(),
})
/** Entries that oddities are looked for in: the newest of the stretch. */
const mostRead = 5000

/** What the data protection officer reads, and the keys of the house. */
export function auditCapability(house: AuditHouse): Capability {
  const { audit, people, sealed } = house
  return {
    name: 'audit',
    words: { en: 'Audit', fr: 'Audit' },
    migrations: [],
    permissions: [
      {
        name: 'audit.read',
        says: { en: 'See who searched, opened and revealed what', fr: 'Voir qui a cherché, ouvert et révélé quoi' },
      },
      { name: 'keys.rotate', says: { en: 'Change the master key', fr: 'Changer la clé maîtresse' } },
    ],
    routes: [
      route({
        method: 'GET',
        path: '/audit',
        permission: 'audit.read',
        says: 'Who did what, the newest first; by person it holds searches for the name and for its pseudonym',
        input: listInput,
        output: z.object({ entries: z.array(entryShape), next: z.number().exactOptional() }),
        audit: {
          act: 'audit.read',
          note: ({ person = '', who = '', act = '', incident = '' }, output) => ({
            about: [person, who, act, incident].filter((part) => part !== '').join(' '),
            ...(output === undefined ? {} : { rows: output.entries.length }),
          }),
        },
        handle: async ({ input }) => {
          const entries = [...(await audit.list(filterOf(input, people)))]
          const last = entries.at(-1)
          const more = entries.length === input.limit && last !== undefined
          return { entries, ...(more ? { next: last.n } : {}) }
        },
      }),
      route({
        method: 'GET',
        path: '/audit/summary',
        permission: 'audit.read',
        says: 'How often each person did what, and what stands out',
        input: z.strictObject({ from: moment, to: moment }),
        output: z.object({
          acts: z.array(z.object({ who: z.string(), act: z.string(), n: z.number() })),
          oddities: z.array(
            z.object({
              kind: z.enum(['many-reveals', 'at-night', 'same-person', 'no-incident', 'refused-often']),
              who: z.string(),
              count: z.number(),
              person: z.string().exactOptional(),
              entry: z.number(),
            }),
          ),
          /** Fewer entries were looked through than there are. */
          partly: z.boolean(),
        }),
        handle: async ({ input: { from, to } }) => {
          const acts = [...(await audit.counts(from, to))]
          const entries = await newest(audit, from, to)
          const oddities = [...odditiesIn(entries, (at) => new Date(at).getHours())]
          return { acts, oddities, partly: entries.length >= mostRead }
        },
      }),
      route({
        method: 'GET',
        path: '/audit/verify',
        permission: 'audit.read',
        says: 'Holds every entry against the chain, and the chain against its checkpoints',
        input: z.strictObject({}),
        output: verdictShape,
        audited: true,
        handle: () => verifyAudit(house),
      }),
      route({
        method: 'GET',
        path: '/people/kept',
        permission: 'audit.read',
        says: 'What Tocsin keeps about people, from the configuration that runs: an annex to an impact assessment',
        input: z.strictObject({}),
        output: keptShape,
        handle: async (_asked, host) => {
          const settings = await host.ask('sourceSettings')
          return keptAboutPeople(house.config(), settings.kind === 'answer' ? settings.value : [], host.now())
        },
      }),
      route({
        method: 'POST',
        path: '/keys/rotate',
        permission: 'keys.rotate',
        says: 'Makes a new master key and seals every secret anew; the old key is kept until that is done',
        input: z.strictObject({}),
        output: z.object({ from: z.string(), to: z.string(), secrets: z.number() }),
        audit: {
          act: 'keys.rotate',
          note: (_input, output) => ({ about: output === undefined ? '' : `${output.from} ${output.to}` }),
        },
        handle: () => sealed.rotate(),
      }),
    ],
    jobs: [],
    commands: [
      { name: 'verify', where: 'offline', says: { en: 'Check the audit chain', fr: "Vérifier la chaîne d'audit" } },
      { name: 'keys rotate', where: 'offline', says: { en: 'Change the master key', fr: 'Changer la clé maîtresse' } },
    ],
    provides: {},
    asks: ['sourceSettings'],
    health: async () => {
      const { failure, lost } = audit.status()
      const well = failure === undefined && lost === 0
      return {
        well,
        says: well
          ? { en: 'Every act is noted.', fr: 'Chaque acte est noté.' }
          : {
              en: `The audit cannot be written: ${failure ?? ''} ${lost} acts are not noted.`,
              fr: `L’audit ne peut pas être écrit : ${failure ?? ''} ${lost} actes ne sont pas notés.`,
            },
      }
    },
  }
}

function filterOf(
  { person, incident, ...asked }: z.infer<typeof listInput>,
  people: Pick<People, 'pseudonymOf' | 'namesOf'>,
): AuditFilter {
  const { from, to, who, act, before, limit } = asked
  const words = [
    ...(person === undefined || person === '' ? [] : [person, people.pseudonymOf(person), ...namesOf(person, people)]),
    ...(incident === undefined ? [] : [incident]),
  ]
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(who === undefined ? {} : { who }),
    ...(act === undefined ? {} : { act }),
    ...(before === undefined ? {} : { before }),
    ...(words.length === 0 ? {} : { words: [...new Set(words)] }),
    limit,
  }
}

function namesOf(person: string, people: Pick<People, 'namesOf'>): readonly string[] {
  return isPseudonym(person) ? people.namesOf(person) : []
}

async function newest(audit: Audit, from: number, to: number) {
  const entries = []
  let before: number | undefined
  while (entries.length < mostRead) {
    const page = await audit.list({ from, to, limit: 1000, ...(before === undefined ? {} : { before }) })
    entries.push(...page)
    before = page.at(-1)?.n
    if (page.length < 1000) break
  }
  return entries
}
