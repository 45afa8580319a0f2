export { type LifeOptions, live } from './life/life.ts'
export { overWires } from './life/over-wires.ts'
export { busyAt } from './life/rhythm.ts'
export type { Said } from './life/said.ts'
export { type Step, type Story, type StoryName, storyNames } from './stories/story.ts'
export { tellStory } from './stories/tell.ts'
export { townName } from './town/names.ts'
export { type Plan, type PlanFeature, planOf } from './town/plan.ts'
export type { Thing } from './town/site.ts'
export { leastAssets, mostAssets, usualAssets } from './town/sizes.ts'
export { buildTown, type Town, type TownOptions, type WrittenTown, writeTown } from './town/town.ts'
export { openBroker } from './voice/broker.ts'
export { openLivingTown } from './voice/living-town.ts'
export type { Answered, Told } from './voice/messages.ts'

export { type Doors, openVoices, type Voices } from './voice/voices.ts'

/** The module that runs a town as a process of its own; it is told by messages (`Told`). */
export const townProcess = new URL('./run.js', import.meta.url)
