import { live } from '../life/life.ts'
import type { Said } from '../life/said.ts'
import type { Story, StoryName } from '../stories/story.ts'
import { tellStory } from '../stories/tell.ts'
import { buildTown } from '../town/town.ts'
import { type Doors, openVoices } from './voices.ts'

export interface LivingTown {
  /** Lets a story begin in a few seconds. */
  tell(name: StoryName): void
  onStory(heard: (story: Story) => void): void
  pause(paused: boolean): void
  close(): Promise<void>
}

interface LivingOptions {
  readonly doors: Doors
  readonly assets: number
  readonly seed: number
  readonly rate: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** A story that lasts an hour is told in some minutes to whoever watches. */
const storySpeed = 12

/** The town lives by the clock of this machine, second by second, until it is closed. */
export async function openLivingTown({
  doors,
  assets,
  seed,
  rate,
  now = Date.now,
}: LivingOptions): Promise<LivingTown> {
  const { things } = buildTown({ assets, seed })
  const voices = await openVoices(doors)
  const heard: ((story: Story) => void)[] = []
  let paused = false
  let story: Said[] = []
  const begin = () => {
    const from = Math.floor(now() / 1000) * 1000
    return { life: live(things, { seed, from, until: Number.MAX_SAFE_INTEGER, rate }), at: from }
  }
  let { life, at } = begin()
  let held: Said | undefined
  const round = () => {
    const until = now()
    // After a sleep of the machine the missed hours stay missed.
    if (until - at > 60_000 || until < at - 60_000) {
      ;({ life, at } = begin())
      held = undefined
    }
    for (;;) {
      held ??= life.next().value ?? undefined
      if (held === undefined || held.time > until) break
      if (!paused) voices.say(held)
      at = held.time
      held = undefined
    }
    at = Math.max(at, until)
    const due = story.filter(({ time }) => time <= until)
    if (due.length > 0) story = story.filter(({ time }) => time > until)
    for (const one of due) voices.say(one)
  }
  const ticking = setInterval(round, 200)
  return {
    tell: (name) => {
      const begins = Math.ceil(now() / 1000) * 1000 + 2000
      const told = quickened(tellStory(name, things, begins, seed), begins)
      story = [...story, ...told.records].sort((a, b) => a.time - b.time)
      for (const hear of heard) hear(told)
    },
    onStory: (hear) => void heard.push(hear),
    pause: (wished) => {
      paused = wished
    },
    close: async () => {
      clearInterval(ticking)
      await voices.close()
    },
  }
}

/** The same story in less time: what lay an hour apart lies five minutes apart. */
function quickened(story: Story, begins: number): Story {
  const at = (time: number) => begins + Math.round((time - begins) / storySpeed)
  const records = story.records.map((record) => {
    const time = at(record.time)
    // Without its zone: some write it as Z, others as an offset, and finer than a millisecond.
    const [then, soon] = [record.time, time].map((moment) => new Date(moment).toISOString().slice(0, -1))
    return { ...record, time, payload: record.payload.replaceAll(then ?? '', soon ?? '') }
  })
  return { ...story, records, truth: story.truth.map((step) => ({ ...step, time: at(step.time) })) }
}
