import type { Words } from '@tocsin/kit'

/** `well`; `look`: somebody should look at it; `bad`: Tocsin cannot do its work, or not for long. */
export type CheckState = 'well' | 'look' | 'bad'

/** One thing that was looked at: how it is, and what to do where it is not well. */
export interface Check {
  /** A fixed word for scripts: `disk`. */
  readonly name: string
  readonly state: CheckState
  readonly says: Words
  readonly fix?: Words
}

const order: readonly CheckState[] = ['well', 'look', 'bad']

export function worstOf(checks: readonly Check[]): CheckState {
  return order[Math.max(0, ...checks.map(({ state }) => order.indexOf(state)))] ?? 'well'
}

export function well(name: string, en: string, fr: string): Check {
  return { name, state: 'well', says: { en, fr } }
}

export function off(
  name: string,
  state: Exclude<CheckState, 'well'>,
  says: readonly [en: string, fr: string],
  fix: readonly [en: string, fr: string],
): Check {
  return { name, state, says: { en: says[0], fr: says[1] }, fix: { en: fix[0], fr: fix[1] } }
}
