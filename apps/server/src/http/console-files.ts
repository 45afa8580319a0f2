import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { open } from './admission.ts'
import { sendRefused } from './mount.ts'
import { noSuchRoute, refused } from './problem.ts'

/**
 * Serves the built console: files where there are any, and its page for every other path, since the URL is the state.
 *
 * Files under `/assets` carry their hash in their names and never change; the page itself is never kept.
 */
export async function mountConsole(app: FastifyInstance, consoleDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: consoleDir,
    serve: false,
    cacheControl: false,
    dotfiles: 'deny',
    index: false,
    setHeaders: (reply, path) => {
      const kept = path.startsWith(join(consoleDir, 'assets'))
      const page = path.endsWith('.html')
      const caching = kept ? 'public, max-age=31536000, immutable' : page ? 'no-store' : 'no-cache'
      reply.setHeader('cache-control', caching)
    },
  })

  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    config: { needs: open },
    handler: async (request, reply) => {
      const path = (request.params as { '*'?: string })['*'] ?? ''
      if (/^(api|ingest)(\/|$)/i.test(path)) return sendRefused(reply, noSuchRoute)
      const file = fileOf(path)
      if (file !== undefined && (await isFile(join(consoleDir, file)))) return reply.sendFile(file)
      if (path.startsWith('assets/')) return sendRefused(reply, noSuchRoute)
      if (await isFile(join(consoleDir, 'index.html'))) return reply.sendFile('index.html')
      return sendRefused(reply, notBuilt)
    },
  })
}

/** A path made only of plain names: no dot first, no separators of any system, no `..`; anything else is no file. */
export function fileOf(path: string): string | undefined {
  const names = path.split('/')
  return names.length <= 8 && names.every((name) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(name)) ? path : undefined
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

const notBuilt = refused(503, 'console-not-built', 'The console is not built', 'Run: npm run build')
