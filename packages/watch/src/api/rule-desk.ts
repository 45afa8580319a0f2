import { canonicalJson, TocsinError } from '@tocsin/kit'
import type { LogSource } from '@tocsin/sigma'
import { digestOf, unpackRules } from '../rules/bundle.ts'
import { loadedRules, meaningOf } from '../rules/compiled.ts'
import { type CheckedRule, checkedRules } from '../rules/coverage.ts'

export interface CurrentRules {
  readonly digest: string
  readonly bytes: Uint8Array
  /** The digest when no rule listens. */
  readonly meaning?: string
}

/** What the composing app knows of the rules that are in force. */
export interface RuleDeskOptions {
  /** The bundle of the last control frame; nothing where none was published. */
  readonly current: () => CurrentRules | undefined
  /** The logsources that the configured sources give. */
  readonly known: () => readonly LogSource[]
  /** Where rules are checked: thousands take seconds, so a server does it in a thread. By default here. */
  readonly check?: (rules: CurrentRules, known: readonly LogSource[]) => Promise<readonly CheckedRule[]>
}

export interface Checked {
  readonly digest: string | undefined
  readonly checked: readonly CheckedRule[]
}

/** Knows what became of each rule; checked once for each bundle and set of sources. */
export interface RuleDesk {
  checked(): Promise<Checked>
}

export function ruleDesk({ current, known, check = checkHere }: RuleDeskOptions): RuleDesk {
  let last: { readonly key: string; readonly value: Promise<Checked> } | undefined
  return {
    checked() {
      const rules = current()
      if (rules === undefined) return Promise.resolve({ digest: undefined, checked: [] })
      const sources = known()
      const key = canonicalJson([rules.meaning ?? rules.digest, sources])
      if (last?.key === key) return last.value.then(({ checked }) => ({ digest: rules.digest, checked }))
      const value = check(rules, sources).then((checked) => ({ digest: rules.digest, checked }))
      const asked = { key, value }
      last = asked
      value.catch(() => {
        if (last === asked) last = undefined // asked again next time
      })
      return value
    },
  }
}

async function checkHere({ bytes }: CurrentRules, known: readonly LogSource[]): Promise<readonly CheckedRule[]> {
  return checkBundle(bytes, known)
}

/**
 * What became of each rule of a bundle; rules that this thread keeps loaded are not loaded again.
 *
 * @throws TocsinError where the bytes are no bundle
 */
export function checkBundle(bytes: Uint8Array, known: readonly LogSource[]): readonly CheckedRule[] {
  const content = unpackRules(bytes)
  if (!content.ok) throw new TocsinError(content.error.code, content.error.message, { fix: content.error.fix })
  return checkedRules(loadedRules(content.value, meaningOf(digestOf(bytes), content.value)), known)
}
