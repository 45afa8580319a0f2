import type { RuleFile } from '@tocsin/watch'
import type { Config, Configuration } from '../config/index.ts'
import { type OwnedRules, type RuleSources, rulesFor } from '../rules.ts'

/** The rules that judge the live lane. Whatever changes them passes here, one change after another. */
export interface RulesInForce {
  current(): OwnedRules
  /** What would judge with other files in place of the version that `rules update` switched on. */
  with(update: readonly RuleFile[]): Promise<OwnedRules>
  /** Reads everything again and lets it judge from here on: a control frame names it in the log. */
  publish(): Promise<OwnedRules>
}

export interface RulesInForceOptions {
  readonly dataDir: string
  readonly judge: (bundle: OwnedRules) => Promise<void>
  readonly sources: (config: Config) => RuleSources
  readonly configuration: Pick<Configuration, 'now' | 'onReload'>
  /** Filters of the exceptions that hold now. */
  readonly exceptions?: () => Promise<readonly RuleFile[]>
}

export async function openRulesInForce(options: RulesInForceOptions): Promise<RulesInForce> {
  const { dataDir, judge, configuration } = options
  const read = async (config: Config, update?: readonly RuleFile[]) =>
    rulesFor(dataDir, {
      ...options.sources(config),
      ...(options.exceptions === undefined ? {} : { exceptions: await options.exceptions() }),
      ...(update === undefined ? {} : { update }),
    })
  let last: Promise<unknown> = Promise.resolve()
  let rules = await read(configuration.now())
  await judge(rules)
  configuration.onReload(async (next) => {
    const anew = await read(next)
    return async () => {
      await judge(anew)
      rules = anew
    }
  })
  return {
    current: () => rules,
    with: (update) => read(configuration.now(), update),
    publish: () => {
      const published = last.then(async () => {
        const anew = await read(configuration.now())
        await judge(anew)
        rules = anew
        return anew
      })
      last = published.catch(() => undefined)
      return published
    },
  }
}
