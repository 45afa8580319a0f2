import type { Decoded, Decoder, Frame, FramePart } from '@tocsin/event'
import { windows } from '../windows/index.ts'
import { hasByteOrderMark, utf8Length } from '../wire/utf8.ts'
import type { MessageText } from './message.ts'

/** A header is shorter than this. */
const maxHeader = 1024

/**
 * Where a Windows event begins in a syslog message, as rsyslog and NXLog forward them: raw XML, or JSON with Windows' own names.
 *
 * @returns the place in the text; nothing where it carries none
 */
export function windowsBody(text: string): number | undefined {
  if (text.endsWith('</Event>')) {
    const start = text.slice(0, maxHeader).search(/<\?xml |<Event[ >]/)
    return start < 0 ? undefined : start
  }
  if (!text.endsWith('}')) return undefined
  const start = text.slice(0, maxHeader).indexOf('{')
  if (start < 0) return undefined
  const isWindows =
    text.includes('"winlog"', start) || (text.includes('"EventID"', start) && text.includes('"Channel"', start))
  return isWindows ? start : undefined
}

/** The event, read by its own decoder; nothing where it is none after all. */
export function readWindowsBody(frame: Frame, text: MessageText): readonly Decoded[] | undefined {
  const place = placeIn(frame.payload, text)
  if (place === undefined) return undefined
  const read = windows.decode({ ...frame, payload: frame.payload.subarray(place.start, place.end) })
  if (!read.ok || read.value.some(({ derived }) => derived.has('tocsin.read_as'))) return undefined
  return read.value
}

export function locateInWindowsBody(
  payload: Uint8Array,
  text: MessageText,
  field: string,
  index: number,
): ReturnType<Decoder['locate']> {
  const place = placeIn(payload, text)
  if (place === undefined) return undefined
  const part = windows.locate(payload.subarray(place.start, place.end), field, index)
  return part && { start: part.start + place.start, end: part.end + place.start }
}

function placeIn(payload: Uint8Array, { text, latin1 }: MessageText): FramePart | undefined {
  const start = windowsBody(text)
  if (start === undefined || latin1) return undefined
  const before = (hasByteOrderMark(payload) ? 3 : 0) + utf8Length(text, start)
  return { start: before, end: before + utf8Length(text.slice(start)) }
}
