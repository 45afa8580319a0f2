export interface Run {
  readonly text: string
  readonly matched: boolean
}

type Range = readonly [start: number, end: number]

/**
 * Cuts a text into runs, matched or not, in order; joined they give the text back.
 *
 * Total: ranges may overlap, touch, lie in any order, be empty or reach outside of the text.
 *
 * @param ranges [start, end) in UTF-16 code units
 */
export function runsOf(text: string, ranges: readonly Range[]): readonly Run[] {
  const runs: Run[] = []
  let at = 0
  for (const [start, end] of joined(ranges, text.length)) {
    if (start > at) runs.push({ text: text.slice(at, start), matched: false })
    runs.push({ text: text.slice(start, end), matched: true })
    at = end
  }
  if (at < text.length) runs.push({ text: text.slice(at), matched: false })
  return runs
}

/** Ranges within [0, length), sorted, those that overlap or touch made one, empty ones left out. */
function joined(ranges: readonly Range[], length: number): readonly Range[] {
  const inside = ranges
    .map(([start, end]): Range => [Math.max(0, Math.trunc(start)), Math.min(length, Math.trunc(end))])
    .filter(([start, end]) => start < end)
    .sort((a, b) => a[0] - b[0])
  const out: Range[] = []
  for (const range of inside) {
    const last = out.at(-1)
    if (last !== undefined && range[0] <= last[1]) out[out.length - 1] = [last[0], Math.max(last[1], range[1])]
    else out.push(range)
  }
  return out
}
