import { randomUUID } from 'node:crypto'
import type { Host } from '@tocsin/capability'
import type { Realm } from '@tocsin/event'
import { type CityKeeper, type Learner, learnerSink, openLearner } from '@tocsin/inventory'
import { signal } from '@tocsin/kit'
import { type Position, readPosition } from '@tocsin/store'
import type { Engine } from '../engine.ts'
import { startThread } from '../threads/start-thread.ts'
import type { LearnHandlers, LearnStart } from './learn-messages.ts'

const learningStopped = signal<{ why: string }>('city.learning_stopped', {
  level: 'error',
  metric: { name: 'tocsin_city_learning_stopped_total', labels: [] },
  says: ({ why }) => `the city learns nothing more until a restart: ${why}`,
})
const framesPassed = signal<{ why: string }>('city.frames_passed', {
  level: 'warn',
  metric: { name: 'tocsin_city_frames_passed_total', labels: [] },
  says: ({ why }) => `what the city would have learnt from is gone: ${why}`,
})

/** Milliseconds between two looks at the log, between two versions of the city, and for which mere counts may wait. */
const every = { look: 1000, version: 5000, counts: 60_000, prune: 86_400_000 } as const
/** How long the thread reads at once, in milliseconds, and how long it rests for each, as a multiple. */
const reading = { at: 500, rest: 1 } as const
/** Names that cross to the thread at once. */
const piece = 20_000

export interface Learning {
  readonly learner: Learner
  /** The operators' own formats hold from here on. */
  formats(bundle: Uint8Array): void
  close(): Promise<void>
}

/**
 * Learns the city from the log, behind what the stores have, in a thread of its own with a position of its own: a crash costs
 * nothing and counts nothing twice, and whoever is behind catches up.
 */
export async function openLearning(given: {
  readonly engine: Pick<Engine, 'state' | 'keep'>
  readonly keeper: CityKeeper
  readonly logDir: string
  /** Whose events teach: the city's own, or the sample's in the sample's own house. */
  readonly realm: Realm
  readonly host: Pick<Host, 'signal'>
  readonly now: () => number
}): Promise<Learning> {
  const { engine, keeper, host, now } = given
  const learner = await openLearner({ state: engine.state, keeper, now })
  const start: LearnStart = {
    logDir: given.logDir,
    from: await readPosition(engine.state, learnerSink),
    realm: given.realm,
    seed: randomUUID(),
  }
  let stopped = false
  const stop = (error: unknown) => {
    if (stopped) return
    stopped = true
    host.signal(learningStopped, { why: error instanceof Error ? error.message : String(error) })
  }
  const thread = await startThread<LearnHandlers>('./learn.js', start, [], stop)
  await believed()
  await thread.call('ground', learner.ground())

  let [ground, city] = [JSON.stringify(learner.ground()), keeper.city()]
  let [versionAt, countsAt, prunedAt] = [0, now(), now()]

  async function believed(): Promise<void> {
    let names: string[] = []
    for (const name of learner.known()) {
      names.push(name)
      if (names.length < piece) continue
      await thread.call('believe', names)
      names = []
    }
    await thread.call('believe', names)
  }

  /** Where addresses may be of the city may change with it. */
  const grounded = async () => {
    if (keeper.city() === city) return
    city = keeper.city()
    const is = JSON.stringify(learner.ground())
    if (is === ground) return
    ground = is
    await thread.call('ground', learner.ground())
    await believed()
  }

  /** Reads on once. Gives how long to rest, in milliseconds. */
  const once = async (): Promise<number> => {
    await grounded()
    const limit: Position = await engine.keep('stored')
    const begun = performance.now()
    const { more, events, news, empty, full, notes } = await thread.call('step', limit, reading.at)
    const took = performance.now() - begun
    for (const why of notes) host.signal(framesPassed, { why })
    const moment = now()
    const mayVersion = moment - versionAt >= every.version
    // Counts alone wait for others, unless nothing comes.
    const isDue = !empty && (moment - countsAt >= every.counts || (events === 0 && mayVersion))
    if ((mayVersion && (news || full)) || isDue) {
      const { digest, next } = await thread.call('take')
      versionAt = moment
      countsAt = moment
      await learner.apply(digest, next)
    }
    if (moment - prunedAt >= every.prune) {
      prunedAt = moment
      await learner.prune()
    }
    return more && !full ? took * reading.rest : every.look
  }

  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = once().then((rest) => {
      if (!stopped) timer = setTimeout(turn, rest)
    }, stop)
  }
  turn()

  return {
    learner,
    formats: (bundle) => void thread.call('formats', bundle).catch(stop),
    close: async () => {
      stopped = true
      learner.close()
      clearTimeout(timer)
      await running
      await thread.terminate()
    },
  }
}
