const quarter = 15 * 60_000
/** East of UTC, `+02:00`; the furthest in use are -12:00 and +14:00. */
const fixed = /^([+-])(0\d|1[0-4]):([0-5]\d)$/

/** Whether a text names a time zone: `UTC`, an offset such as `+02:00`, or a name of the IANA database that this machine knows. */
export function isZone(text: string): boolean {
  if (text === 'UTC' || fixed.test(text)) return true
  if (text.length > 64 || !/^[A-Za-z][\w+-]*(?:\/[\w+-]+){1,2}$/.test(text)) return false
  return formatOf(text) !== undefined
}

/**
 * The moment that a wall clock in a zone shows.
 *
 * @param local what the clock shows, read as if it were UTC, in milliseconds since the epoch
 * @param zone as `isZone` takes it; one that is not known is UTC
 * @returns milliseconds since the epoch; of an hour that a change of clocks shows twice, the later one
 */
export function fromZone(local: number, zone: string): number {
  if (zone === 'UTC') return local
  const said = fixed.exec(zone)
  if (said !== null) {
    const minutes = Number(said[2]) * 60 + Number(said[3])
    return local - (said[1] === '-' ? -minutes : minutes) * 60_000
  }
  // The first guess may lie on the other side of a change of clocks.
  return local - offsetAt(local - offsetAt(local, zone), zone)
}

/** `+02:00` for two hours east of UTC. */
export function zoneOfMinutes(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>()
const offsets = new Map<string, number>()
const mostKept = 4096

/** Milliseconds east of UTC at a moment. Clocks change on the quarter of an hour, so that each is asked once. */
function offsetAt(at: number, zone: string): number {
  const slot = Math.floor(at / quarter)
  const key = `${zone}\n${slot}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  if (offsets.size >= mostKept) offsets.clear()
  const offset = readOffset(slot * quarter, zone)
  offsets.set(key, offset)
  return offset
}

function readOffset(at: number, zone: string): number {
  const format = formatOf(zone)
  if (format === undefined || !(Math.abs(at) < 8.64e15)) return 0
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return shown - at
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(zone)) return formats.get(zone)
  if (formats.size >= 512) formats.clear()
  let format: Intl.DateTimeFormat | undefined
  try {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    format = undefined
  }
  formats.set(zone, format)
  return format
}
