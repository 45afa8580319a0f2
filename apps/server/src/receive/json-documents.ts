import type { Framer, FramerOut } from './framer.ts'

export interface JsonDocumentLimits {
  /** Bytes of one document. */
  readonly bytes: number
  readonly depth: number
}

const [lf, quote, backslash, comma] = [0x0a, 0x22, 0x5c, 0x2c]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Cuts JSON objects that follow one another, on any number of lines, or that stand in one array (RFC 8259).
 *
 * It counts brackets and knows strings; whether a document is right JSON is for the decoder to say. Reasons to refuse:
 * `not-json` (text between documents, once a line; a line break inside a string), `too-long`, `too-deep`, `cut-off`. After a
 * document that is too long, too deep or broken it goes on at the next line that starts with a brace.
 */
export function jsonDocumentFramer(limits: JsonDocumentLimits): Framer {
  let state: 'between' | 'garbage' | 'document' | 'string' | 'escape' | 'lost' = 'between'
  let depth = 0
  /** Bytes of the document from earlier chunks. */
  let parts: Uint8Array[] = []
  let held = 0
  /** Where the document began, and what was pushed before this chunk. */
  let start = 0
  let offset = 0
  let atLineStart = true

  const forget = () => {
    parts = []
    held = 0
  }

  const lose = (reason: string, out: FramerOut) => {
    out.refused(reason, start)
    state = 'lost'
    forget()
  }

  return {
    push(chunk, out) {
      let from = 0
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i] ?? 0
        switch (state) {
          case 'document':
            if (byte === quote) state = 'string'
            else if (byte === openBrace || byte === openBracket) {
              if (++depth > limits.depth) lose('too-deep', out)
            } else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) {
              const last = chunk.subarray(from, i + 1)
              state = 'between'
              out.frame(held === 0 ? last : joined([...parts, last], held + last.length))
              forget()
            }
            break
          case 'string':
            if (byte === quote) state = 'document'
            else if (byte === backslash) state = 'escape'
            // RFC 8259 §7: control characters in strings are escaped
            else if (byte === lf) lose('not-json', out)
            break
          case 'escape':
            state = 'string'
            break
          default:
            if (byte === openBrace && (state !== 'lost' || atLineStart)) {
              state = 'document'
              depth = 1
              start = offset + i
              from = i
            } else if (state === 'lost') {
              break
            } else if (byte === lf) {
              state = 'between'
            } else if (state === 'between' && !isBetween(byte)) {
              out.refused('not-json', offset + i)
              state = 'garbage'
            }
        }
        if (isInside(state) && offset + i - start >= limits.bytes) lose('too-long', out)
        atLineStart = byte === lf
      }
      offset += chunk.length
      if (!isInside(state)) return
      parts.push(chunk.subarray(from))
      held += chunk.length - from
    },
    end(out) {
      if (isInside(state)) lose('cut-off', out)
      state = 'between'
    },
  }
}

function isInside(state: string): boolean {
  return state === 'document' || state === 'string' || state === 'escape'
}

/** Whitespace (RFC 8259 §2), and what separates the elements of an array. */
function isBetween(byte: number): boolean {
  return (
    byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === comma || byte === openBracket || byte === closeBracket
  )
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
