import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { pause } from './server.mjs'

export const run = promisify(execFile)

/**
 * Ends with 77 where a program is missing, and says which package brings it.
 *
 * @param {Readonly<Record<string, string>>} needed path by package
 */
export function requirePrograms(needed) {
  for (const [name, path] of Object.entries(needed)) {
    if (existsSync(path) || existsSync(path.replace('/usr', ''))) continue
    console.error(`${path} is missing: apt-get install ${name}`)
    process.exit(77)
  }
}

/** Programs that were started, to be ended in the reverse order, each awaited. */
export function household() {
  const children = []
  return {
    start(program, args, options = {}) {
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
      children.push(child)
      return child
    },
    async end() {
      for (const child of children.reverse()) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const over = new Promise((done) => child.once('exit', done))
        child.kill('SIGTERM')
        if ((await Promise.race([over.then(() => true), pause(5000)])) !== true) child.kill('SIGKILL')
      }
    },
  }
}

/** A port of loopback that nobody had a moment ago. */
export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

/** How many events of a source hold a text in their message; all of the source without one. */
export async function count(server, source, text) {
  const of = [{ kind: 'cmp', field: 'source', op: 'eq', value: source }]
  if (text !== undefined) of.push({ kind: 'anywhere', text })
  const { rows } = await server.ask('/api/search', {
    method: 'POST',
    body: JSON.stringify({
      from: 'event',
      time: [0, 8.64e15],
      timeField: 'received',
      where: { kind: 'and', of },
      measures: [{ kind: 'count' }],
      limit: 1,
    }),
  })
  return rows[0].measure0
}

/** Waits until something is so, and fails after 30 s. */
export async function until(what, holds) {
  for (let tries = 0; tries < 150; tries++) {
    const found = await holds()
    if (found !== undefined && found !== false) return found
    await pause(200)
  }
  assert.fail(`${what}: it did not come`)
}

/** Adds a connection and waits until it does well. */
export async function connect(server, connection, secret) {
  const made = await server.ask('/api/connections', {
    method: 'POST',
    body: JSON.stringify({ connection, ...(secret === undefined ? {} : { secret }) }),
  })
  await until(`${connection.name} does well`, async () => {
    const { health } = await server.ask(`/api/connections/${made.id}`)
    return health.state === 'waiting' || health.state === 'running'
  })
  return made
}
