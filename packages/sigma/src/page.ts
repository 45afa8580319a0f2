import { foldUnit } from './fold.ts'
import { dashes } from './pattern.ts'

/**
 * The texts of one event as bytes, one for each UTF-16 code unit: what many rules look for is looked for here.
 *
 * A unit of Latin-1 is itself. Any other one is what it folds to if that is Latin-1 (the Kelvin sign is a k), else one of
 * two stand-ins, one for dashes and one for the rest: whoever finds a stand-in has found a candidate and no more.
 */
export interface Page {
  /** Four zeros follow the end. */
  bytes: Uint8Array
  /** The same memory, four by four. */
  fours: Int32Array
  end: number
  /** Node.js copies a text into memory many times faster than it is read unit by unit. */
  writer: Writer | undefined
}

export interface Writer {
  write(text: string, offset: number, length: number, encoding: 'latin1' | 'utf16le'): number
}

/** A value on a page. */
export interface Span {
  bytes: Uint8Array
  fours: Int32Array
  from: number
  to: number
}

/** Stands between the values of an event. */
export const between = '\0'

/** Stands for `– — ―`; with `windash` they are one with `-` and `/`. */
export const dashByte = 0x0f
/** Stands for all else beyond Latin-1. */
export const otherByte = 0x1a

const smallest = 1 << 13
/** A page that one huge event made longer than this is not kept. */
const longestKept = 1 << 22

export function newPage(): Page {
  return pageOf(smallest)
}

export function fillPage(page: Page, text: string): void {
  const { length } = text
  const room = page.bytes.length - 4
  if (length > room || (room > longestKept && length < smallest)) {
    let size = smallest
    while (size - 4 < length) size *= 2
    Object.assign(page, pageOf(size))
  }
  const { bytes, writer } = page
  writeUnits(bytes, 0, writer, text)
  bytes[length] = 0
  bytes[length + 1] = 0
  bytes[length + 2] = 0
  bytes[length + 3] = 0
  page.end = length
}

/** Writes one byte for each unit. */
export function writeUnits(bytes: Uint8Array, to: number, writer: Writer | undefined, text: string): void {
  const { length } = text
  if (!beyondLatin1.test(text)) {
    if (writer !== undefined) writer.write(text, to, length, 'latin1')
    else for (let at = 0; at < length; at++) bytes[to + at] = text.charCodeAt(at)
  } else for (let at = 0; at < length; at++) bytes[to + at] = byteOf[text.charCodeAt(at)] ?? otherByte
}

/** A text that is looked for, as pages would hold it. */
export function pageBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = byteOf[text.charCodeAt(at)] ?? otherByte
  return bytes
}

/** Whether a folded text is found on pages exactly where it stands. */
export function isExactOnPages(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 0xff || unit === dashByte || unit === otherByte) return false
  }
  return true
}

/** On a text of one byte a unit, this is known without reading it. */
const beyondLatin1 = /[\u0100-\uffff]/

const byteOf = new Uint8Array(0x10000)
for (let unit = 0; unit < byteOf.length; unit++) {
  const folded = foldUnit(unit)
  if (unit < 256) byteOf[unit] = unit
  else if (folded < 256) byteOf[unit] = folded
  else byteOf[unit] = dashes.includes(String.fromCharCode(unit)) ? dashByte : otherByte
}

const memory = (globalThis as { readonly Buffer?: { from(memory: ArrayBuffer): Writer } }).Buffer

function pageOf(size: number): Page {
  const buffer = new ArrayBuffer(size)
  return { bytes: new Uint8Array(buffer), fours: new Int32Array(buffer), end: 0, writer: writerOver(buffer) }
}

export function writerOver(buffer: ArrayBuffer): Writer | undefined {
  return memory?.from(buffer)
}
