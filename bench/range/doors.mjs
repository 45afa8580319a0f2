import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildTown, busyAt, live, openBroker, openVoices, overWires } from '../../packages/range/dist/index.js'
import { root } from '../../scripts/run.mjs'

/**
 * The living town at a rate through the real doors: MQTT over a broker, syslog over UDP, bodies over HTTP, into a server of its own.
 * At the end what is stored is counted by source and held against what was said.
 *
 *   node bench/range/doors.mjs [--rate 10000] [--seconds 60] [--seed 1] [--mqtt 0.1] [--syslog 0.2] [--assets 12000]
 *
 * `--mqtt` and `--syslog` are the shares of readings over these wires; the rest is posted. Exit code 3 where anything is missing.
 */
const { values: given } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    mqtt: { type: 'string', default: '0.1' },
    syslog: { type: 'string', default: '0.2' },
    assets: { type: 'string', default: '12000' },
  },
})
const [rate, seconds, seed, assets] = [given.rate, given.seconds, given.seed, given.assets].map(Number)
const shares = { mqtt: Number(given.mqtt), syslog: Number(given.syslog) }
const parts = ['feux', 'eau', 'eclairage', 'bus', 'application']
const data = mkdtempSync(join(tmpdir(), 'tocsin-doors-'))
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}; town, broker and server on the same cores`,
)
const { things } = buildTown({ assets, seed })
const broker = await openBroker()
const server = spawn(
  process.execPath,
  [join(root, 'apps/cli/bin/tocsin.mjs'), 'serve', '--json', '--port', '0', '--syslog', '0', '--data', data],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
try {
  const { url, udp } = JSON.parse(await firstLine(server))
  const { token } = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'))
  const ask = async (path, body, method = 'POST') => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const { token: ingest } = await ask('/api/tokens', { name: 'town', kind: 'ingest' })
  for (const part of parts) await ask(`/api/sources/${part}/profile`, { decoder: 'json' }, 'PUT')
  const made = await ask('/api/connections', {
    connection: {
      ...{ kind: 'mqtt', name: 'town', source: 'town', url: `mqtt://127.0.0.1:${broker.port}` },
      topics: parts.map((part) => `${part}/#`),
      routes: parts.map((part) => ({ topic: `${part}/#`, source: `mqtt-${part}`, decoder: 'json' })),
    },
  })
  for (let waited = 0; waited < 100; waited++) {
    const { health } = await ask(`/api/connections/${made.id}`)
    if (health.state === 'waiting' || health.state === 'running') break
    await pause(200)
  }
  const voices = await openVoices({
    broker: `mqtt://127.0.0.1:${broker.port}`,
    syslog: udp,
    http: { url, token: ingest },
  })
  const counted = async () => {
    const { rows } = await ask('/api/search', {
      from: 'event',
      time: [0, 8.64e15],
      timeField: 'received',
      groupBy: [{ kind: 'field', field: 'source' }],
      measures: [{ kind: 'count' }],
      limit: 100,
    })
    return new Map(rows.map((row) => [row.key0, Number(row.measure0)]))
  }
  const said = { mqtt: 0, syslog: 0, http: 0 }
  const sources = new Map()
  const from = Math.ceil(Date.now() / 1000) * 1000 + 1000
  const life = live(things, { seed, from, until: from + seconds * 1000, rate: rate / (0.3 + 0.7 * busyAt(from)) })
  let turn = 0
  let held = life.next().value
  let behind = 0
  while (held !== undefined) {
    const now = Date.now()
    behind = Math.max(behind, now - held.time)
    for (; held !== undefined && held.time <= now; held = life.next().value) {
      const record = overWires(held, turn++, shares)
      voices.say(record)
      said[record.over]++
      const source = sourceOf(record)
      sources.set(source, (sources.get(source) ?? 0) + 1)
    }
    await pause(20)
  }
  const took = (Date.now() - from) / 1000
  await voices.close()
  const all = said.mqtt + said.syslog + said.http
  console.log(
    `said ${all} in ${took.toFixed(1)} s (${Math.round(all / took)} a second): ${said.mqtt} over MQTT, ${said.syslog} over syslog, ${said.http} over HTTP; ${voices.lost()} not taken by a door; the town was at most ${behind} ms late`,
  )
  let stored = new Map()
  const missing = () => [...sources].filter(([source, count]) => (stored.get(source) ?? 0) !== count)
  const began = Date.now()
  const limit = 30 + seconds * 3
  for (let waited = 0; waited < limit; waited++) {
    stored = await counted()
    if (missing().length === 0) break
    await pause(1000)
  }
  for (const [source, count] of [...sources].sort())
    console.log(`  ${source}: said ${count}, stored ${stored.get(source) ?? 0}`)
  console.log(
    missing().length === 0
      ? `nothing lost: all stored ${((Date.now() - began) / 1000).toFixed(1)} s after the last was said`
      : `missing: ${missing().length} sources`,
  )
  if (missing().length > 0 || voices.lost() > 0) process.exitCode = 3
} finally {
  server.kill('SIGTERM')
  await new Promise((done) => server.once('exit', done))
  await broker.close()
  rmSync(data, { recursive: true, force: true })
}

/** Lines of syslog are one source; what is published and what is posted have one for each part of the town. */
function sourceOf({ over, by }) {
  if (over === 'syslog') return 'syslog'
  return over === 'http' ? by : `mqtt-${by.split('/', 1)[0]}`
}

function pause(milliseconds) {
  return new Promise((wake) => setTimeout(wake, milliseconds))
}

function firstLine(child) {
  return new Promise((done, failed) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code) => failed(new Error(`the server ended with ${code} before it listened: ${text}`)))
  })
}
