import { holder } from './held.ts'
import { emitLine } from './lines.ts'
import type { Framer, FramerOptions, FrameSink } from './refusal.ts'

const lf = 10
const space = 32
const lessThan = 60

/** A count up to this many frames long is believed and stepped over; past it, it is taken for garbage. */
const believable = 16

type State =
  /** Between frames. */
  | { readonly kind: 'start' }
  /** Digits of what may be an octet count, then its space. */
  | { readonly kind: 'count'; readonly digits: string }
  /** Inside a counted frame. */
  | { readonly kind: 'counted'; readonly left: number }
  /** Stepping over a counted frame that is too long. */
  | { readonly kind: 'over'; readonly left: number }
  | { readonly kind: 'line' }
  /** Until the next line, or something that looks like `123 <`. */
  | { readonly kind: 'lost'; readonly digits: string }

/**
 * Frames syslog on a stream (RFC 6587): octet counting (§3.4.1) or a line a message (§3.4.2), told apart at each frame.
 *
 * A frame is counted if it begins with a count, a space and `<`; else it is a line. Where a counted frame was the last
 * one, what begins with neither a count nor `<` is garbage: refused once, and left at the next line end or at the next
 * `count <`.
 */
export function syslogFramer({ maxFrame }: FramerOptions): Framer {
  const held = holder(maxFrame)
  let state: State = { kind: 'start' }
  let passed = 0
  let frameStart = 0
  /** Whether the last frame was counted. */
  let counting = false

  const push = (chunk: Uint8Array, out: FrameSink) => {
    let at = 0
    while (at < chunk.length) at = step(chunk, at, out)
    passed += chunk.length
  }

  const step = (chunk: Uint8Array, at: number, out: FrameSink): number => {
    switch (state.kind) {
      case 'start':
        return begin(chunk, at, out)
      case 'count':
        return count(chunk[at] ?? 0, at, state.digits, out)
      case 'counted':
        return body(chunk, at, state.left, out)
      case 'over': {
        const taken = Math.min(state.left, chunk.length - at)
        state = state.left === taken ? { kind: 'start' } : { kind: 'over', left: state.left - taken }
        return at + taken
      }
      case 'line':
        return line(chunk, at, out)
      case 'lost':
        return search(chunk, at, state.digits)
    }
  }

  const begin = (chunk: Uint8Array, at: number, out: FrameSink): number => {
    const byte = chunk[at] ?? 0
    // Line ends and NUL after a counted frame: some senders use both framings at once.
    if (byte === lf || byte === 13 || byte === 0) return at + 1
    frameStart = passed + at
    if (byte >= 49 && byte <= 57) {
      state = { kind: 'count', digits: '' }
      return at
    }
    if (counting && byte !== lessThan) {
      out.refused('garbage', frameStart)
      state = { kind: 'lost', digits: '' }
      return at
    }
    state = { kind: 'line' }
    return at
  }

  const count = (byte: number, at: number, digits: string, out: FrameSink): number => {
    const done = digits.endsWith(' ')
    if (!done && digits.length < 10 && ((byte >= 48 && byte <= 57) || (byte === space && digits !== ''))) {
      state = { kind: 'count', digits: digits + String.fromCharCode(byte) }
      return at + 1
    }
    if (done && byte === lessThan) return counted(Number(digits), at, out)
    return uncounted(digits, at, out)
  }

  /** `at` stands at the `<` of a counted frame. */
  const counted = (length: number, at: number, out: FrameSink): number => {
    counting = true
    if (length <= maxFrame) state = { kind: 'counted', left: length }
    else if (length <= believable * maxFrame) {
      out.refused('too-long', frameStart)
      state = { kind: 'over', left: length }
    } else {
      out.refused('bad-count', frameStart)
      state = { kind: 'lost', digits: '' }
    }
    return at
  }

  /** It began with digits and is no counted frame: they belong to a line, or to garbage. */
  const uncounted = (digits: string, at: number, out: FrameSink): number => {
    if (counting) {
      out.refused('garbage', frameStart)
      state = { kind: 'lost', digits }
    } else if (digits.length > maxFrame) {
      out.refused('too-long', frameStart)
      state = { kind: 'lost', digits: '' }
    } else {
      held.add(Uint8Array.from(digits, (digit) => digit.charCodeAt(0)))
      state = { kind: 'line' }
    }
    return at
  }

  const body = (chunk: Uint8Array, at: number, left: number, out: FrameSink): number => {
    const part = chunk.subarray(at, at + left)
    if (part.length < left) {
      held.add(part)
      state = { kind: 'counted', left: left - part.length }
    } else {
      state = { kind: 'start' }
      out.frame(held.takeWith(part))
    }
    return at + part.length
  }

  const line = (chunk: Uint8Array, at: number, out: FrameSink): number => {
    const end = chunk.indexOf(lf, at)
    const part = chunk.subarray(at, end < 0 ? chunk.length : end)
    if (held.length + part.length > maxFrame) {
      out.refused('too-long', frameStart)
      held.clear()
      counting = false
      state = { kind: 'lost', digits: '' }
      return at
    }
    if (end < 0) {
      held.add(part)
      return chunk.length
    }
    counting = false
    state = { kind: 'start' }
    emitLine(held.takeWith(part), out)
    return end + 1
  }

  /** Looks for the end of the line, and where counted frames were seen, for `123 <`. */
  const search = (chunk: Uint8Array, start: number, seen: string): number => {
    let digits = seen
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (byte === lf) {
        state = { kind: 'start' }
        return at + 1
      }
      if (!counting) continue
      if (byte === lessThan && digits.endsWith(' ') && Number(digits) <= maxFrame) {
        frameStart = passed + at - digits.length
        state = { kind: 'counted', left: Number(digits) }
        return at
      }
      const isCount = (byte >= 49 && byte <= 57) || (byte === 48 && digits !== '')
      if (isCount && !digits.endsWith(' ') && digits.length < 9) digits += String.fromCharCode(byte)
      else if (isCount) digits = byte === 48 ? '' : String.fromCharCode(byte)
      else digits = byte === space && digits !== '' && !digits.endsWith(' ') ? `${digits} ` : ''
    }
    state = { kind: 'lost', digits }
    return chunk.length
  }

  return {
    push,
    end(out) {
      if (state.kind === 'count') uncounted(state.digits, 0, out)
      if (state.kind === 'line') emitLine(held.takeWith(new Uint8Array(0)), out)
      else if (state.kind === 'counted' || state.kind === 'over') out.refused('cut-off', frameStart)
      held.clear()
      state = { kind: 'start' }
    },
  }
}
