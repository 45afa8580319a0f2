import { breath } from '../breath.ts'

/** Rows in the order of a text each, which nobody keeps: it is made where it is compared. */
export interface Order {
  /** Rows in their order; all that there are. */
  readonly rows: Uint32Array
  readonly keyOf: (row: number) => string
}

/** Rows that are sorted before others have their turn. */
const piece = 8192

/** Sorts rows 0 to below `size`, in pieces that are merged: no other work waits for all of it. */
export async function orderOf(size: number, keyOf: (row: number) => string): Promise<Order> {
  const keys: string[] = []
  for (let from = 0; from < size; from += piece) {
    for (let row = from; row < Math.min(from + piece, size); row++) keys.push(keyOf(row))
    await breath()
  }
  const compare = (a: number, b: number) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1)
  let rows = Uint32Array.from({ length: size }, (_, row) => row)
  for (let from = 0; from < size; from += piece) {
    rows.subarray(from, from + piece).sort(compare)
    await breath()
  }
  for (let width = piece; width < size; width *= 2) {
    const into = new Uint32Array(size)
    for (let from = 0; from < size; from += width * 2) {
      await merged(
        rows.subarray(from, from + width),
        rows.subarray(from + width, from + width * 2),
        compare,
        into,
        from,
      )
    }
    rows = into
  }
  return { rows, keyOf }
}

async function merged(
  left: Uint32Array,
  right: Uint32Array,
  compare: (a: number, b: number) => number,
  into: Uint32Array,
  from: number,
): Promise<void> {
  let [l, r] = [0, 0]
  for (let at = 0; at < left.length + right.length; at++) {
    const [a, b] = [left[l], right[r]]
    if (a !== undefined && (b === undefined || compare(a, b) < 0)) {
      into[from + at] = a
      l++
    } else if (b !== undefined) {
      into[from + at] = b
      r++
    }
    if (at % (piece * 4) === piece) await breath()
  }
}

/**
 * The order after some rows changed their texts, went, or came.
 *
 * @param changed rows that stand anywhere, by their new numbers, each once
 * @param to of each row of `before` its new number; -1 where it stands among the changed ones or is gone
 */
export function orderAfter(
  before: Order,
  changed: readonly number[],
  to: (row: number) => number,
  keyOf: (row: number) => string,
): Order {
  const fresh = changed.map((row) => ({ row, key: keyOf(row) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  const stay = before.rows.map(to).filter((row) => row !== goneRow)
  const rows = new Uint32Array(stay.length + fresh.length)
  let [from, at] = [0, 0]
  for (const { row, key } of fresh) {
    const until = firstFrom({ rows: stay, keyOf }, key, from)
    rows.set(stay.subarray(from, until), at)
    at += until - from
    rows[at++] = row
    from = until
  }
  rows.set(stay.subarray(from), at)
  return { rows, keyOf }
}

/** What `to` gives for a row that is gone, as 32 bits without a sign. */
const goneRow = -1 >>> 0

/** The first place from which on texts are not before a key. */
export function firstFrom({ rows, keyOf }: Order, key: string, from = 0): number {
  let [low, high] = [from, rows.length]
  while (low < high) {
    const mid = (low + high) >> 1
    if (keyOf(rows[mid] ?? 0) < key) low = mid + 1
    else high = mid
  }
  return low
}
