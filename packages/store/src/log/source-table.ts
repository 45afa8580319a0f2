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
  indexOf(name: string, decoder: string, zone?: string): number
}

export function sourceTable(start: readonly LogSourceName[]): SourceTable {
  let sources = [...start]
  const byName = new Map<string, Map<string, number>>()
  for (const [index, { name, decoder, zone }] of sources.entries()) enter(name, bindingOf(decoder, zone), index)

  function enter(name: string, binding: string, index: number): void {
    const bindings = byName.get(name) ?? new Map<string, number>()
    byName.set(name, bindings.set(binding, index))
  }

  function find(name: string, decoder: string, zone: string | undefined): number | undefined {
    return byName.get(name)?.get(bindingOf(decoder, zone))
  }

  return {
    sources: () => sources,
    lacks: (drafts) => drafts.some(({ source, decoder, zone }) => find(source, decoder, zone) === undefined),
    add: (drafts) => {
      for (const { source, decoder, zone } of drafts) {
        if (find(source, decoder, zone) !== undefined) continue
        if (sources.length === mostSources)
          throw badDraft(`more than ${mostSources} sources`, 'Remove sources that no longer send')
        enter(source, bindingOf(decoder, zone), sources.length)
        // A new list: readers may hold the old one.
        sources = [...sources, { name: source, decoder, ...(zone === undefined ? {} : { zone }) }]
      }
    },
    indexOf: (name, decoder, zone) => {
      const index = find(name, decoder, zone)
      if (index === undefined) throw new RangeError(`source ${name} (${decoder}) is not in the table`)
      return index
    },
  }
}

/** A decoder's id holds no space. */
function bindingOf(decoder: string, zone: string | undefined): string {
  return zone === undefined ? decoder : `${decoder} ${zone}`
}
