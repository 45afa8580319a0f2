import type { Host } from '@tocsin/capability'
import { type Clock, signal } from '@tocsin/kit'
import type { SourcesHealth } from '@tocsin/sources'
import { watchVitals } from '@tocsin/stream'
import type { RuleModes } from '@tocsin/watch'
import type { Engine } from '../engine.ts'
import type { Notify } from '../notify/index.ts'
import type { Figures } from './figures.ts'
import { figuresOf } from './figures.ts'
import { readingsOf } from './readings.ts'
import { type Trouble, type TroubleChange, troubleBook } from './troubles.ts'

const troubleBegan = signal<TroubleChange>('self.trouble_began', {
  level: 'warn',
  metric: { name: 'tocsin_troubles_total', labels: ['kind'] },
  says: ({ says }) => says.en,
})

const troubleEnded = signal<TroubleChange>('self.trouble_ended', {
  level: 'info',
  says: ({ kind, about }) => `over: ${kind}${about === undefined ? '' : ` of ${about}`}`,
})

/** Tocsin's look at itself, every few seconds: figures, troubles that stand, and an event for each that begins or ends. */
export interface SelfWatch {
  /** The figures of the last look, at most a few seconds old. */
  figures(): Figures | undefined
  troubles(): readonly Trouble[]
  /** Looks now. */
  look(): Promise<void>
  close(): void
}

export interface SelfWatchOptions {
  readonly engine: Pick<Engine, 'keep' | 'receive' | 'workers'>
  readonly dataDir: string
  readonly clock: Clock
  readonly host: Pick<Host, 'signal' | 'publish'>
  /** How many of the rules that are in force are refused. */
  readonly rulesRefused: () => Promise<number>
  /** How the sources are: looked at with everything else. */
  readonly sources?: SourcesHealth
  /** Rules that are set to listen where they speak too often. */
  readonly modes?: Pick<RuleModes, 'look' | 'quieted'>
  /** Who cannot be told of incidents. */
  readonly notify?: Pick<Notify, 'failing'>
  readonly everyMillis?: number
}

export function openSelfWatch(options: SelfWatchOptions): SelfWatch {
  const { engine, clock, host, dataDir } = options
  const main = watchVitals()
  const book = troubleBook()
  const started = clock.now()
  let figures: Figures | undefined
  let lostBefore = 0
  let looking: Promise<void> | undefined

  const once = async () => {
    const [keep, receive, workers, rulesRefused] = await Promise.all([
      engine.keep('keepStatus'),
      engine.receive('receiveStatus'),
      engine.workers(),
      options.rulesRefused().catch(() => 0),
      // What a full disk keeps from being written is learnt again, or lost with the next restart.
      options.sources?.look().catch(() => undefined),
      options.modes?.look().catch(() => undefined),
    ])
    const now = clock.now()
    figures = figuresOf(
      { keep, receive },
      { now, started, main: main(), workers: workers.map((worker) => worker?.vitals), dataDir },
    )
    const lost = receive.ticksLost + (receive.kernelUdp?.own.reduce((sum, { drops }) => sum + drops, 0) ?? 0)
    const readings = readingsOf({
      figures,
      stores: keep.failure,
      sources: options.sources,
      quieted: options.modes?.quieted() ?? [],
      notify: options.notify?.failing() ?? [],
      now,
      rulesRefused,
      rulesMissing: [...new Set(workers.flatMap((worker) => worker?.rulesMissing ?? []))],
      lost,
      lostBefore,
    })
    lostBefore = lost
    for (const change of book.look(readings, now)) tell(change)
  }

  const tell = (change: TroubleChange) => {
    const { kind, about, state, value, limit, since, says } = change
    host.signal(state === 'began' ? troubleBegan : troubleEnded, change)
    void host.publish({
      service: 'self',
      action: 'trouble',
      fields: {
        trouble: kind,
        about,
        state,
        value,
        limit,
        message: says.en,
        message_fr: says.fr,
        ...(state === 'ended' ? { seconds: Math.round((clock.now() - since) / 1000) } : {}),
      },
    })
  }

  const look = (): Promise<void> => {
    looking ??= once().finally(() => {
      looking = undefined
    })
    return looking
  }
  // A thread that is gone ends the process elsewhere; a look that fails is made again.
  const timer = setInterval(() => void look().catch(() => undefined), options.everyMillis ?? 5000)
  timer.unref()

  return {
    figures: () => figures,
    troubles: book.standing,
    look,
    close: () => clearInterval(timer),
  }
}
