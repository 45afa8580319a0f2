import type { useWords } from '../words/use-words.ts'

/** How many people, as the model of the city says it. */
export type Amount =
  | { readonly kind: 'known'; readonly atLeast: number; readonly atMost: number }
  | { readonly kind: 'partly-known'; readonly atLeast: number }
  | { readonly kind: 'unknown' }

/** Unknown is said, and is no number. */
export function peopleText({ t, format }: Pick<ReturnType<typeof useWords>, 't' | 'format'>, amount: Amount): string {
  switch (amount.kind) {
    case 'known':
      return amount.atLeast === amount.atMost
        ? t('city.people', { count: amount.atMost, n: format.count(amount.atMost) })
        : t('city.peopleRange', { from: format.count(amount.atLeast), to: format.count(amount.atMost) })
    case 'partly-known':
      return t('city.peopleAtLeast', { n: format.count(amount.atLeast) })
    case 'unknown':
      return t('city.peopleUnknown')
  }
}

/** Whether it is known that nobody is harmed: that is said in words, never as a zero. */
export function isSpared(amount: Amount): boolean {
  return amount.kind === 'known' && amount.atMost === 0
}
