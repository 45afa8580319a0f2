import type { Clock } from '@tocsin/kit'
import type { FastifyInstance } from 'fastify'

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
  app.get('/metrics', { config: { needs: metricsPermission, nearby: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store').type(options.type)
    return await text()
  })
}
