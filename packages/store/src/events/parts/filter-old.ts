import { filtersOf, insertFilters } from './part-filter.ts'
import { readParts } from './part-table.ts'
import type { PartTools } from './part-tools.ts'
import { relation } from './relation.ts'

/** Parts that get their filters in one round. */
const most = 8

/** Makes the filters of parts from before there were filters, the newest first: a few at a time. */
export async function filterOld(tools: PartTools): Promise<void> {
  const bare = await readParts(tools.connection, 'name not in (select name from part_filter)')
  for (const part of bare.slice(-most).reverse()) {
    if (tools.closing()) return
    const filters = await filtersOf(tools.connection, relation(tools.reading, [part], 'parts-only'))
    await tools.write((connection) => insertFilters(connection, part.name, filters))
  }
}
