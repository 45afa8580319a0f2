import { type RuleBundle, type RuleModes, ruleModes } from '@tocsin/watch'
import type { Configuration } from './config/index.ts'
import type { Engine } from './engine.ts'
import { checkInThread } from './rule-check.ts'
import type { OwnedRules } from './rules.ts'

/** The modes of the rules that judge the live lane. A replay asks what its rules would say: there all of them speak. */
export type LiveModes = Omit<RuleModes, 'load'> & { load(rules: OwnedRules): Promise<void> }

/** @param published hears which bundle is judged by from here on */
export async function openRuleModes(
  engine: Pick<Engine, 'state' | 'rule' | 'receive'>,
  configuration: Configuration,
  published: (rules: RuleBundle) => void,
): Promise<LiveModes> {
  // Rules that judged before there were modes go on speaking: an upgrade silences nothing.
  const before = (await engine.receive('holds', 0, 'rules')).control !== undefined
  const modes = ruleModes({
    state: engine.state,
    now: Date.now,
    check: checkInThread,
    publish: async (rules) => {
      await engine.rule(0, rules)
      published(rules)
    },
    firstDay: () => {
      const { firstDayHits, firstDayAssets } = configuration.now().rules
      return { hits: firstDayHits, assets: firstDayAssets }
    },
    listenFirst: () => configuration.now().rules.listenFirst,
  })
  return { ...modes, load: (rules) => modes.load(rules, { own: rules.own, before }) }
}
