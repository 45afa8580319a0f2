import { TocsinError } from '@tocsin/kit'
import type { IngestAnswer, IngestRequest } from '../http/ports.ts'
import { failureOf } from './ingest-failure.ts'
import { type IngestChannel, isIngest, type ToMain, type ToReceive } from './ingest-messages.ts'
import { type IngestSession, openIngestSession, type SessionHost } from './ingest-session.ts'
import { IngestBusy, InputRefused } from './input-refused.ts'

/** Bodies that are taken in at once; each may hold a line of 1 MiB. */
export const maxSessions = 256

/** The sources that bodies may name. */
export type SourceTable = Pick<ReadonlyMap<string, { readonly decoder: string }>, 'get' | 'has' | 'keys'>

export interface IngestServer {
  /** Bodies that are being taken in. */
  readonly open: number
  readonly opened: number
  /** Gives up all bodies; what was handed to the log stays. */
  close(): Promise<void>
}

/** The receive thread's end: runs a session for each body that the main thread hands over. */
export function serveIngest(channel: IngestChannel, host: SessionHost, sources: SourceTable): IngestServer {
  const sessions = new Map<number, { readonly session: IngestSession; owed: number }>()
  let opened = 0
  const tell = (message: ToMain) => channel.postMessage(message)

  const open = (id: number, request: IngestRequest) => {
    opened++
    const decoder = sources.get(request.source)?.decoder
    if (decoder === undefined) {
      host.refusals.note({
        source: 'ingest',
        stage: 'receive',
        reason: 'unknown-source',
        peer: request.peer,
        offset: 0,
      })
      return tell({ ingest: 'answer', id, answer: noSuchSource(sources) })
    }
    if (sessions.size >= maxSessions) {
      host.refusals.note({ source: request.source, stage: 'receive', reason: 'busy', peer: request.peer, offset: 0 })
      const { problem, ...answer } = failureOf(new IngestBusy('Too many bodies are being sent at once'))
      return tell({ ingest: 'answer', id, answer: { ...answer, body: problem } })
    }
    const session = openIngestSession(host, { ...request, decoder }, () => {
      const entry = sessions.get(id)
      if (entry === undefined || entry.owed === 0) return
      tell({ ingest: 'credit', id, bytes: entry.owed })
      entry.owed = 0
    })
    sessions.set(id, { session, owed: 0 })
    session.answer.then((answer) => {
      sessions.delete(id)
      tell({ ingest: 'answer', id, answer })
    })
  }

  const write = (id: number, bytes: ArrayBuffer) => {
    const entry = sessions.get(id)
    if (entry === undefined) return
    entry.owed += bytes.byteLength
    if (!entry.session.write(new Uint8Array(bytes))) return
    tell({ ingest: 'credit', id, bytes: entry.owed })
    entry.owed = 0
  }

  const abortAll = (why?: Error) => {
    for (const { session } of sessions.values()) session.abort(why)
  }

  channel.on('message', (heard) => {
    if (!isIngest(heard)) return
    const message = heard as ToReceive
    if (message.ingest === 'open') open(message.id, message.request)
    else if (message.ingest === 'chunk') write(message.id, message.bytes)
    else if (message.ingest === 'end') sessions.get(message.id)?.session.end()
    else if (message.ingest === 'abort') {
      const { reason, offset } = message.why
      sessions.get(message.id)?.session.abort(new InputRefused(reason, offset))
    } else {
      const source = sources.has(message.source) ? message.source : 'ingest'
      host.refusals.note({ source, stage: 'receive', reason: message.reason, peer: message.peer, offset: 0 })
    }
  })
  channel.on('close', () => abortAll())

  return {
    get open() {
      return sessions.size
    },
    get opened() {
      return opened
    },
    async close() {
      abortAll(new TocsinError('log-closed', 'The receiver is closing'))
      await Promise.all([...sessions.values()].map(({ session }) => session.answer))
    },
  }
}

function noSuchSource(sources: SourceTable): IngestAnswer {
  return {
    status: 404,
    body: {
      code: 'unknown-source',
      message: 'No source has this name',
      fix: `Name one of these in the path: ${[...sources.keys()].join(', ')}`,
    },
  }
}
