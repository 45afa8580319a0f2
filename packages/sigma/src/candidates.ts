/** The rules that an index has found for one event, and the words after them, each once. Reused from event to event. */
export interface Candidates {
  readonly list: Int32Array
  count: number
  /** How often any was named, the same one several times too. */
  named: number
  readonly seen: Int32Array
  event: number
}

export function newCandidates(rules: number): Candidates {
  return { list: new Int32Array(rules), count: 0, named: 0, seen: new Int32Array(rules), event: 0 }
}

export function beginCandidates(found: Candidates): void {
  found.event = (found.event + 1) | 0
  found.count = 0
}

export function addCandidate(found: Candidates, rule: number): void {
  found.named++
  if (found.seen[rule] === found.event) return
  found.seen[rule] = found.event
  found.list[found.count++] = rule
}

export function hasCandidate(found: Candidates, rule: number): boolean {
  return found.seen[rule] === found.event
}

/** Lists of rules, one after the other in one array: list n is `rules[starts[n]] .. rules[starts[n + 1]]`. */
export interface Postings {
  readonly starts: Int32Array
  readonly rules: Int32Array
}

export function postings(lists: readonly (readonly number[] | undefined)[], count: number): Postings {
  const starts = new Int32Array(count + 1)
  let total = 0
  for (let i = 0; i < count; i++) {
    starts[i] = total
    total += lists[i]?.length ?? 0
  }
  starts[count] = total
  const rules = new Int32Array(total)
  for (const [i, list] of lists.entries()) if (list !== undefined) rules.set(list, starts[i] ?? 0)
  return { starts, rules }
}
