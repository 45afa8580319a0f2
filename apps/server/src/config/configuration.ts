import { err, ok, type Result } from '@tocsin/kit'
import type { ConfigProblem, Origin } from './layer.ts'
import { type ConfigPlaces, configOf, type LoadedConfig, readConfig, valueIn } from './read-config.ts'
import type { Config } from './schema.ts'
import { settings, shown } from './settings.ts'

/** What a reload did. */
export interface Reloaded {
  /** Settings that changed in the running server. */
  readonly changed: readonly string[]
  /** Settings that were changed and hold from the next start on. */
  readonly needsRestart: readonly string[]
  readonly notes: readonly ConfigProblem[]
}

/** How the configuration stands, for the status. */
export interface ConfigStatus {
  readonly file: string
  /** Milliseconds since the epoch at which what holds was read. */
  readonly loadedAt: number
  readonly needsRestart: readonly string[]
  /** The last reload was refused, and what was before holds on. */
  readonly refused: { readonly at: number; readonly problems: readonly ConfigProblem[] } | null
}

export interface SettingTold {
  readonly name: string
  readonly value: string
  readonly origin: Origin
  readonly says: string
  readonly change: 'live' | 'restart'
  /** What the file, environment or command line now says, where it holds only from the next start on. */
  readonly afterRestart?: string
}

/** The configuration of a running Tocsin. */
export interface Configuration {
  /** What holds now. Ask anew each time: a reload changes it. */
  now(): Config
  /**
   * Reads everything again. Where it is refused, what was before holds on.
   *
   * @returns what changed, or everything that is wrong
   */
  reload(): Promise<Result<Reloaded, readonly ConfigProblem[]>>
  /**
   * Hears of a reload before it holds, and may give what is to be done once all have heard; one that throws refuses it.
   * Gives the way to stop hearing.
   */
  onReload(heard: HearReload): () => void
  status(): ConfigStatus
  /** Every setting with where it came from; secrets not shown. */
  told(): readonly SettingTold[]
}

export type HearReload = (next: Config, changed: readonly string[]) => Prepared | Promise<Prepared>
type Prepared = (() => Promise<void> | void) | undefined

/** @param first what was read at the start */
export function openConfiguration(places: ConfigPlaces, first: LoadedConfig, now: () => number): Configuration {
  let loaded = first
  let current = first.config
  let loadedAt = now()
  let needsRestart: readonly string[] = []
  let refused: ConfigStatus['refused'] = null
  const listeners = new Set<HearReload>()
  let last: Promise<unknown> = Promise.resolve()

  const refuse = (problems: readonly ConfigProblem[]) => {
    refused = { at: now(), problems }
    return err(problems)
  }

  const reload = async (): Promise<Result<Reloaded, readonly ConfigProblem[]>> => {
    const read = readConfig(places)
    if (!read.ok) return refuse(read.error)
    const differing = settings.filter(({ name }) => !same(valueIn(current, name), valueIn(read.value.config, name)))
    const changed = differing.filter(({ change }) => change === 'live').map(({ name }) => name)
    const next = configOf(
      new Map(
        settings.map(({ name, change }) => [
          name,
          { value: valueIn(change === 'live' ? read.value.config : current, name) },
        ]),
      ),
    )
    try {
      const prepared: Prepared[] = []
      for (const heard of listeners) prepared.push(await heard(next, changed))
      for (const apply of prepared) await apply?.()
    } catch (error) {
      return refuse([problemOf(error)])
    }
    loaded = read.value
    current = next
    loadedAt = now()
    refused = null
    needsRestart = differing.filter(({ change }) => change === 'restart').map(({ name }) => name)
    return ok({ changed, needsRestart, notes: read.value.notes })
  }

  return {
    now: () => current,
    reload: () => {
      const turn = last.then(reload)
      last = turn.catch(() => undefined)
      return turn
    },
    onReload: (heard) => {
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
    status: () => ({ file: loaded.file, loadedAt, needsRestart, refused }),
    told: () => toldOf(loaded, current),
  }
}

/** Every setting of a configuration with where it came from. */
export function toldOf(loaded: LoadedConfig, current: Config = loaded.config): readonly SettingTold[] {
  return settings.map((setting) => {
    const [holds, written] = [valueIn(current, setting.name), valueIn(loaded.config, setting.name)]
    return {
      name: setting.name,
      value: shown(setting, holds),
      origin: loaded.origins.get(setting.name) ?? { kind: 'default', where: '' },
      says: setting.says,
      change: setting.change,
      ...(same(holds, written) ? {} : { afterRestart: shown(setting, written) }),
    }
  })
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What a part of the house refused: with its place and remedy where it gave them. */
function problemOf(error: unknown): ConfigProblem {
  const { where, fix, message } = error as { where?: unknown; fix?: unknown; message?: unknown }
  return {
    where: typeof where === 'string' ? where : 'the running server',
    says: typeof message === 'string' ? message : String(error),
    fix: typeof fix === 'string' ? fix : 'Correct the setting, then reload again',
  }
}
