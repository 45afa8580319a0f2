import { holder } from './held.ts'
import type { Framer, FramerOptions, FrameSink } from './refusal.ts'

const [lf, equals] = [10, 61]

/**
 * Frames entries of the journal export format (systemd.io/JOURNAL_EXPORT_FORMATS): an empty line ends one, and fields may
 * carry any bytes behind their length. An entry longer than `maxFrame` is refused once, and passed over to its end.
 */
export function journalFramer({ maxFrame }: FramerOptions): Framer {
  const held = holder(maxFrame)
  let passed = 0
  let entryStart = 0
  let skipping = false
  /** Of the line that is being read: its length, and whether it holds a sign. */
  let line = 0
  let signed = false
  /** Bytes of a binary value that still come, its line end included; of its length, how many were read. */
  let left = 0
  let lengthRead = -1
  let length = 0

  const endEntry = (part: Uint8Array, out: FrameSink) => {
    if (skipping) {
      held.clear()
      skipping = false
      return
    }
    if (held.length + part.length > maxFrame) {
      out.refused('too-long', entryStart)
      held.clear()
      return
    }
    const entry = held.takeWith(part)
    if (entry.length > 0) out.frame(entry)
  }

  const push = (chunk: Uint8Array, out: FrameSink) => {
    let from = 0
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const step = Math.min(left, chunk.length - at)
        left -= step
        at += step
        if (left === 0) line = 0
        continue
      }
      const byte = chunk[at++] ?? 0
      if (lengthRead >= 0) {
        length += byte * 2 ** (8 * lengthRead++)
        if (lengthRead === 8) {
          lengthRead = -1
          // A length that no entry can have is passed over as what it says it is.
          left = Math.min(length, Number.MAX_SAFE_INTEGER - 1) + 1
        }
        continue
      }
      if (byte !== lf) {
        line++
        if (byte === equals) signed = true
        continue
      }
      if (line === 0) {
        endEntry(chunk.subarray(from, at - 1), out)
        from = at
        entryStart = passed + at
      } else if (!signed) {
        lengthRead = 0
        length = 0
      }
      line = 0
      signed = false
    }
    const rest = chunk.subarray(from)
    if (!skipping && held.length + rest.length > maxFrame) {
      out.refused('too-long', entryStart)
      held.clear()
      skipping = true
    }
    if (!skipping && rest.length > 0) held.add(rest)
    passed += chunk.length
  }

  return {
    push,
    end(out) {
      // An entry without its empty line may lack fields: it is none.
      if (!skipping && held.length > 0) out.refused('cut-off', entryStart)
      held.clear()
      skipping = false
    },
  }
}
