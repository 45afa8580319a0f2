import type { Part } from './part.ts'
import { readParts } from './part-table.ts'
import { type PartTools, swap, writePart } from './part-tools.ts'
import { columnsReplaced, relation } from './relation.ts'

/** Makes one part of an hour's small ones: late rows find their place. Gives how many parts went into others. */
export async function mergeParts(tools: PartTools): Promise<number> {
  let merged = 0
  for (const parts of mergeable(await readParts(tools.connection), tools.limits.maxRows)) {
    if (tools.closing()) return merged
    const [first] = parts
    if (first === undefined) continue
    const rows = `select ${columnsReplaced(new Map())} from ${relation(tools.reading, parts, 'parts-only')}`
    const whole = await writePart(tools, { ...first, people: parts.some(({ people }) => people) }, rows)
    const expected = parts.reduce((sum, part) => sum + part.rows, 0)
    if (whole === undefined || whole.rows !== expected) {
      throw new Error(`merging ${parts.length} parts of ${expected} rows gave ${whole?.rows ?? 0}`)
    }
    await swap(tools, { adds: [whole], drops: parts })
    merged += parts.length
  }
  return merged
}

/** By hour and kind, the smallest parts that fit into one together, where there are at least two. */
function mergeable(parts: readonly Part[], maxRows: number): readonly (readonly Part[])[] {
  const byHour = new Map<string, Part[]>()
  for (const part of parts) {
    const key = `${part.kind} ${part.start}`
    const same = byHour.get(key) ?? []
    byHour.set(key, same)
    same.push(part)
  }
  return [...byHour.values()].flatMap((same) => {
    const chosen: Part[] = []
    let rows = 0
    for (const part of same.sort((a, b) => a.rows - b.rows)) {
      rows += part.rows
      if (rows > maxRows) break
      chosen.push(part)
    }
    return chosen.length > 1 ? [chosen] : []
  })
}
