import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli, pause, startServer } from './server.mjs'

/**
 * Tocsin watches itself: events that are watched as they arrive, metrics, rules that were lost beside the log, and the finding about
 * it. Nothing here depends on how fast the machine is; a wait ends when what it waits for is there, or fails after two minutes.
 */
const data = mkdtempSync(join(tmpdir(), 'self-'))
let server = await startServer(data)
try {
  await tails()
  await measures()
  await loses()
  console.log('self: all held')
} finally {
  await server.stop()
  rmSync(data, { recursive: true })
}

async function tails() {
  const tail = spawn(process.execPath, [cli, 'tail', 'message:*hello*', '--data', data, '--limit', '3', '--json'])
  let out = ''
  let err = ''
  tail.stdout.on('data', (chunk) => {
    out += chunk
  })
  tail.stderr.on('data', (chunk) => {
    err += chunk
  })
  const ended = new Promise((resolve) => tail.once('exit', resolve))
  await until('tail watches', () => err.includes('Watching'))
  const socket = connect(server.syslog.port, server.syslog.host)
  for (let line = 0; line < 10; line++)
    socket.write(`<13>1 - h app - - - ${line % 2 === 0 ? 'bye' : 'hello'} ${line}\n`)
  if ((await ended) !== 0) throw new Error(`tail failed: ${err}`)
  socket.end()
  const shown = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).message)
  if (shown.join() !== 'hello 1,hello 3,hello 5') throw new Error(`tail showed ${shown}`)
  console.log('self: tail showed three of ten, and ended')
}

async function measures() {
  const lines = await until('figures', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return text.includes('tocsin_lag_seconds') ? text.split('\n') : undefined
  })
  for (const start of [
    'tocsin_ready 1',
    'tocsin_event_loop_delay_seconds{thread="keep"',
    'tocsin_source_frames_total{source="syslog"} 10',
  ]) {
    if (!lines.some((line) => line.startsWith(start)))
      throw new Error(`no ${start} among ${lines.length} lines of metrics`)
  }
  console.log(`self: ${lines.length} lines of metrics`)
}

async function loses() {
  await server.stop()
  const content = join(data, 'log', 'content')
  for (const name of readdirSync(content)) rmSync(join(content, name))
  server = await startServer(data)
  const incident = await until('the finding about lost rules', async () => {
    const { incidents } = await server.ask('/api/incidents')
    return incidents.find(({ story }) => /beside it|Rules of Tocsin/.test(JSON.stringify(story)))
  })
  console.log(`self: ${incident.id} ${incident.severity}: ${incident.story.en}`)
}

async function until(what, holds) {
  for (let tries = 0; tries < 240; tries++) {
    const found = await holds()
    if (found) return found
    await pause(500)
  }
  throw new Error(`waited two minutes in vain for: ${what}`)
}
