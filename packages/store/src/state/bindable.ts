import { TocsinError } from '@tocsin/kit'

/** What libsql takes without harm. */
export type Bindable = string | number | bigint | null | Uint8Array

/** Bytes of one text or blob. */
export const maxValueBytes = 16 * 1024 * 1024

/**
 * A value as the driver may see it, or a refusal that names the parameter.
 *
 * libsql ends the process on a boolean, an object or undefined, cuts text at NUL, replaces lone surrogates, and binds every
 * number as a float (`'5.0'` in a text column, an error in LIMIT). So booleans become 0 and 1, whole numbers 64-bit
 * integers, and what would not be read back as it was given is refused.
 *
 * @param place 1-based position of the parameter in the statement
 * @throws TocsinError `bad-value`
 */
export function bindable(value: unknown, place: number): Bindable {
  switch (typeof value) {
    case 'string':
      return text(value, place)
    case 'number':
      if (!Number.isFinite(value)) throw badValue(place, `is ${value}`, 'Give a finite number, or null for unknown')
      return Number.isSafeInteger(value) ? BigInt(value) : value
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw badValue(place, 'needs more than 64 bits', 'Give it as text')
      return value
    case 'boolean':
      return value ? 1n : 0n
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return bytes(value, place)
      throw badValue(place, `is ${kindOf(value)}`, 'Give JSON as text, and a date as milliseconds')
    default:
      throw badValue(place, `is ${typeof value}`, 'Give null where there is nothing')
  }
}

function text(value: string, place: number): string {
  if (value.includes('\0')) throw badValue(place, 'holds a NUL character', 'Remove the NUL')
  if (loneSurrogate.test(value))
    throw badValue(place, 'is broken Unicode (half a surrogate pair)', 'Send whole characters')
  if (value.length > maxValueBytes) throw badValue(place, 'is longer than 16 MiB', 'Keep large content in a file')
  return value
}

// In `u` mode the surrogate range matches lone halves only.
const loneSurrogate = /[\ud800-\udfff]/u

function bytes(value: Uint8Array, place: number): Uint8Array {
  if (value.length > maxValueBytes) throw badValue(place, 'is longer than 16 MiB', 'Keep large content in a file')
  // A view of a larger or shared buffer must not reach the driver as the whole of it
  return Buffer.from(value)
}

function kindOf(value: object): string {
  return Array.isArray(value) ? 'an array' : `a ${value.constructor?.name ?? 'bare object'}`
}

function badValue(place: number, says: string, fix: string): TocsinError<'bad-value'> {
  return new TocsinError('bad-value', `The value of parameter ${place} ${says}`, { where: `parameter ${place}`, fix })
}
