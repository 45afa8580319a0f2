import { maxPayload, nativeLimits } from '@tocsin/event'
import { journalFramer, lineFramer } from '@tocsin/sources'
import type { Framer, FramerOut } from './framer.ts'
import { jsonDocumentFramer } from './json-documents.ts'

/**
 * How a body is cut into frames: a line each; a JSON object each; the body as it is; as Elasticsearch's bulk form has it, an
 * action line with the document behind it; or an entry of a journal in its export format each.
 */
export type BodyFraming = 'lines' | 'documents' | 'whole' | 'pairs' | 'entries'

export function bodyFramer(framing: BodyFraming): Framer {
  switch (framing) {
    case 'lines':
      return lineFramer({ maxFrame: maxPayload })
    case 'documents':
      return jsonDocumentFramer({ bytes: maxPayload, depth: nativeLimits.depth })
    case 'whole':
      return wholeFramer(maxPayload)
    case 'entries':
      return journalFramer({ maxFrame: maxPayload })
    case 'pairs':
      return pairFramer(lineFramer({ maxFrame: maxPayload - longestAction }))
  }
}

/** The whole body is one frame, or refused as `too-long`; it holds no more than a frame. */
function wholeFramer(limit: number): Framer {
  let parts: Uint8Array[] = []
  let held = 0
  return {
    push(chunk, out) {
      if (held > limit) return
      held += chunk.length
      if (held > limit) {
        parts = []
        out.refused('too-long', 0)
      } else parts.push(chunk)
    },
    end(out) {
      if (held > 0 && held <= limit)
        out.frame(parts.length === 1 && parts[0] !== undefined ? parts[0] : joined(parts, held))
      parts = []
    },
  }
}

/** An action line is short; a longer one is none. */
const longestAction = 4096

/** Joins every second line to the one before it. What follows a refused line would be out of step: it begins anew at an action. */
function pairFramer(lines: Framer): Framer {
  let action: Uint8Array | undefined
  let offset = 0
  const into = (out: FramerOut): FramerOut => ({
    frame(line) {
      if (action === undefined) {
        if (!isAction(line)) out.refused('no-action', offset)
        // A deletion has no document behind it, and says nothing to us.
        else if (!startsWith(line, '{"delete"')) action = line.slice()
        return
      }
      const pair = joined([action, lineEnd, line], action.length + 1 + line.length)
      action = undefined
      out.frame(pair)
    },
    refused(reason, at) {
      action = undefined
      out.refused(reason, at)
    },
  })
  return {
    push(chunk, out) {
      lines.push(chunk, into(out))
      offset += chunk.length
    },
    end(out) {
      lines.end(into(out))
      if (action !== undefined) out.refused('cut-off', offset)
      action = undefined
    },
  }
}

const lineEnd = Uint8Array.of(0x0a)

function isAction(line: Uint8Array): boolean {
  if (line.length > longestAction) return false
  return ['{"index"', '{"create"', '{"delete"', '{"update"', '{ "index"', '{ "create"'].some((start) =>
    startsWith(line, start),
  )
}

function startsWith(line: Uint8Array, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (line[at] !== text.charCodeAt(at)) return false
  return true
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
