/**
 * How many people, or person-hours. Unknown is never zero: where a part is unknown there is no upper end, and where nothing is known
 * there is no number at all.
 *
 * A range has two ends where rough counts of several services may be of the same people.
 */
export type Amount =
  | { readonly kind: 'known'; readonly atLeast: number; readonly atMost: number }
  | { readonly kind: 'partly-known'; readonly atLeast: number }
  | { readonly kind: 'unknown' }

export const nobody: Amount = { kind: 'known', atLeast: 0, atMost: 0 }

export function amountOf(atLeast: number, atMost: number, isWhole: boolean): Amount {
  if (isWhole) return { kind: 'known', atLeast, atMost }
  return atLeast > 0 ? { kind: 'partly-known', atLeast } : { kind: 'unknown' }
}

/** The smallest and the largest that an amount can be; without an upper end where a part is unknown. */
export function rangeOf(amount: Amount): readonly [least: number, most: number] {
  switch (amount.kind) {
    case 'known':
      return [amount.atLeast, amount.atMost]
    case 'partly-known':
      return [amount.atLeast, Number.POSITIVE_INFINITY]
    case 'unknown':
      return [0, Number.POSITIVE_INFINITY]
  }
}

/** Sorts the larger harm first; what may be unlimited sorts before what is known. */
export function compareAmounts(a: Amount, b: Amount): number {
  const [leastA, mostA] = rangeOf(a)
  const [leastB, mostB] = rangeOf(b)
  if (mostA !== mostB) return mostA > mostB ? -1 : 1
  return leastB - leastA
}
