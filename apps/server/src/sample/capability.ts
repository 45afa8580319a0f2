import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { type StoryName, storyNames } from '@tocsin/range'
import { z } from 'zod'

/** What can be done with a sample city; there is none in a house of one's own. */
export interface SampleControls {
  story(name: StoryName): void
  pause(paused: boolean): void
  /** Ends the sample and opens the own house soon after. @returns the secret of a link for its first account */
  leave(): Promise<string>
}

export function sampleCapability(controls: SampleControls | undefined): Capability {
  const sample = () => {
    if (controls !== undefined) return controls
    throw new TocsinError('not-found', 'This is no sample city', { fix: 'Start one with `tocsin serve --sample`' })
  }
  return {
    name: 'sample',
    words: { en: 'Sample city', fr: 'Ville d’exemple' },
    migrations: [],
    permissions: [
      {
        name: 'sample.run',
        says: {
          en: 'Play stories in the sample city, and leave it',
          fr: 'Jouer des scénarios dans la ville d’exemple, et la quitter',
        },
      },
    ],
    routes: [
      route({
        method: 'POST',
        path: '/sample/stories',
        permission: 'sample.run',
        says: 'Lets an attack story begin in the sample city',
        input: z.strictObject({ name: z.enum(storyNames) }),
        output: z.strictObject({ begun: z.enum(storyNames) }),
        handle: async ({ input }) => {
          sample().story(input.name)
          return { begun: input.name }
        },
      }),
      route({
        method: 'POST',
        path: '/sample/life',
        permission: 'sample.run',
        says: 'Stops the devices of the sample city, or lets them go on',
        input: z.strictObject({ paused: z.boolean() }),
        output: z.strictObject({ paused: z.boolean() }),
        handle: async ({ input }) => {
          sample().pause(input.paused)
          return input
        },
      }),
      route({
        method: 'POST',
        path: '/sample/leave',
        permission: 'sample.run',
        says: 'Ends the sample city, removes all of it, and opens the own house: `link` makes its first account',
        input: z.strictObject({}),
        output: z.strictObject({ link: z.string() }),
        handle: async () => ({ link: await sample().leave() }),
      }),
    ],
    jobs: [],
    commands: [
      {
        name: 'range',
        where: 'remote',
        says: { en: 'Stories in the sample city', fr: 'Scénarios dans la ville d’exemple' },
      },
    ],
    provides: {},
    asks: [],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}
