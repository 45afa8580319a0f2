/** Files whose rows have left the part table, kept until no query that began before can still read them. */
export interface PartBin {
  /** A reader begins, before it looks at the part table; gives how it ends. */
  enter(): () => void
  /** Files that no reader which begins from now on can be sent to. */
  discard(names: readonly string[]): void
}

export function partBin(remove: (name: string) => void): PartBin {
  const readers = new Set<number>()
  let discarded: { readonly since: number; readonly names: readonly string[] }[] = []
  let now = 0

  const sweep = () => {
    const oldest = Math.min(...readers)
    const [free, kept] = [
      discarded.filter(({ since }) => since < oldest),
      discarded.filter(({ since }) => since >= oldest),
    ]
    discarded = kept
    // A file that stays is an orphan: the next start takes it.
    for (const name of free.flatMap(({ names }) => names)) quietly(() => remove(name))
  }

  return {
    enter: () => {
      const ticket = now++
      readers.add(ticket)
      return () => {
        if (readers.delete(ticket)) sweep()
      }
    },
    discard: (names) => {
      if (names.length === 0) return
      discarded.push({ since: now++, names })
      sweep()
    },
  }
}

function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // Said by the orphans that the next start finds.
  }
}
