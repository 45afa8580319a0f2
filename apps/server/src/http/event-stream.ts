import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'

/** Begins a stream of server-sent events (WHATWG HTML §9.2); from here on fastify leaves the answer alone. */
export function beginEventStream(reply: FastifyReply): ServerResponse {
  reply.hijack()
  const { raw } = reply
  // Its headers, helmet's among them, come along.
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.on('error', () => raw.destroy())
  return raw
}

/** One event; JSON holds no line breaks, so that no value can begin a field or an event of its own. */
export function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
