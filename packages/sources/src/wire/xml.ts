import { type DecodeFailure, type DecodeReason, nativeLimits } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import type { Json, JsonObject } from './json.ts'

/** The text of an element, or of an attribute of one, as a value; its place is given for those who look for places. */
export type Leaf = (text: string, start: number, end: number, element: string, attribute?: string) => string

const itself: Leaf = (text) => text

/**
 * Reads an XML document (XML 1.0) as JSON in the way of evtx_dump: attributes under `#attributes`, text beside them under
 * `#text`, elements of one name as a list. Total, linear, to a depth of 64; no document type, no entities but the five.
 *
 * @returns the root element under its name, or the reason with the UTF-16 place
 */
export function readXml(text: string, leaf: Leaf = itself): Result<JsonObject, DecodeFailure> {
  const reader: Reader = { text, leaf, at: 0, failed: undefined }
  const open: Open[] = [{ name: '', members: new Map(), text: '', start: 0, end: 0, empty: true }]
  while (reader.at < text.length && reader.failed === undefined) step(reader, open)
  if (reader.failed === undefined && (open.length !== 1 || open[0]?.members.size !== 1)) fail(reader, 'bad-header')
  if (reader.failed !== undefined) return err({ reason: reader.failed, offset: Math.min(reader.at, text.length) })
  return ok(Object.fromEntries(open[0]?.members ?? []) as JsonObject)
}

interface Reader {
  readonly text: string
  readonly leaf: Leaf
  at: number
  failed: DecodeReason | undefined
}

interface Open {
  readonly name: string
  readonly members: Map<string, Json>
  text: string
  start: number
  end: number
  empty: boolean
}

function step(reader: Reader, open: Open[]): void {
  const { text, at } = reader
  if (text.charCodeAt(at) !== lessThan) readText(reader, open)
  else if (text.startsWith('</', at)) close(reader, open)
  else if (text.startsWith('<![CDATA[', at)) readCdata(reader, open)
  else if (text.startsWith('<!--', at)) skipTo(reader, '-->')
  else if (text.startsWith('<?', at)) skipTo(reader, '?>')
  else readTag(reader, open)
}

const lessThan = 60

function readText(reader: Reader, open: Open[]): void {
  const { text, at } = reader
  const next = text.indexOf('<', at)
  const end = next < 0 ? text.length : next
  const into = open[open.length - 1]
  if (into !== undefined) add(into, unescaped(text.slice(at, end)), at, end)
  reader.at = end
}

function readCdata(reader: Reader, open: Open[]): void {
  const start = reader.at + 9
  const end = reader.text.indexOf(']]>', start)
  const into = open[open.length - 1]
  if (end < 0 || into === undefined) fail(reader, 'bad-header')
  else {
    add(into, reader.text.slice(start, end), start, end)
    reader.at = end + 3
  }
}

function add(into: Open, text: string, start: number, end: number): void {
  if (into.empty && text.trim() === '') return
  if (into.empty) into.start = start
  into.end = end
  into.empty = false
  into.text = into.text === '' ? text : into.text + text
}

function skipTo(reader: Reader, mark: string): void {
  const end = reader.text.indexOf(mark, reader.at)
  if (end < 0) fail(reader, 'bad-header')
  else reader.at = end + mark.length
}

function readTag(reader: Reader, open: Open[]): void {
  const { text } = reader
  if (open.length > nativeLimits.depth) fail(reader, 'too-deep')
  const name = readName(reader, reader.at + 1)
  if (name === '') fail(reader, 'bad-header')
  const members = new Map<string, Json>()
  const attributes = readAttributes(reader, name)
  if (attributes !== undefined) members.set('#attributes', attributes)
  if (reader.failed !== undefined) return
  const element: Open = { name, members, text: '', start: 0, end: 0, empty: true }
  if (text.startsWith('/>', reader.at)) {
    reader.at += 2
    put(open[open.length - 1], name, jsonOf(reader, element, reader.at))
  } else if (text.charCodeAt(reader.at) === 62) {
    reader.at++
    open.push(element)
  } else fail(reader, 'bad-header')
}

function close(reader: Reader, open: Open[]): void {
  const started = reader.at
  const name = readName(reader, started + 2)
  const element = open[open.length - 1]
  while (isSpace(reader.text.charCodeAt(reader.at))) reader.at++
  if (open.length < 2 || element?.name !== name || reader.text.charCodeAt(reader.at) !== 62) fail(reader, 'bad-header')
  else {
    reader.at++
    open.pop()
    put(open[open.length - 1], name, jsonOf(reader, element, started))
  }
}

function jsonOf({ leaf }: Reader, element: Open, at: number): Json {
  const { name, members, text, start, end, empty } = element
  const said = empty ? leaf('', at, at, name) : leaf(text, start, end, name)
  if (members.size === 0) return said
  if (!empty || (members.size === 1 && members.has('#attributes'))) members.set('#text', said)
  return Object.fromEntries(members)
}

function put(into: Open | undefined, name: string, value: Json): void {
  if (into === undefined) return
  const known = into.members.get(name)
  if (known === undefined) into.members.set(name, value)
  else if (Array.isArray(known)) known.push(value)
  else into.members.set(name, [known, value])
}

function readName(reader: Reader, start: number): string {
  let end = start
  while (end < reader.text.length && isName(reader.text.charCodeAt(end))) end++
  reader.at = end
  // Past a bound it is no name that anybody gave.
  return end - start > 256 ? '' : reader.text.slice(start, end)
}

function readAttributes(reader: Reader, element: string): JsonObject | undefined {
  const { text, leaf } = reader
  let attributes: Map<string, Json> | undefined
  for (;;) {
    while (isSpace(text.charCodeAt(reader.at))) reader.at++
    const name = readName(reader, reader.at)
    if (name === '') return attributes && (Object.fromEntries(attributes) as JsonObject)
    while (isSpace(text.charCodeAt(reader.at))) reader.at++
    const quote = text[reader.at + 1]
    const start = reader.at + 2
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, start) : -1
    if (text.charCodeAt(reader.at) !== 61 || end < 0) {
      fail(reader, 'bad-header')
      return undefined
    }
    attributes ??= new Map()
    attributes.set(name, leaf(unescaped(text.slice(start, end)), start, end, element, name))
    reader.at = end + 1
  }
}

function unescaped(text: string): string {
  return text.includes('&')
    ? text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g, character)
    : text
}

function character(
  whole: string,
  name: string | undefined,
  decimal: string | undefined,
  hex: string | undefined,
): string {
  if (name !== undefined) return named.get(name) ?? whole
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole
}

const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

function isName(unit: number): boolean {
  return unit > 62 ? unit !== 63 : unit === 45 || unit === 46 || (unit >= 48 && unit <= 58)
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 10 || unit === 13
}

function fail(reader: Reader, reason: DecodeReason): void {
  reader.failed ??= reason
}
