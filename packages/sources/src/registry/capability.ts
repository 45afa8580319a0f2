import { type Capability, type Look, route, type SourceSetting } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { everything, isVisible, type StateStore } from '@tocsin/store'
import { z } from 'zod'
import { gives } from '../blind/blind-spots.ts'
import { blindRoutes } from '../blind/routes.ts'
import { type CatalogueOptions, catalogueRoutes } from '../catalogue/routes.ts'
import { lookRoute } from '../look/route.ts'
import { type ProfileOptions, profileRoutes } from './profile-routes.ts'
import { keepSetting, mostSettings, settingsOf } from './setting.repository.ts'
import { sourcesMigrations } from './tables.ts'

export interface SourcesOptions extends ProfileOptions, CatalogueOptions {
  /** For the questions of other wings. */
  readonly state: StateStore
  /** Hears that something was decided: who sees what may have changed. */
  readonly changed: () => void
  /** What format bytes are in. */
  readonly look: (bytes: Uint8Array) => Look
}

/** The name of a source, as it is sent under. */
const sourceName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
/** Printable, and no half characters. */
const departmentName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/\p{C}/u.test(text), 'holds a character that cannot be shown')
const days = z.number().int().min(1).max(3650)

const settingShape = z.object({
  source: z.string(),
  department: z.string().nullable(),
  rawDays: z.number().nullable(),
  columnDays: z.number().nullable(),
  personal: z.enum(['none', 'names', 'sensitive']),
})

const settingInput = z.strictObject({
  source: sourceName,
  department: departmentName.nullable(),
  rawDays: days.nullable(),
  columnDays: days.nullable(),
  personal: z.enum(['none', 'names', 'sensitive']),
})

/** What is decided about sources: who owns them, how long what they send is kept, and whether it names people. */
export function sourcesCapability(options: SourcesOptions): Capability {
  const { state, changed, look } = options
  return {
    name: 'sources',
    words: { en: 'Sources', fr: 'Sources' },
    migrations: sourcesMigrations,
    permissions: [
      {
        name: 'source.read',
        says: { en: 'See what was decided about sources', fr: 'Voir ce qui a été décidé sur les sources' },
      },
      {
        name: 'source.manage',
        says: {
          en: 'Decide who owns a source and how long what it sends is kept',
          fr: 'Décider à qui appartient une source et combien de temps est gardé ce qu’elle envoie',
        },
      },
    ],
    routes: [
      ...profileRoutes(options),
      ...catalogueRoutes(options),
      ...blindRoutes(options),
      route<object, { settings: readonly SourceSetting[] }>({
        method: 'GET',
        path: '/sources/settings',
        permission: 'source.read',
        input: z.object({}),
        output: z.object({ settings: z.array(settingShape).readonly() }),
        says: 'What was decided about sources; of the others the defaults of the house hold.',
        handle: async ({ scope }, host) => ({ settings: await settingsOf(host.state, scope) }),
      }),
      route<SourceSetting, SourceSetting>({
        method: 'PUT',
        path: '/sources/:source/settings',
        permission: 'source.manage',
        input: settingInput,
        output: settingShape,
        says: 'Decides about one source, whole. Only who sees every source may give one to another department.',
        async handle({ input, scope, who }, host) {
          const all = await settingsOf(host.state, everything)
          const before = all.find(({ source }) => source === input.source)
          if (before === undefined && all.length >= mostSettings) {
            throw new TocsinError('too-many', `There are settings of ${mostSettings} sources already`, {
              where: input.source,
              fix: 'Send under fewer names',
            })
          }
          if (scope.kind !== 'all' && input.department !== (before?.department ?? null)) {
            throw new TocsinError('department-conflict', 'Only who sees every source may change whose it is', {
              where: input.source,
              fix: 'Ask an administrator who belongs to all departments',
            })
          }
          if (!(await keepSetting(host.state, scope, input, who, host.now()))) {
            throw new TocsinError('not-found', `There is no source ${input.source}`, {
              where: input.source,
              fix: 'Check its name in the list of sources',
            })
          }
          changed()
          return input
        },
      }),
      lookRoute(look),
    ],
    jobs: [],
    commands: [],
    provides: {
      sourceSettings: () => settingsOf(state, everything),
      looksLike: async (bytes) => look(bytes),
      sendersOf: async (asks, scope) =>
        options.health
          .sources()
          .filter(({ source }) => isVisible(scope, [source]))
          .filter(({ logsources }) => logsources.some((sent) => asks.some((asked) => gives(sent, asked))))
          .slice(0, 200)
          .map(({ source, state: is }) => ({ source, state: is })),
    },
    asks: ['ruleNeeds', 'cityHeard'],
    health: async () => ({
      well: true,
      says: { en: 'What was decided about sources is kept.', fr: 'Ce qui a été décidé sur les sources est gardé.' },
    }),
  }
}
