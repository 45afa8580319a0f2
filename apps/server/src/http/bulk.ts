import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Packed, packText, validatorOf } from './packed.ts'

const unpack = promisify(gunzip)

/**
 * Sends a large JSON answer packed, with a weak validator of its text (RFC 9110 §8.8.3): whoever names it in If-None-Match is
 * told that nothing changed. What may be seen decides the text, so a validator of one person says nothing to another.
 *
 * Only for answers that echo nothing of the request: packing those tells lengths (BREACH, CVE-2013-3587).
 */
export async function sendBulky(request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  if (isHeld(request, reply, validatorOf(text))) return reply.code(304).send()
  if (!takesGzip(request)) return reply.send(text)
  return reply.header('content-encoding', 'gzip').send(await packText(text))
}

/** The same of an answer that was packed where it was made: nothing of its size is left to do here. */
export async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  { validator, gzip }: Packed,
): Promise<FastifyReply> {
  if (isHeld(request, reply, validator)) return reply.code(304).send()
  if (takesGzip(request)) return reply.header('content-encoding', 'gzip').send(Buffer.from(gzip))
  return reply.send(await unpack(gzip))
}

function isHeld(request: FastifyRequest, reply: FastifyReply, validator: string): boolean {
  reply.header('etag', validator).header('vary', 'accept-encoding')
  const held = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim())
  if (held.includes(validator)) return true
  reply.type('application/json; charset=utf-8')
  return false
}

/** RFC 9110 §12.5.3, without preferences among codings: gzip, unless its weight is nought. */
function takesGzip({ headers }: FastifyRequest): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((one) => /^\s*gzip\s*(;\s*q\s*=\s*(0\.0*[1-9]\d*|1(\.0*)?)\s*)?$/i.test(one))
}
