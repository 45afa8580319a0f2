import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const pack = promisify(gzip)

/**
 * Sends a large JSON answer packed, with a weak validator of its text (RFC 9110 §8.8.3): whoever names it in If-None-Match is
 * told that nothing changed. What may be seen decides the text, so a validator of one person says nothing to another.
 *
 * Only for answers that echo nothing of the request: packing those tells lengths (BREACH, CVE-2013-3587).
 */
export async function sendBulky(request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const validator = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  reply.header('etag', validator).header('vary', 'accept-encoding')
  const held = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim())
  if (held.includes(validator)) return reply.code(304).send()
  reply.type('application/json; charset=utf-8')
  if (!takesGzip(request.headers['accept-encoding'])) return reply.send(text)
  // In the thread pool: the main thread answers others meanwhile.
  return reply.header('content-encoding', 'gzip').send(await pack(text, { level: 5 }))
}

/** RFC 9110 §12.5.3, without preferences among codings: gzip, unless its weight is nought. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((one) => /^\s*gzip\s*(;\s*q\s*=\s*(0\.0*[1-9]\d*|1(\.0*)?)\s*)?$/i.test(one))
}
