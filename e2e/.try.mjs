import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli, pause, startServer } from './server.mjs'

const data = mkdtempSync(join(tmpdir(), 'try-'))
const server = await startServer(data)
console.log(server)
const tail = spawn(
  process.execPath,
  [cli, 'tail', ...process.argv.slice(2), '--data', data, '--limit', '3', '--json'],
  { stdio: ['ignore', 'pipe', 'pipe'] },
)
tail.stdout.on('data', (c) => process.stdout.write('OUT ' + c))
tail.stderr.on('data', (c) => process.stdout.write('ERR ' + c))
const done = new Promise((r) => tail.once('exit', r))
await pause(1500)
const socket = connect(server.syslog.port, server.syslog.host)
for (let i = 0; i < 10; i++) socket.write(`<13>1 2026-11-22T10:00:0${i}Z h app - - - ${i % 2 ? 'hello' : 'bye'} ${i}\n`)
await pause(3000)
console.log(JSON.stringify((await server.ask('/api/status')).sources))
console.log('exit', await done)
console.log(await server.ask('/api/incidents'))
await server.stop()
rmSync(data, { recursive: true })
