import type { Put } from '../wire/dialect.ts'
import { daysIn, isLocalTime, isoTime } from '../wire/time.ts'

export interface Header {
  /** Milliseconds since the epoch. */
  readonly time: number | undefined
  /** That time was written without a zone. */
  readonly local?: boolean
  readonly host: string | undefined
  readonly app: string | undefined
  readonly severity: number | undefined
  /** Where the message begins. */
  readonly body: number
}

/**
 * Reads a syslog header: RFC 5424, else RFC 3164 with what devices make of it (no priority, ISO 8601 time, a year,
 * milliseconds, no host). Total: what is no header is message.
 *
 * @param received microseconds since the epoch; RFC 3164 writes no year
 */
export function readHeader(text: string, received: number, put: Put): Header {
  const priority = readPriority(text)
  if (priority !== undefined) {
    put('facility', priority.value >> 3, 1, priority.end - 1)
    put('severity', priority.value & 7, 1, priority.end - 1)
  }
  const start = priority?.end ?? 0
  const severity = priority === undefined ? undefined : priority.value & 7
  if (priority !== undefined && isVersion(text, start)) return readModern(text, start, severity, put)
  return readLegacy(text, start, severity, received, put)
}

// RFC 5424 §6.2.1: one to three digits in angle brackets, 0..191.
function readPriority(text: string): { value: number; end: number } | undefined {
  const match = /^<(\d{1,3})>/.exec(text)
  const value = Number(match?.[1])
  return match === null || value > 191 ? undefined : { value, end: match[0].length }
}

// RFC 5424 §6.2.2: the version is 1; it is what tells a modern header from a legacy one.
function isVersion(text: string, at: number): boolean {
  return text.charCodeAt(at) === 49 && text.charCodeAt(at + 1) === 32
}

function readModern(text: string, start: number, severity: number | undefined, put: Put): Header {
  let at = start + 2
  const words: (string | undefined)[] = []
  for (const name of ['timestamp', 'hostname', 'appname', 'procid', 'msgid']) {
    const end = wordEnd(text, at)
    const word = text.slice(at, end)
    if (word !== '-' && word !== '') put(name, word, at, end)
    words.push(word === '-' || word === '' ? undefined : word)
    at = Math.min(end + 1, text.length)
  }
  const [timestamp, host, app] = words
  const body = readStructured(text, at, put)
  return {
    time: timestamp === undefined ? undefined : isoTime(timestamp),
    ...(isLocalTime(timestamp) ? { local: true } : {}),
    host,
    app,
    severity,
    body,
  }
}

// RFC 5424 §6.3. Where an element is broken, the rest is message.
function readStructured(text: string, start: number, put: Put): number {
  if (text.charCodeAt(start) === 45) return afterSpace(text, start + 1)
  let at = start
  while (text.charCodeAt(at) === 91) {
    const end = readElement(text, at, put)
    if (end === undefined) return at
    at = end
  }
  return at === start ? start : afterSpace(text, at)
}

