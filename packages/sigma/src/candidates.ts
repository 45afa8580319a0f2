/** The rules that an index has found for one event, each once. Reused from event to event. */
export interface Candidates {
  begin(): void
  add(rule: number): void
  readonly list: Int32Array
  count: number
}

export function candidates(rules: number): Candidates {
  const list = new Int32Array(rules)
  const seen = new Int32Array(rules)
  let event = 0
  const self: Candidates = {
    list,
    count: 0,
    begin: () => {
      event = (event + 1) | 0
      self.count = 0
    },
    add: (rule) => {
      if (seen[rule] === event) return
      seen[rule] = event
      list[self.count++] = rule
    },
  }
  return self
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
