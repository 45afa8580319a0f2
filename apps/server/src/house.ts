import { type Capability, type Questions, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import type { Replays } from './replays.ts'

/** What belongs to no wing: replays, and links for whoever may read the data folder. */
export function houseCapability(
  replays: Replays,
  newLink: () => Promise<string>,
  rawFrame: Questions['rawFrame'],
): Capability {
  return {
    name: 'house',
    words: { en: 'House', fr: 'Maison' },
    migrations: [],
    permissions: [
      { name: 'replay.run', says: { en: 'Replay files', fr: 'Rejouer des fichiers' } },
      { name: 'link.issue', says: { en: 'Make one-time links', fr: 'Créer des liens à usage unique' } },
    ],
    routes: [
      route({
        method: 'POST',
        path: '/replays',
        permission: 'replay.run',
        says: "Starts to replay a file that lies in the data folder's `replays`",
        input: z.strictObject({
          file: z.string().max(255),
          name: z.string().min(1).max(255),
          source: z.string().max(64),
          rules: z.string().max(255).optional(),
        }),
        output: z.strictObject({ id: z.string() }),
        handle: async ({ input, scope }) => ({ id: replays.start(scope, input) }),
      }),
      route({
        method: 'GET',
        path: '/replays/:id',
        permission: 'replay.run',
        says: 'How a replay goes, and its report when it is done',
        input: z.strictObject({ id: z.uuid() }),
        output: z.looseObject({ id: z.string(), done: z.boolean(), records: z.number() }),
        handle: async ({ input, scope }) => {
          const state = replays.state(scope, input.id)
          if (state === undefined)
            throw new TocsinError('no-replay', 'There is no such replay', { fix: 'Start it again' })
          return { ...state }
        },
      }),
      route({
        method: 'POST',
        path: '/links',
        permission: 'link.issue',
        says: 'Makes a fresh one-time link',
        input: z.strictObject({}),
        output: z.strictObject({ link: z.string() }),
        handle: async () => ({ link: await newLink() }),
      }),
    ],
    jobs: [],
    commands: [
      {
        name: 'replay',
        where: 'offline',
        says: { en: 'Judge a file by its own times', fr: 'Juger un fichier à ses propres heures' },
      },
      { name: 'link', where: 'remote', says: { en: 'A fresh one-time link', fr: 'Un nouveau lien à usage unique' } },
    ],
    provides: { rawFrame },
    asks: [],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}
