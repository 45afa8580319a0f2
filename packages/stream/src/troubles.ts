import type { Trouble } from './messages.ts'

/** Counts detectors that threw, by name; at most 100 names, the rest together. */
export interface Troubles {
  note(detector: string, error: unknown): void
  all(): Trouble[]
}

const names = 100
const messageLength = 500

export function openTroubles(): Troubles {
  const counts = new Map<string, { detector: string; count: number; message: string }>()
  return {
    note: (detector, error) => {
      const name = counts.has(detector) || counts.size < names ? detector : 'others'
      const known = counts.get(name)
      if (known !== undefined) known.count++
      else counts.set(name, { detector: name, count: 1, message: messageOf(error) })
    },
    all: () => [...counts.values()],
  }
}

/** Adds up what several workers or batches counted. */
export function joinTroubles(lists: readonly (readonly Trouble[])[]): Trouble[] {
  const joined = new Map<string, Trouble>()
  for (const trouble of lists.flat()) {
    const before = joined.get(trouble.detector)
    joined.set(trouble.detector, before === undefined ? trouble : { ...before, count: before.count + trouble.count })
  }
  return [...joined.values()]
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, messageLength)
}
