import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newLinkSecret } from '@tocsin/access'
import { TocsinError } from '@tocsin/kit'
import { townName } from '@tocsin/range'
import { openTocsin, type Tocsin, type TocsinOptions } from '../tocsin.ts'
import type { TownProcess } from './town-process.ts'

/** Readings a second in the busiest hour: as much as a laptop does not notice. */
const rate = 10
const seed = 1

interface SampleOptions extends Omit<TocsinOptions, 'sample' | 'firstLink'> {
  readonly town: TownProcess
  readonly assets: number
  /** Hears that somebody starts with their own city, with the secret of the link for its first account. */
  readonly left: (secret: string) => void
}

/** The settings of a sample: its broker is a connection like any other one. */
export function sampleConnections(broker: string) {
  const route = (topic: string, source: string) => ({ topic, source, decoder: 'json' })
  return [
    {
      kind: 'mqtt',
      name: 'Clairhavre',
      source: 'clairhavre',
      url: broker,
      topics: ['feux/#', 'eau/#', 'eclairage/#', 'bus/#', 'application/#'],
      routes: [
        route('feux/#', 'feux'),
        route('eau/#', 'eau'),
        route('eclairage/#', 'eclairage'),
        route('bus/#', 'bus'),
        route('application/#', 'lorawan'),
      ],
    },
  ]
}

/** Runs Tocsin on a folder of its own with the sample city in it, and lets the city live. Everything in it is of the realm *sample*. */
export async function openSample({ town, assets, left, ...options }: SampleOptions): Promise<Tocsin> {
  const { dataDir } = options
  const tocsin = await openTocsin({
    ...options,
    sample: {
      name: townName,
      town: { assets, seed },
      controls: {
        story: town.story,
        pause: town.pause,
        leave: async () => {
          const secret = newLinkSecret()
          // The answer is to reach the browser before the house that gives it is gone.
          setTimeout(() => left(secret), 300)
          return secret
        },
      },
    },
  })
  try {
    const { udp } = tocsin
    if (udp === undefined) {
      throw new TocsinError('bad-settings', 'The sample city speaks syslog over UDP, and that door is shut', {
        fix: 'Start it without --no-syslog and without syslog.udp=false',
      })
    }
    const token = await ingestToken(tocsin.url, dataDir)
    const doors = { syslog: udp, http: { url: tocsin.url, token } }
    await town.live({ doors, assets, seed, rate, truth: join(dataDir, 'range', 'truth') })
  } catch (error) {
    await tocsin.close()
    throw error
  }
  return {
    ...tocsin,
    close: async () => {
      await town.close()
      await tocsin.close()
    },
  }
}

/** What the city's computers and its probe post. */
const posted = ['windows', 'suricata']

/** The token with which they do: made as a person would, once. */
async function ingestToken(url: string, dataDir: string): Promise<string> {
  const file = join(dataDir, `range-token-${posted.join('-')}`)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const { token: own }: { token: string } = JSON.parse(readFileSync(join(dataDir, 'local.json'), 'utf8'))
  const answer = await fetch(`${url}/api/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Clairhavre', kind: 'ingest', sources: posted }),
  })
  const made = (await answer.json()) as { readonly token?: string; readonly message?: string }
  if (made.token === undefined) {
    throw new TocsinError('sample-token', `The sample city got no token: ${made.message ?? answer.status}`, {
      where: dataDir,
      fix: 'Remove the folder of the sample and start again',
    })
  }
  rmSync(file, { force: true })
  writeFileSync(file, `${made.token}\n`, { mode: 0o600, flag: 'wx' })
  return made.token
}
