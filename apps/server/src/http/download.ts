import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'

/** An answer that is sent as it is made: what its size is nobody has to hold in memory. */
export interface Download {
  readonly kind: 'download'
  readonly type: string
  /** Letters, digits, dots and hyphens. */
  readonly fileName: string
  /** Events in it, as counted before; for the audit and for whoever waits. */
  readonly rows: number
  readonly body: AsyncIterable<Uint8Array>
}

export const downloadShape = z.custom<Download>(isDownload)

export function isDownload(value: unknown): value is Download {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'download'
}

/** Sends what is made no faster than it is read; when the client leaves, the making ends. */
export function sendDownload(reply: FastifyReply, { type, fileName, rows, body }: Download): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('x-tocsin-rows', String(rows))
    .type(type)
    .send(Readable.from(body, { objectMode: false }))
}
