import { TocsinError } from '@tocsin/kit'
import { fetched, type LocalServer } from './data-folder.ts'

export interface ServerSent {
  readonly event: string
  readonly data: unknown
}

/** Characters of one event that is not at its end: far more than the server sends at once. */
const mostHeld = 16 * 1024 * 1024

/**
 * Listens to a stream of server-sent events (WHATWG HTML §9.2) until it ends.
 *
 * @throws TocsinError what the server refused, or `stream-broken` where the connection ended
 */
export async function* eventStream(server: LocalServer, path: string): AsyncGenerator<ServerSent> {
  const response = await fetched(server, path, { headers: { authorization: `Bearer ${server.token}` } })
  if (!response.ok || response.body === null) {
    const answer = (await response.json().catch(() => ({}))) as { code?: string; message?: string; fix?: string }
    throw new TocsinError(answer.code ?? 'server-refused', answer.message ?? `The server answered ${response.status}`, {
      ...(answer.fix === undefined ? {} : { fix: answer.fix }),
    })
  }
  let held = ''
  try {
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      held += part
      if (held.length > mostHeld) throw new Error('an event without an end')
      for (let end = held.indexOf('\n\n'); end >= 0; end = held.indexOf('\n\n')) {
        const sent = sentOf(held.slice(0, end))
        held = held.slice(end + 2)
        if (sent !== undefined) yield sent
      }
    }
  } catch (cause) {
    throw new TocsinError('stream-broken', 'The connection to the server ended', {
      where: server.url,
      fix: 'Look whether it still runs, and start again',
      cause,
    })
  }
}

/** A comment, such as the heartbeat, is nothing. */
export function sentOf(block: string): ServerSent | undefined {
  const match = /^event: ([\w-]{1,64})\ndata: (.*)$/s.exec(block)
  if (match === null) return undefined
  try {
    return { event: match[1] ?? '', data: JSON.parse(match[2] ?? '') }
  } catch {
    return undefined
  }
}
