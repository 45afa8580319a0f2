import type { Row } from './row.ts'

/** The rows of a table, a column after another: numbers in place of texts, some 30 bytes a row. */
export interface Columns {
  /** Numbers of `words`. */
  readonly kind: Uint32Array
  readonly zone: Uint32Array
  readonly owner: Uint32Array
  readonly criticality: Uint32Array
  readonly supportEnds: Uint32Array
  readonly retired: Uint32Array
  /** Numbers of `lists`. */
  readonly sources: Uint32Array
  /** Bits of `unknowns`. */
  readonly unknown: Uint8Array
  /** `flags`. */
  readonly flags: Uint8Array
}

export const flags = { conflicting: 1, declared: 2, observed: 4, silent: 8 } as const

/** Seen by its names, and nobody declared it. */
export function isUndeclared(bits: number): boolean {
  return (bits & (flags.declared | flags.observed)) === flags.observed
}

/** The texts that the numbers of columns stand for. Few differ, and none is let go. */
export interface Words {
  /** 0 is nothing said. */
  readonly words: readonly (string | undefined)[]
  readonly lists: readonly (readonly string[])[]
}

export interface WritableColumns extends Words {
  columns(): Columns
  set(row: number, values: Row): void
  renumber(to: Int32Array, size: number): void
}

export function openColumns(): WritableColumns {
  const words = numbering<string | undefined>(String)
  words.of(undefined)
  const lists = numbering<readonly string[]>((list) => list.join('\u0000'))
  let columns = columnsFor(1024)

  return {
    words: words.list,
    lists: lists.list,
    columns: () => columns,
    set: (row, values) => {
      if (row >= columns.kind.length) columns = copied(columns, columnsFor(Math.max(row + 1, columns.kind.length * 2)))
      columns.kind[row] = words.of(values.kind)
      columns.zone[row] = words.of(values.zone)
      columns.owner[row] = words.of(values.owner)
      columns.criticality[row] = words.of(values.criticality)
      columns.supportEnds[row] = words.of(values.supportEnds)
      columns.retired[row] = words.of(values.retired)
      columns.sources[row] = lists.of(values.sources)
      columns.unknown[row] = values.unknown
      columns.flags[row] =
        (values.conflicting ? flags.conflicting : 0) |
        (values.isDeclared ? flags.declared : 0) |
        (values.heard === 'none' ? 0 : flags[values.heard])
    },
    renumber: (to, size) => {
      const next = columnsFor(Math.max(1024, size))
      for (const name of names) {
        for (const [row, number] of to.entries()) if (number !== -1) next[name][number] = columns[name][row] ?? 0
      }
      columns = next
    },
  }
}

const names = [
  ...(['kind', 'zone', 'owner', 'criticality', 'supportEnds', 'retired'] as const),
  ...(['sources', 'unknown', 'flags'] as const),
] as const

function columnsFor(size: number): Columns {
  const numbers = () => new Uint32Array(size)
  return {
    ...{ kind: numbers(), zone: numbers(), owner: numbers(), criticality: numbers() },
    ...{ supportEnds: numbers(), retired: numbers(), sources: numbers() },
    ...{ unknown: new Uint8Array(size), flags: new Uint8Array(size) },
  }
}

function copied(from: Columns, into: Columns): Columns {
  for (const name of names) into[name].set(from[name])
  return into
}

function numbering<Value>(keyOf: (value: Value) => string) {
  const list: Value[] = []
  const numbers = new Map<string, number>()
  return {
    list,
    of: (value: Value): number => {
      const key = keyOf(value)
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, list.length)
      return list.push(value) - 1
    },
  }
}
