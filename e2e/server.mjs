import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const cli = join(root, 'apps', 'cli', 'bin', 'tocsin.mjs')

/**
 * Starts the real server on a data folder, on free ports.
 *
 * @param {string} data
 * @param {readonly string[]} more further options of `tocsin serve`
 * @param {string} within the folder that it runs on, where another one is named
 */
export async function startServer(data, more = [], within = data) {
  const child = spawn(
    process.execPath,
    [cli, 'serve', '--json', '--port', '0', '--syslog', '0', '--data', data, ...more],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const said = await firstLine(child)
  const { token } = JSON.parse(readFileSync(join(within, 'local.json'), 'utf8'))
  const ask = async (path, options = {}) => {
    const response = await fetch(`${said.url}${path}`, {
      ...options,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...options.headers },
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    ...said,
    data,
    pid: child.pid,
    token,
    ask,
    /** Waits until everything that was received is judged and kept. */
    settled: async () => {
      for (let quiet = 0; quiet < 2; ) {
        await pause(1200) // the status is shared for a second
        const status = await ask('/api/status').catch((error) => {
          if (!String(error).includes(': 503')) throw error
          return undefined // busy: asked again
        })
        quiet = status?.behind.every(({ frames }) => frames <= 2) ? quiet + 1 : 0
      }
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.kill('SIGTERM')
      return await ended
    },
  }
}

export function pause(milliseconds) {
  return new Promise((wake) => setTimeout(wake, milliseconds))
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))))
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened: ${text}`)))
  })
}
