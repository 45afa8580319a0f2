/** How long ago, as a key of `time` in the words with its figures. */
export type Ago =
  | { readonly unit: 'now' | 'ahead' }
  | { readonly unit: 'minutes' | 'days' | 'years'; readonly n: number }
  | { readonly unit: 'hours'; readonly n: number; readonly rest: string }

/** A sender's clock may run ahead of ours; up to this much it is still "just now". */
const tolerance = 60_000

/** The distance of a moment before `now`, both in milliseconds, in the one unit that a reader wants. */
export function ago(time: number, now: number): Ago {
  const passed = now - time
  if (passed < -tolerance) return { unit: 'ahead' }
  const minutes = Math.floor(passed / 60_000)
  if (minutes < 1) return { unit: 'now' }
  if (minutes < 60) return { unit: 'minutes', n: minutes }
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return { unit: 'hours', n: hours, rest: String(minutes % 60).padStart(2, '0') }
  const days = Math.floor(hours / 24)
  return days < 730 ? { unit: 'days', n: days } : { unit: 'years', n: Math.floor(days / 365) }
}
