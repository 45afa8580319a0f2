import { err, ok, type Result } from '@tocsin/kit'
import { type ListRefused, listLimits } from '../read-csv.ts'

export type Json = Readonly<Record<string, unknown>>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text or a number as text; nothing else. */
export function word(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

/** What lies at a path of keys. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isJson(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  )
}

/** The objects of a list, or of the list under one of some keys; what is no object is left out by its ordinal. */
export function objectsIn(text: string, keys: readonly string[], fix: string): Result<readonly Json[], ListRefused> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err({ reason: 'this is not JSON', fix })
  }
  const key = keys.find((one) => isJson(value) && Array.isArray(value[one]))
  const list: unknown = Array.isArray(value) ? value : key === undefined ? undefined : at(value, key)
  if (!Array.isArray(list))
    return err({ reason: `this is no list${keys.map((one) => `, and has no “${one}”`).join('')}`, fix })
  if (list.length > listLimits.rows) {
    return err({ reason: `there are more than ${listLimits.rows} of them`, fix: 'Send them in parts' })
  }
  const objects = list.filter(isJson)
  return objects.length === 0 ? err({ reason: 'the list is empty', fix }) : ok(objects)
}
