import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import type { Staged } from './stage.ts'

/** Lays a backup still for `tocsin backup` on this machine, which copies it. */
export function backupCapability(stage: () => Promise<Staged>): Capability {
  let running = false
  return {
    name: 'backup',
    words: { en: 'Backup', fr: 'Sauvegarde' },
    migrations: [],
    permissions: [{ name: 'settings.manage', says: { en: 'Change the settings', fr: 'Modifier les réglages' } }],
    routes: [
      route({
        method: 'POST',
        path: '/backup/stage',
        permission: 'settings.manage',
        says: 'Lays still what a backup takes, below the data folder; `tocsin backup` copies it from there and removes it',
        input: z.strictObject({}),
        output: z.object({
          folder: z.string(),
          made: z.number(),
          positions: z.object({ events: z.array(z.number()), log: z.array(z.number()) }),
          events: z.number(),
        }),
        handle: async () => {
          if (running)
            throw new TocsinError('conflict', 'A backup is being laid still', { fix: 'Wait for it, then try again' })
          running = true
          try {
            const { positions, ...staged } = await stage()
            return { ...staged, positions: { events: [...positions.events], log: [...positions.log] } }
          } finally {
            running = false
          }
        },
      }),
    ],
    jobs: [],
    commands: [
      { name: 'backup', where: 'offline', says: { en: 'Back up everything', fr: 'Tout sauvegarder' } },
      { name: 'restore', where: 'offline', says: { en: 'Restore a backup', fr: 'Restaurer une sauvegarde' } },
    ],
    provides: {},
    asks: [],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}
