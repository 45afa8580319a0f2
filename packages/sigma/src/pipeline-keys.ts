import { RE2JS } from 're2js'
import { refuse } from './refuse.ts'
import { textOf, textsOf } from './rule-head.ts'
import type { TreeMap } from './tree.ts'
import { entryOf } from './yaml-tree.ts'

/** Placeholder name -> the Sigma strings that stand for it. */
export type PipelineVars = ReadonlyMap<string, readonly string[]>

/** A key that nobody reads would be a step that does less than its author thinks. */
export function known(map: TreeMap, keys: readonly string[]): void {
  const stray = map.entries.find(({ key }) => !keys.includes(key))
  if (stray !== undefined)
    refuse(stray.at, `the key ${stray.key} is not supported here`, `Keys are: ${keys.join(', ')}`)
}

export function text(map: TreeMap, key: string): string | undefined {
  return textOf(map, key)
}

export function needed(map: TreeMap, key: string): string {
  return textOf(map, key) ?? refuse(map.at, `${key} is missing`, `Add ${key}:`)
}

export function texts(map: TreeMap, key: string): string[] {
  return textsOf(map, key)
}

export function flag(map: TreeMap, key: string): boolean {
  const value = entryOf(map, key)?.value
  if (value === undefined) return false
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value
  return refuse(value.at, `${key} is neither true nor false`, 'Write true or false')
}

/** The maps of a list under a key. */
export function list(map: TreeMap, key: string): TreeMap[] {
  const entry = entryOf(map, key)
  if (entry === undefined) return []
  if (entry.value.kind !== 'list')
    return refuse(entry.at, `${key} is not a list`, 'Begin each entry with a dash; named conditions are not supported')
  return entry.value.items.map((item) =>
    item.kind === 'map' ? item : refuse(item.at, `an entry of ${key} is not a map`, 'Write type: under the dash'),
  )
}

/** A map of texts to one or several texts. */
export function mapping(map: TreeMap, key: string): ReadonlyMap<string, readonly string[]> {
  const entry = entryOf(map, key)
  if (entry === undefined || entry.value.kind !== 'map')
    return refuse(entry?.at ?? map.at, `${key} is no map`, `Add ${key}: with what becomes of each`)
  const { value } = entry
  return new Map(
    value.entries.map((one) => {
      const found = texts(value, one.key)
      return found.length > 0 ? [one.key, found] : refuse(one.at, `${one.key} is mapped to nothing`, 'Give it a text')
    }),
  )
}

export function regex(source: string, at: number, anchor: 'start' | 'anywhere'): RE2JS {
  try {
    return RE2JS.compile(anchor === 'start' ? `^(?:${source})` : source)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return refuse(
      at,
      `the regular expression cannot be read: ${reason}`,
      'Look-around and back-references are not supported',
    )
  }
}

export function placeOfKey(map: TreeMap, key: string): number {
  return entryOf(map, key)?.value.at ?? map.at
}
