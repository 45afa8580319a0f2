// Syslog over TCP into the log: what the receive thread does, without judging. Build first (npm run build).
//   node bench/receive/main.mjs [seconds = 20] [senders = 4]
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { startReceive } from '../../apps/server/dist/receive/index.js'
import { framesOf, openLogReader, openSegmentLog } from '../../packages/store/dist/log/index.js'

const [seconds = 20, senders = 4] = process.argv.slice(2).map(Number)
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')
mkdirSync(cache, { recursive: true })
const dir = mkdtempSync(join(cache, 'bench-receive-'))
const clock = { now: () => performance.timeOrigin + performance.now() }
const log = openSegmentLog({ dir, lane: 0, clock })
const { port1, port2 } = new MessageChannel()
const receive = await startReceive({ log, port: port2, listen: { syslog: { host: '127.0.0.1', port: 0 } }, clock })
try {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const sent = await sender(receive.status().syslog.port)
  const until = performance.now() + 60_000
  while (receive.status().unacknowledged > 0 && performance.now() < until)
    await new Promise((wake) => setTimeout(wake, 5))
  const took = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const durable = counted()
  console.log(
    `${senders} senders, ${sent.bytes / sent.lines} bytes a line: ${sent.lines} sent, ${durable} in the log, ` +
      `${Math.round(durable / took).toLocaleString('en')}/s, ${((user + system) / durable).toFixed(2)} CPU-us a message of the receiver`,
  )
  console.log(
    `${availableParallelism()} cores shared with the sender, load ${loadavg()[0].toFixed(1)}, ${process.version}`,
  )
  if (durable !== sent.lines) process.exitCode = 1
} finally {
  await receive.close()
  port1.close()
  await log.close()
  rmSync(dir, { recursive: true, force: true })
}

function sender(port) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'send.mjs'), port, seconds, senders], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  return new Promise((resolve) => child.once('exit', () => resolve(JSON.parse(text))))
}

/** Records in the log, read again with the CRC of each. */
function counted() {
  const reader = openLogReader({ dir, lane: 0, from: new Array(32).fill(0) })
  let count = 0
  for (let batch = reader.next(1024 * 1024); batch !== undefined; batch = reader.next(1024 * 1024))
    for (const frame of framesOf(batch)) if (frame.kind === 'data') count++
  reader.close()
  return count
}