function readElement(text: string, start: number, put: Put): number | undefined {
  const params: (readonly [name: string, value: string, start: number, end: number])[] = []
  let at = start + 1
  while (at < text.length && !' ]="'.includes(text.charAt(at))) at++
  const id = text.slice(start + 1, at)
  if (id === '' || id.length > 255) return undefined
  while (text.charCodeAt(at) === 32) {
    const nameStart = ++at
    while (at < text.length && !' ]="'.includes(text.charAt(at))) at++
    const name = text.slice(nameStart, at)
    if (name === '' || text.charCodeAt(at) !== 61 || text.charCodeAt(at + 1) !== 34) return undefined
    const valueStart = at + 2
    const valueEnd = stringEnd(text, valueStart)
    if (valueEnd === undefined) return undefined
    const raw = text.slice(valueStart, valueEnd)
    params.push([`${id}.${name}`, raw.includes('\\') ? raw.replace(/\\(["\\\]])/g, '$1') : raw, valueStart, valueEnd])
    at = valueEnd + 1
  }
  if (text.charCodeAt(at) !== 93) return undefined
  for (const param of params) put(...param)
  return at + 1
}

// RFC 5424 §6.3.3: `"`, `\` and `]` are escaped inside a value.
function stringEnd(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 34) return at
    if (unit === 92) at++
  }
  return undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

// RFC 3164 §4.1.2: `Mmm dd hh:mm:ss`; devices add a year, milliseconds, a leading `*` or `.`, a trailing zone or colon.
const legacyTime =
  /[*.]?([A-Za-z]{3}) {1,2}(\d{1,2})(?: (\d{4}))? (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?: (\d{4})(?= ))?( UTC| GMT| Z)?:?(?= |$)/y
const isoWord = /\d{4}-\d{2}-\d{2}T[\d:.,]{5,20}(?:Z|[+-]\d{2}:?\d{2})?(?= |$)/y
// RFC 3164 §4.1.3: the tag ends at the first character that is not alphanumeric; programs use more.
const tagged = /([\w./@+-]{1,64})(?:\[([\w.-]{1,64})\])?: ?/y

// Cisco IOS puts a sequence number, then at times its name, in front of the time: `45: sw-1: *Nov 20 10:00:00.123: %...`
const sequence = /(?:\d{1,10}: )?(?:([A-Za-z][\w.-]{0,63}): )?(?=[*.]?[A-Z][a-z]{2} {1,2}\d{1,2} )/y

function readLegacy(text: string, first: number, severity: number | undefined, received: number, put: Put): Header {
  let start = first
  const unit = text.charCodeAt(first)
  if (unit >= 48 && unit <= 57) {
    sequence.lastIndex = first
    const match = sequence.exec(text)
    const name = match?.[1]
    if (match !== null) start += match[0].length
    if (name !== undefined) {
      put('hostname', name, start - 2 - name.length, start - 2)
      return afterName(text, start, name, severity, received, put)
    }
  }
  const stamp = readLegacyTime(text, start, received)
  if (stamp === undefined) return { time: undefined, host: undefined, severity, ...readTag(text, start, put) }
  put('timestamp', text.slice(start, stamp.end), start, stamp.end)
  let at = afterSpace(text, stamp.end)
  const end = wordEnd(text, at)
  const word = text.slice(at, end)
  // A word that ends like a tag is one: some devices leave their name out.
  const host = word !== '' && !word.endsWith(':') && !word.endsWith(']') && end < text.length ? word : undefined
  if (host !== undefined) {
    put('hostname', host, at, end)
    at = afterSpace(text, end)
  }
  return { time: stamp.time, ...(stamp.local ? { local: true } : {}), host, severity, ...readTag(text, at, put) }
}

function afterName(
  text: string,
  start: number,
  host: string,
  severity: number | undefined,
  received: number,
  put: Put,
): Header {
  const stamp = readLegacyTime(text, start, received)
  if (stamp !== undefined) put('timestamp', text.slice(start, stamp.end), start, stamp.end)
  const local = stamp?.local === true ? { local: true } : {}
  return { time: stamp?.time, ...local, host, severity, app: undefined, body: afterSpace(text, stamp?.end ?? start) }
}

function readLegacyTime(
  text: string,
  start: number,
  received: number,
): { time: number | undefined; local: boolean; end: number } | undefined {
  isoWord.lastIndex = start
  const iso = isoWord.exec(text)
  if (iso !== null) return { time: isoTime(iso[0]), local: isLocalTime(iso[0]), end: start + iso[0].length }
  legacyTime.lastIndex = start
  const match = legacyTime.exec(text)
  if (match === null) return undefined
  const month = months.indexOf((match[1] ?? '').toLowerCase())
  if (month < 0) return undefined
  const [day = 0, hour = 0, minute = 0, second = 0] = [match[2], match[4], match[5], match[6]].map(Number)
  const end = start + match[0].length
  if (hour > 23 || minute > 59 || second > 60) return { time: undefined, local: false, end }
  const milliseconds = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000
  const year = match[3] ?? match[8]
  const at = (whichYear: number) =>
    day >= 1 && day <= daysIn(whichYear, month + 1)
      ? Date.UTC(whichYear, month, day, hour, minute, second) + milliseconds
      : undefined
  return {
    time: year === undefined ? latest(at, received / 1000) : at(Number(year)),
    local: match[9] === undefined,
    end,
  }
}

const oneDay = 86_400_000

/** The latest date that is not more than a day ahead of when it was received: December's last lines arrive in January. */
function latest(dateIn: (year: number) => number | undefined, received: number): number | undefined {
  const year = new Date(received).getUTCFullYear()
  for (const candidate of [year + 1, year, year - 1]) {
    const time = dateIn(candidate)
    if (time !== undefined && time <= received + oneDay) return time
  }
  return undefined
}

function readTag(text: string, start: number, put: Put): { app: string | undefined; body: number } {
  tagged.lastIndex = start
  const match = tagged.exec(text)
  const app = match?.[1]
  // `CEF:0|` and `LEEF:2.0|` begin a message, they name no program.
  if (match === null || app === undefined || app === 'CEF' || app === 'LEEF') return { app: undefined, body: start }
  put('appname', app, start, start + app.length)
  const process = match[2]
  if (process !== undefined) put('procid', process, start + app.length + 1, start + app.length + 1 + process.length)
  return { app, body: start + match[0].length }
}

function wordEnd(text: string, start: number): number {
  const end = text.indexOf(' ', start)
  return end < 0 ? text.length : end
}

function afterSpace(text: string, at: number): number {
  return text.charCodeAt(at) === 32 ? at + 1 : at
}
