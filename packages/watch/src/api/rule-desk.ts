import { canonicalJson, TocsinError } from '@tocsin/kit'
import type { LogSource } from '@tocsin/sigma'
import { unpackRules } from '../rules/bundle.ts'
import { type CheckedRule, checkRules } from '../rules/coverage.ts'

export interface CurrentRules {
  readonly digest: string
  readonly bytes: Uint8Array
}

/** What the composing app knows of the rules that are in force. */
export interface RuleDeskOptions {
  /** The bundle of the last control frame; nothing where none was published. */
  readonly current: () => CurrentRules | undefined
  /** The logsources that the configured sources give. */
  readonly known: () => readonly LogSource[]
}

export interface Checked {
  readonly digest: string | undefined
  readonly checked: readonly CheckedRule[]
}

/** Knows what became of each rule; loading thousands takes a second, so it is done once for each bundle and set of sources. */
export interface RuleDesk {
  checked(): Checked
}

export function ruleDesk({ current, known }: RuleDeskOptions): RuleDesk {
  let last: { readonly key: string; readonly value: Checked } | undefined
  return {
    checked() {
      const rules = current()
      if (rules === undefined) return { digest: undefined, checked: [] }
      const sources = known()
      const key = canonicalJson([rules.digest, sources])
      if (last?.key !== key) {
        const files = unpackRules(rules.bytes)
        if (!files.ok) throw new TocsinError(files.error.code, files.error.message, { fix: files.error.fix })
        last = { key, value: { digest: rules.digest, checked: checkRules(files.value, sources) } }
      }
      return last.value
    },
  }
}
