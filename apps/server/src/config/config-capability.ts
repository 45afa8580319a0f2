import { type Capability, route } from '@tocsin/capability'
import { z } from 'zod'
import type { Configuration } from './configuration.ts'

const problem = z.object({ where: z.string(), says: z.string(), fix: z.string() })

/** Routes to see and reload the configuration. */
export function configCapability(configuration: Configuration): Capability {
  return {
    name: 'config',
    words: { en: 'Configuration', fr: 'Configuration' },
    migrations: [],
    permissions: [
      { name: 'settings.read', says: { en: 'See the settings', fr: 'Voir les réglages' } },
      { name: 'settings.manage', says: { en: 'Change the settings', fr: 'Modifier les réglages' } },
    ],
    routes: [
      route({
        method: 'GET',
        path: '/config',
        permission: 'settings.read',
        says: 'Every setting that holds, where it came from, and what needs a restart; secrets are not shown',
        input: z.strictObject({}),
        output: z.object({
          file: z.string(),
          loadedAt: z.number(),
          needsRestart: z.array(z.string()),
          refused: z.object({ at: z.number(), problems: z.array(problem) }).nullable(),
          settings: z.array(
            z.object({
              name: z.string(),
              value: z.string(),
              origin: z.object({ kind: z.string(), where: z.string() }),
              says: z.string(),
              change: z.string(),
              afterRestart: z.string().optional(),
            }),
          ),
        }),
        handle: async () => {
          const status = configuration.status()
          const refused = status.refused === null ? null : { ...status.refused, problems: [...status.refused.problems] }
          return {
            ...status,
            needsRestart: [...status.needsRestart],
            refused,
            settings: configuration.told().map((one) => ({ ...one })),
          }
        },
      }),
      route({
        method: 'POST',
        path: '/config/reload',
        permission: 'settings.manage',
        says: 'Reads the configuration again; where it is refused, what was before holds on',
        input: z.strictObject({}),
        output: z.object({
          reloaded: z.boolean(),
          changed: z.array(z.string()),
          needsRestart: z.array(z.string()),
          notes: z.array(problem),
          problems: z.array(problem),
        }),
        handle: async () => {
          const outcome = await configuration.reload()
          if (!outcome.ok) {
            return { reloaded: false, changed: [], needsRestart: [], notes: [], problems: [...outcome.error] }
          }
          const { changed, needsRestart, notes } = outcome.value
          return {
            reloaded: true,
            changed: [...changed],
            needsRestart: [...needsRestart],
            notes: [...notes],
            problems: [],
          }
        },
      }),
    ],
    jobs: [],
    commands: [
      { name: 'config show', where: 'offline', says: { en: 'The settings', fr: 'Les réglages' } },
      { name: 'config check', where: 'offline', says: { en: 'Check a file of settings', fr: 'Vérifier un fichier' } },
      { name: 'config reload', where: 'remote', says: { en: 'Reload the settings', fr: 'Relire les réglages' } },
    ],
    provides: {},
    asks: [],
    health: async () => {
      const { refused, needsRestart } = configuration.status()
      if (refused !== null) {
        return {
          well: false,
          says: {
            en: 'a reload was refused; the old settings hold',
            fr: 'rechargement refusé ; les anciens réglages tiennent',
          },
        }
      }
      return needsRestart.length === 0
        ? { well: true, says: { en: 'well', fr: 'bien' } }
        : { well: true, says: { en: 'some settings need a restart', fr: 'des réglages attendent un redémarrage' } }
    },
  }
}
