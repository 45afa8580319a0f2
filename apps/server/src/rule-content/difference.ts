import { TocsinError } from '@tocsin/kit'
import { type Correlation, loadRules, type Rule, type RuleSet } from '@tocsin/sigma'
import { loadingOf, unpackRules } from '@tocsin/watch'

export interface RuleNamed {
  readonly rule: string
  readonly title: string
  readonly file: string
}

/** What another bundle would change. */
export interface RuleDifference {
  readonly added: readonly RuleNamed[]
  /** The same id, another meaning. */
  readonly changed: readonly RuleNamed[]
  readonly removed: readonly RuleNamed[]
  /** Refused then and not now, with their place. */
  readonly refused: readonly {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly rule?: string
    readonly reason: string
    readonly fix: string
  }[]
  readonly unchanged: number
}

/** Loads both and compares rule by rule. Thousands take seconds: a server does it in a thread. */
export function differenceOf(now: Uint8Array, next: Uint8Array): RuleDifference {
  const [before, after] = [loaded(now), loaded(next)]
  const [old, fresh] = [headsOf(before), headsOf(after)]
  const known = new Set(before.refused.map(refusalKey))
  const added = [...fresh.values()].filter(({ id }) => !old.has(id))
  const changed = [...fresh.values()].filter(({ id, version }) => old.has(id) && old.get(id)?.version !== version)
  return {
    added: added.map(named),
    changed: changed.map(named),
    removed: [...old.values()].filter(({ id }) => !fresh.has(id)).map(named),
    refused: after.refused
      .filter((one) => !known.has(refusalKey(one)))
      .map(({ path, line, column, rule, reason, fix }) => {
        return { file: path, line, column, ...(rule === undefined ? {} : { rule }), reason, fix }
      }),
    unchanged: fresh.size - added.length - changed.length,
  }
}

function loaded(bytes: Uint8Array): RuleSet {
  const content = unpackRules(bytes)
  if (!content.ok) throw new TocsinError(content.error.code, content.error.message, { fix: content.error.fix })
  return loadRules(content.value.files, loadingOf(content.value))
}

function headsOf({ rules, correlations }: RuleSet): ReadonlyMap<string, Rule | Correlation> {
  return new Map([...rules, ...correlations].map((head) => [head.id, head]))
}

function refusalKey({ path, line, reason }: RuleSet['refused'][number]): string {
  return `${path}:${line}:${reason}`
}

function named({ id, title, path }: Rule | Correlation): RuleNamed {
  return { rule: id, title, file: path }
}
