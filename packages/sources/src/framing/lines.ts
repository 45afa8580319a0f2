import { holder } from './held.ts'
import type { Framer, FramerOptions, FrameSink } from './refusal.ts'

const lf = 10
const cr = 13

/**
 * Frames newline-delimited text (NDJSON, plain lines): LF or CRLF ends a frame, empty lines are skipped, the last line
 * needs no end. A line longer than `maxFrame` is refused once and skipped to its end without being held.
 */
export function lineFramer({ maxFrame }: FramerOptions): Framer {
  const held = holder(maxFrame)
  /** Bytes of the stream before the current chunk. */
  let passed = 0
  let lineStart = 0
  let skipping = false

  const push = (chunk: Uint8Array, out: FrameSink) => {
    let at = 0
    while (at < chunk.length) {
      const end = chunk.indexOf(lf, at)
      const part = chunk.subarray(at, end < 0 ? chunk.length : end)
      if (!skipping && held.length + part.length > maxFrame) {
        out.refused('too-long', lineStart)
        held.clear()
        skipping = true
      }
      if (end < 0) {
        if (!skipping) held.add(part)
        break
      }
      if (!skipping) emitLine(held.takeWith(part), out)
      skipping = false
      at = end + 1
      lineStart = passed + at
    }
    passed += chunk.length
  }

  return {
    push,
    end(out) {
      if (!skipping) emitLine(held.takeWith(new Uint8Array(0)), out)
      skipping = false
    },
  }
}

/** A line without its carriage return, unless nothing is left of it. */
export function emitLine(line: Uint8Array, out: FrameSink): void {
  const bytes = line[line.length - 1] === cr ? line.subarray(0, -1) : line
  if (bytes.length > 0) out.frame(bytes)
}
