import type { StoryName } from '../stories/story.ts'
import type { Doors } from './voices.ts'

/** What the process of the town is told. */
export type Told =
  | {
      readonly tell: 'live'
      readonly doors: Omit<Doors, 'broker'>
      readonly assets: number
      readonly seed: number
      readonly rate: number
      /** Where the truth of stories is written; nothing that judges reads it. */
      readonly truth: string
    }
  | { readonly tell: 'story'; readonly name: StoryName }
  | { readonly tell: 'pause' }
  | { readonly tell: 'resume' }

/** What it says. */
export type Answered = { readonly broker: number } | { readonly living: true }
