import type { Thing } from '../town/site.ts'
import { ransomwarePreparation } from './ransomware-preparation.ts'
import type { Story, StoryMaker, StoryName } from './story.ts'
import { trafficTakeover } from './traffic-takeover.ts'
import { waterManipulation } from './water-manipulation.ts'

const makers: Readonly<Record<StoryName, StoryMaker>> = {
  'traffic-takeover': trafficTakeover,
  'water-manipulation': waterManipulation,
  'ransomware-preparation': ransomwarePreparation,
}

/**
 * A story that happens to a town, with its ground truth apart from its records.
 *
 * @param begins milliseconds since the epoch
 */
export function tellStory(name: StoryName, things: readonly Thing[], begins: number, seed = 1): Story {
  return { name, ...makers[name](things, begins, seed) }
}
