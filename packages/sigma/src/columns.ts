/** Numbers for the fields of events: a slot for what rules read, and a number above the slots for any other name. */
export interface Columns {
  of(name: string): number
}

/** Other names that are told apart; whatever comes later shares the last number. */
export const mostOthers = 1000

export function columnsOver(slots: ReadonlyMap<string, number>): Columns {
  const others = new Map<string, number>()
  return {
    of: (name) => {
      const known = slots.get(name) ?? others.get(name)
      if (known !== undefined) return known
      if (others.size >= mostOthers) return slots.size + mostOthers
      const made = slots.size + others.size
      others.set(name, made)
      return made
    },
  }
}
