import { type ColumnType, columns, type Event } from '@tocsin/event'
import { assertNever } from '@tocsin/kit'
import { addressDigits } from './address.ts'
import { storableText } from './storable-text.ts'

/**
 * An event as one line of JSON for the event store, without the line's end.
 *
 * `p`, `o`, `i` partition, offset, index; `t`, `r` time and received in milliseconds; `tq` time quality; `source`,
 * `realm`, `origin`, `decoder`; `repeated` where it is; then the registry's columns that are present, and for an address its number in `<column>_high` and `<column>_low`.
 *
 * Total for any event whose `at` is sound, and always readable by the store: a value that its column cannot hold is left
 * out, text is made storable. The raw frame keeps what is left out.
 *
 * @throws RangeError where `at` is not made of safe non-negative integers: such an event has no identity
 */
export function encodeRow(event: Event): string {
  const { partition, offset, index } = event.at
  if (!isOrdinal(partition) || !isOrdinal(offset) || !isOrdinal(index)) {
    throw new RangeError(`an event at ${partition}.${offset}.${index} has no place in the store`)
  }
  const received = soundTime(event.received, 0)
  let line = `{"p":${partition},"o":${offset},"i":${index},"t":${soundTime(event.time, received)},"r":${received}`
  line += `,"tq":${quoted(event.timeQuality)},"source":${quoted(event.source)},"realm":${quoted(event.realm)}`
  line += `,"origin":${quoted(event.origin)},"decoder":${quoted(event.decoder)}`
  if (event.repeated === true) line += ',"repeated":"yes"'
  const row = event.ocsf
  for (const { name, type, key, highKey, lowKey } of writers) {
    const value = row[name]
    if (value === undefined) continue
    const written = writtenAs(type, value)
    if (written === undefined) continue
    line += key + written
    if (type === 'address') {
      const digits = addressDigits(String(value))
      if (digits !== undefined) line += highKey + digits.high + lowKey + digits.low
    }
  }
  return `${line}}`
}

const writers = columns.map(({ name, type, column }) => ({
  name,
  type,
  key: `,"${column}":`,
  highKey: `,"${column}_high":`,
  lowKey: `,"${column}_low":`,
}))

/** JSON for a value in a column of a type, or nothing where the column cannot hold it. */
function writtenAs(type: ColumnType, value: string | number | boolean): string | undefined {
  switch (type) {
    case 'text':
    case 'address':
      return quoted(typeof value === 'string' ? value : String(value))
    case 'integer': {
      const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value
      return Number.isSafeInteger(number) ? String(number) : undefined
    }
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined
    default:
      return assertNever(type)
  }
}

function quoted(text: string): string {
  return text.length <= 10_000 && plain.test(text) ? `"${text}"` : JSON.stringify(storableText(text))
}

/** Nothing that JSON escapes and nothing that a column cannot keep: most texts, and half the price of JSON.stringify. */
const plain = /^[ !#-[\]-\ud7ff]*$/

function isOrdinal(number: number): boolean {
  return number >= 0 && Number.isSafeInteger(number)
}

/** Milliseconds that a timestamp can hold (ECMA-262 §21.4.1.1), or what stands in for them. */
function soundTime(milliseconds: number, instead: number): number {
  return Math.abs(milliseconds) <= 8.64e15 ? milliseconds : instead
}
