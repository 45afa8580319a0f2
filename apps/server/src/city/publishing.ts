import type { Host } from '@tocsin/capability'
import { type CityKeeper, type CityVersion, type Learner, openCityVersions } from '@tocsin/inventory'
import { signal } from '@tocsin/kit'
import { cityContent } from '@tocsin/store'
import type { Engine } from '../engine.ts'
import type { CityHouse } from './city-messages.ts'

const notPublished = signal<{ why: string }>('city.not_published', {
  level: 'error',
  metric: { name: 'tocsin_city_not_published_total', labels: [] },
  says: ({ why }) => `events are recognised by an older version of the city: ${why}`,
})

/** Milliseconds between two looks, and between two versions. */
const every = { look: 1000, version: 5000 } as const
/**
 * What versions may take on the disk, in bytes: at once, and a second in the long run. Beyond it the next version waits, and
 * holds what changed meanwhile.
 */
const room = { burst: 256 * 1024 * 1024, second: 32 * 1024 } as const

/** Where versions of the city are named. */
export type CityLog = Pick<CityHouse, 'cityIn' | 'nameCity'>

export function cityLogOver(receive: Engine['receive']): CityLog {
  return {
    cityIn: async (lane) => {
      const { control, whole } = await receive('holds', lane, 'city')
      return control?.kind === 'city' && whole ? control : undefined
    },
    nameCity: (lane, control, contents) => receive('nameCity', lane, control, contents),
  }
}

/** Names each version of the city in the live log, at most every five seconds. */
export interface CityPublishing {
  close(): Promise<void>
}

export async function openCityPublishing(given: {
  readonly log: CityLog
  readonly keeper: CityKeeper
  readonly learner: Pick<Learner, 'modes'>
  readonly host: Pick<Host, 'signal'>
  readonly now: () => number
}): Promise<CityPublishing> {
  const { log, keeper, learner, host, now } = given
  const versions = openCityVersions({
    keeper,
    modes: learner.modes,
    nameOf: cityContent,
    last: await log.cityIn(0),
    publish: ({ control, contents }) => log.nameCity(0, control, contents),
  })
  let [stopped, told] = [false, false]
  let [versionAt, lookedAt, tokens] = [Number.NEGATIVE_INFINITY, now(), room.burst as number]
  let timer: NodeJS.Timeout | undefined

  const once = async () => {
    const moment = now()
    tokens = Math.min(room.burst, tokens + Math.max(0, moment - lookedAt) * (room.second / 1000))
    lookedAt = moment
    if (moment - versionAt < every.version || tokens < 0) return
    const written = await versions.next()
    if (written > 0) versionAt = now()
    tokens -= written
    told = false
  }
  // A full disk, for one: what is not named now is named when it can be, and events keep the version before it.
  const failed = (error: unknown) => {
    if (!told && !stopped) host.signal(notPublished, { why: error instanceof Error ? error.message : String(error) })
    told = true
  }
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = once()
      .catch(failed)
      .then(() => {
        if (!stopped) timer = setTimeout(turn, every.look)
      })
  }
  turn()

  return {
    close: async () => {
      stopped = true
      clearTimeout(timer)
      await running
      versions.close()
    },
  }
}

/** Names the city as it is in a lane, once: for a file that is replayed. */
export async function nameCity(
  log: CityLog,
  lane: number,
  keeper: CityKeeper,
  modes: Parameters<typeof openCityVersions>[0]['modes'],
): Promise<void> {
  const versions = openCityVersions({
    keeper,
    modes,
    nameOf: cityContent,
    last: await log.cityIn(lane),
    publish: ({ control, contents }: CityVersion) => log.nameCity(lane, control, contents),
  })
  try {
    await versions.next()
  } finally {
    versions.close()
  }
}
