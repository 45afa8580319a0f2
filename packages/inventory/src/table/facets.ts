import type { OddName, StateName } from '@tocsin/city'
import { type FacetName, facetNames, unsaid } from './asked.ts'
import { flags, isUndeclared } from './columns.ts'
import type { Evidence } from './evidence.ts'
import { unknowns } from './row.ts'
import type { Table } from './table.ts'

const nothingOdd: readonly OddName[] = []

/** The values that rows have of facets, and how many have each. */
export function facetsOf({ words, lists, columns, assets, city }: Table, { misfits, isSeen }: Evidence) {
  const today = new Date(city.time).toISOString().slice(0, 10)
  const isRetired = Uint8Array.from(words, (day) => (day !== undefined && day <= today ? 1 : 0))
  const isOver = Uint8Array.from(words, (day) => (day !== undefined && day < today ? 1 : 0))
  // Counted by numbers of words, lists and masks, and by names in the end.
  const counted = {
    ...{ kind: new Uint32Array(words.length), zone: new Uint32Array(words.length) },
    ...{ owner: new Uint32Array(words.length), criticality: new Uint32Array(words.length) },
    ...{ source: new Uint32Array(lists.length), unknown: new Uint32Array(1 << unknowns.length) },
  }
  const states: Record<StateName, number> = { 'in-service': 0, 'support-ended': 0, retired: 0 }
  const odds = new Map<string, number>()

  const state = (row: number): StateName => {
    if (isRetired[columns.retired[row] ?? 0] === 1) return 'retired'
    return isOver[columns.supportEnds[row] ?? 0] === 1 ? 'support-ended' : 'in-service'
  }
  const odd = (row: number): readonly OddName[] => {
    const id = assets[row]?.id
    if (id === undefined) return nothingOdd
    const bits = columns.flags[row] ?? 0
    const shownOnce = misfits.size === 0 ? undefined : misfits.get(id)
    const isDeclared = (bits & flags.declared) !== 0
    const undeclared = isUndeclared(bits)
    const silent = isDeclared && (bits & flags.silent) !== 0 && !isSeen(id)
    if (shownOnce === undefined && (bits & flags.conflicting) === 0 && !undeclared && !silent) return nothingOdd
    const found: OddName[] = [...(shownOnce ?? [])]
    if ((bits & flags.conflicting) !== 0) found.push('conflicting')
    if (undeclared) found.push('undeclared')
    if (silent) found.push('never-seen')
    return found
  }
  const add = (numbers: Uint32Array, at: number | undefined) => {
    if (at !== undefined) numbers[at] = (numbers[at] ?? 0) + 1
  }
  const counting: Readonly<Record<FacetName, (row: number) => void>> = {
    kind: (row) => add(counted.kind, columns.kind[row]),
    zone: (row) => add(counted.zone, columns.zone[row]),
    owner: (row) => add(counted.owner, columns.owner[row]),
    criticality: (row) => add(counted.criticality, columns.criticality[row]),
    source: (row) => add(counted.source, columns.sources[row]),
    unknown: (row) => add(counted.unknown, columns.unknown[row]),
    state: (row) => {
      states[state(row)]++
    },
    odd: (row) => {
      for (const one of odd(row)) odds.set(one, (odds.get(one) ?? 0) + 1)
    },
  }

  return {
    state,
    odd,
    /** Whether a row has one of some values. */
    any: (name: FacetName, wanted: ReadonlySet<string>): ((row: number) => boolean) => {
      if (name === 'state') return (row) => wanted.has(state(row))
      if (name === 'odd') return (row) => odd(row).some((one) => wanted.has(one))
      if (name === 'unknown') {
        const mask = unknowns.reduce((bits, one, at) => (wanted.has(one) ? bits | (1 << at) : bits), 0)
        return (row) => ((columns.unknown[row] ?? 0) & mask) !== 0
      }
      if (name === 'source') {
        const has = Uint8Array.from(lists, (list) => (list.some((one) => wanted.has(one)) ? 1 : 0))
        return (row) => has[columns.sources[row] ?? 0] === 1
      }
      const has = Uint8Array.from(words, (word) => (wanted.has(word ?? unsaid) ? 1 : 0))
      const column = columns[name]
      return (row) => has[column[row] ?? 0] === 1
    },
    /** Counts a row: in all facets, or in the one that alone keeps it out. */
    count: (row: number, failed: FacetName | undefined) => {
      if (failed !== undefined) counting[failed](row)
      else for (const name of facetNames) counting[name](row)
    },
    counts: (): Readonly<Record<FacetName, ReadonlyMap<string, number>>> => {
      const byWord = (numbers: Uint32Array) =>
        new Map(
          words.flatMap((word, at) => {
            const count = numbers[at] ?? 0
            return count === 0 ? [] : [[word ?? unsaid, count] as const]
          }),
        )
      return {
        ...{ kind: byWord(counted.kind), zone: byWord(counted.zone), owner: byWord(counted.owner) },
        criticality: byWord(counted.criticality),
        source: summed(lists, counted.source),
        unknown: summed(
          Array.from(counted.unknown, (_, bits) => unknowns.filter((_, at) => (bits & (1 << at)) !== 0)),
          counted.unknown,
        ),
        state: new Map(Object.entries(states).filter(([, count]) => count > 0)),
        odd: odds,
      }
    },
  }
}

/** How often each value stands in lists that are there so many times. */
function summed(lists: readonly (readonly string[])[], numbers: Uint32Array): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [at, list] of lists.entries()) {
    const count = numbers[at] ?? 0
    if (count > 0) for (const value of list) sums.set(value, (sums.get(value) ?? 0) + count)
  }
  return sums
}
