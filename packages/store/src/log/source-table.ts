import type { FrameDraft, LogSourceName } from '../ports.ts'
import { badDraft } from './refusals.ts'

/** The source of ticks and controls: entry 0 of every table. */
export const tocsin: LogSourceName = { name: 'tocsin', decoder: '' }
const mostSources = 65_535

/** The sources by index, as the header of the segment that is being filled names them. */
export interface SourceTable {
  sources(): readonly LogSourceName[]
  /** Whether some draft has a source that is not in the table. */
  lacks(drafts: readonly FrameDraft[]): boolean
  /** Adds the sources of drafts; a header that is already written does not learn of it. */
  add(drafts: readonly FrameDraft[]): void
  indexOf(name: string, decoder: string): number
}

export function sourceTable(start: readonly LogSourceName[]): SourceTable {
  let sources = [...start]
  const byName = new Map<string, Map<string, number>>()
  for (const [index, { name, decoder }] of sources.entries()) enter(name, decoder, index)

  function enter(name: string, decoder: string, index: number): void {
    const decoders = byName.get(name) ?? new Map<string, number>()
    byName.set(name, decoders.set(decoder, index))
  }

  function find(name: string, decoder: string): number | undefined {
    return byName.get(name)?.get(decoder)
  }

  return {
    sources: () => sources,
    lacks: (drafts) => drafts.some(({ source, decoder }) => find(source, decoder) === undefined),
    add: (drafts) => {
      for (const { source, decoder } of drafts) {
        if (find(source, decoder) !== undefined) continue
        if (sources.length === mostSources)
          throw badDraft(`more than ${mostSources} sources`, 'Remove sources that no longer send')
        enter(source, decoder, sources.length)
        // A new list: readers may hold the old one.
        sources = [...sources, { name: source, decoder }]
      }
    },
    indexOf: (name, decoder) => {
      const index = find(name, decoder)
      if (index === undefined) throw new RangeError(`source ${name} (${decoder}) is not in the table`)
      return index
    },
  }
}
