import type { FramePart, Native } from '@tocsin/event'
import { markJson, partOf } from './json-marks.ts'
import { isList, isObject, type JsonObject } from './json-object.ts'

/**
 * Where a field's value stands in a payload of JSON: quotes included; of a list, from its first item to its last.
 *
 * The decoder's own reading is done over again with every value replaced by its place, so that names cannot differ.
 *
 * @param read the decoder's way from a JSON object to native fields
 * @param aliases derived name -> native names that it may come from
 */
export function locateJson(
  payload: Uint8Array,
  field: string,
  read: (object: JsonObject) => Native,
  aliases: ReadonlyMap<string, readonly string[]> = new Map(),
): FramePart | undefined {
  const marks = markJson(payload)
  if (!marks.ok || !isObject(marks.value.root)) return undefined
  const fields = read(marks.value.root)
  for (const name of [field, ...(aliases.get(field) ?? [])]) {
    const value = fields.get(name)
    if (typeof value === 'string') return partOf(marks.value, value)
    if (isList(value) && value.length > 0) return partOf(marks.value, value.join('\n'))
  }
  return undefined
}
