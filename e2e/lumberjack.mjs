import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause, startServer } from './server.mjs'

/**
 * A Lumberjack v2 client of others (npm lumberjack-client) sends 600 events; the server is killed with -9 twice on the way.
 * What was not acknowledged is sent again, as Beats do. Each event must be stored once.
 */
const LumberjackClient = createRequire(import.meta.url)('lumberjack-client')
const data = mkdtempSync(join(tmpdir(), 'tocsin-lumberjack-'))
let server = await startServer(join(data, 'tocsin'))
const { port } = server.lumberjack
const events = Array.from({ length: 600 }, (_, i) => ({
  '@timestamp': new Date().toISOString(),
  message: `beat ${i} sent`,
}))
let sentTwice = 0
try {
  let acknowledged = 0
  let client
  let heard = () => {}
  const dial = async () => {
    client = new LumberjackClient({ host: '127.0.0.1', port })
    for (let i = 0; i < 200 && client.connected !== true; i++) await pause(25)
    client.socket?.on('data', (bytes) => heard(bytes.length / 6))
  }
  const drop = () => client.socket?.removeAllListeners('close').destroy()
  await dial()
  while (acknowledged < events.length) {
    // Windows of one event each, twenty on their way.
    const from = acknowledged
    const until = Math.min(events.length, from + 20)
    let answers = 0
    const all = new Promise((resolve) => {
      heard = (count) => {
        answers += count
        if (answers >= until - from) resolve(true)
      }
    })
    for (const event of events.slice(from, until)) client.log(event)
    const kill = from === 200 || from === 400
    if (kill && sentTwice < from) {
      // Some are durable by now; their sender dies with the server's answer in its hands, and sends all of them again.
      for (let i = 0; i < 400 && answers === 0; i++) await pause(5)
      assert.ok(answers > 0)
      sentTwice = from
      await server.kill()
      drop()
      server = await startServer(join(data, 'tocsin'), ['--set', `lumberjack.port=${port}`])
      await dial()
      continue
    }
    if (await Promise.race([all, pause(10_000)])) acknowledged = until
    else throw new Error(`no answer to events ${from} to ${until}`)
  }
  drop()
  await server.settled()
  const { rows } = await server.ask('/api/search', {
    method: 'POST',
    body: JSON.stringify({
      from: 'event',
      time: [0, 8.64e15],
      timeField: 'received',
      where: { kind: 'contains', field: 'message', text: 'beat ' },
      limit: 10_000,
    }),
  })
  assert.equal(rows.length, events.length)
  assert.equal(new Set(rows.map(({ message }) => message)).size, events.length)
  const { lumberjack } = await server.ask('/api/status')
  assert.ok(lumberjack.repeated > 0)
  console.log(
    `lumberjack: ${events.length} events by a client of others, the server killed twice: each stored once (${lumberjack.repeated} windows came again since the last start)`,
  )
} finally {
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}
// The client of others dials again for ever where its socket closed: it has no word for «stop».
process.exit()
