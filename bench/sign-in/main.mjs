import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../e2e/server.mjs'
import { generator } from '../flow/generate.mjs'

/**
 * Whether people who sign in delay the acknowledgement of what is sent: batches over HTTP at a steady rate, in turns without
 * and with sign-ins by passphrase; milliseconds from a batch's due time to its acknowledgement.
 *
 *   node bench/sign-in/main.mjs [seconds of a turn] [batches/s] [sign-ins/min]
 */
const [seconds = 10, rate = 200, perMinute = 300] = process.argv.slice(2).map(Number)
const perBatch = 10
const turns = 2
const data = mkdtempSync(join(tmpdir(), 'tocsin-bench-sign-in-'))
const server = await startServer(data)
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
const make = generator(20261121)
const passphrase = 'tide clock harbour lantern'
const taken = { without: [], with: [], 'sign-in': [] }
const codes = new Map()
try {
  const secret = server.link.split('link=')[1]
  await send('/api/session/link', { origin: server.url }, JSON.stringify({ secret, name: 'bench', passphrase }))
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ kind: 'ingest', name: 'bench' }),
  })
  const batch = () => {
    const now = Date.now()
    const body = `${Array.from({ length: perBatch }, () => make(now)).join('\n')}\n`
    return send('/ingest/windows', { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }, body)
  }
  const signIn = () => send('/api/session', { origin: server.url }, JSON.stringify({ name: 'bench', passphrase }))
  await steadily(3, rate, batch, [])
  for (let turn = 0; turn < turns; turn++) {
    await steadily(seconds, rate, batch, taken.without)
    codes.clear()
    await Promise.all([
      steadily(seconds, rate, batch, taken.with),
      steadily(seconds, perMinute / 60, signIn, taken['sign-in']),
    ])
  }
  for (const [name, list] of Object.entries(taken)) {
    console.log(`${name}: ${list.length} answers, p50 ${at(list, 0.5)} ms, p99 ${at(list, 0.99)} ms`)
  }
  const ratio = (share) => (at(taken.with, share) / at(taken.without, share)).toFixed(2)
  console.log(`with / without: p50 ${ratio(0.5)}, p99 ${ratio(0.99)}`)
  console.log(`${rate} batches/s of ${perBatch}, ${perMinute} sign-ins/min, ${turns} turns of ${seconds} s each way`)
  console.log(
    `${availableParallelism()} cores shared with the sender, load ${loadavg()[0].toFixed(1)}, node ${process.version}`,
  )
  console.log(`answers in the last turn: ${JSON.stringify(Object.fromEntries(codes))}`)
} finally {
  agent.destroy()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

/** Starts one each `1/perSecond` seconds, whether or not those before it have been answered. */
async function steadily(over, perSecond, run, list) {
  const began = performance.now()
  const running = []
  for (let number = 0; number < over * perSecond; number++) {
    const due = began + (number / perSecond) * 1000
    const wait = due - performance.now()
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait))
    running.push(run().then(() => list.push(performance.now() - due)))
  }
  await Promise.all(running)
}

function send(path, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${server.url}${path}`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (response) => {
        const key = `${path} ${response.statusCode}`
        codes.set(key, (codes.get(key) ?? 0) + 1)
        response.resume().on('end', resolve)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

function at(list, share) {
  const sorted = list.toSorted((a, b) => a - b)
  return Number((sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1))
}
