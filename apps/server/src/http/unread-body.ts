import type { FastifyReply, FastifyRequest } from 'fastify'

/** Bytes of a refused body that are thrown away rather than cutting its sender off, who then might not read why. */
const thrownAway = 1024 * 1024

export function hasBody(request: FastifyRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || lengthOf(request) > 0
}

/** Answers without reading the body: a small one is thrown away by Node, a large or endless one ends the connection. */
export function leaveUnread(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const endless = request.headers['transfer-encoding'] !== undefined
  if (!request.raw.readableEnded && (endless || lengthOf(request) > thrownAway)) reply.header('connection', 'close')
  return reply
}

function lengthOf(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0)
}
