import { decide } from '@tocsin/access'
import type { Clock } from '@tocsin/kit'
import type { FastifyInstance } from 'fastify'
import { open } from './admission.ts'
import { sendRefused } from './mount.ts'
import { refusedByAccess, unexpected } from './problem.ts'

export const metricsPermission = 'metrics.read'

/**
 * `GET /metrics`: OpenMetrics. For who may read them (`metrics.read`), and for programs on this machine that come over loopback
 * and through no proxy, as scrapers do.
 */
export function mountMetrics(
  app: FastifyInstance,
  options: { readonly text: () => Promise<string>; readonly type: string; readonly clock: Clock },
): void {
  let last: { readonly at: number; readonly text: Promise<string> } | undefined
  // However often it is asked, the threads are asked once a second.
  const text = () => {
    const now = options.clock.now()
    if (last === undefined || now - last.at >= 1000 || now < last.at) last = { at: now, text: options.text() }
    return last.text
  }
  app.get('/metrics', { config: { needs: open } }, async (request, reply) => {
    const { admitted } = request
    if (admitted === null) return sendRefused(reply, unexpected)
    if (admitted.reached.channel !== 'loopback' || request.headers.authorization !== undefined) {
      const decided = decide(admitted.who, metricsPermission)
      if (!decided.ok) return sendRefused(reply, refusedByAccess(decided.error))
    }
    reply.header('cache-control', 'no-store').type(options.type)
    return await text()
  })
}
