import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * What a large city costs a running server: memory, an import, what is learnt, answers; and how long one task held the main
 * thread in each of them.
 *
 *   node bench/scale/main.mjs [--assets 100000] [--kept] [--generate] [--json]
 *
 * Without `--kept` the assets are imported as a list over the API; with it an invented city of that size is in the folder
 * before the server starts. `--generate` measures `tocsin city generate` alone.
 */
const { values: given } = parseArgs({
  options: {
    assets: { type: 'string', default: '100000' },
    kept: { type: 'boolean', default: false },
    generate: { type: 'boolean', default: false },
  },
})
const assets = Number(given.assets)
const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'apps', 'cli', 'bin', 'tocsin.mjs')
const work = mkdtempSync(join(tmpdir(), 'tocsin-scale-'))
const load = loadavg()[0].toFixed(1)
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, load ${load}, Node ${process.version}, ${assets} assets`,
)
try {
  if (given.generate) await generate()
  else await serve()
} finally {
  rmSync(work, { recursive: true, force: true })
}

async function generate() {
  const out = join(work, 'city.json')
  const began = performance.now()
  const child = spawn(process.execPath, [cli, 'city', 'generate', '--assets', String(assets), '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const watch = highest(child.pid)
  const code = await new Promise((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`it ended with ${code}`)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `generate: ${seconds} s, ${megabytes(statSync(out).size)} MB of text, at most ${watch.read()} MB of memory`,
  )
}

async function serve() {
  const data = join(work, 'data')
  if (given.kept) await fill(data)
  const server = await start(data)
  try {
    const ask = asking(server)
    await server.probe()
    if (!given.kept) await imported(ask, server)
    await ask('/api/city')
    await rested(server, given.kept ? 'opened' : 'imported')
    await learnt(ask, server)
    await answers(ask, server)
    await rested(server, 'at the end')
  } finally {
    await server.stop()
  }
}

/** A list of names, addresses, types, zones and owners. */
async function imported(ask, server) {
  const kinds = ['sensor', 'camera', 'signal-controller', 'switch', 'server', 'meter']
  const rows = Array.from(
    { length: assets },
    (_, n) =>
      `Thing ${n},${address(n)},${kinds[n % 6]},Zone ${n % 50},Department ${n % 12},${n % 97} Quay Street,${(48 + (n % 1000) / 1e4).toFixed(4)},${(-1 - (n % 997) / 1e4).toFixed(4)},high,Maker ${n % 9},M${n % 40},1.${n % 7}`,
  )
  const text = `name,ip,type,zone,owner,address,latitude,longitude,criticality,vendor,model,firmware\n${rows.join('\n')}`
  const body = JSON.stringify({ name: 'list', form: 'csv', text, apply: true })
  const watch = highest(server.pid)
  const began = performance.now()
  const made = await ask('/api/city/import', { method: 'POST', body })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const { longest } = await server.probe()
  console.log(
    `import of ${made.rows} rows: ${seconds} s, ${made.assets.added} new; longest task of the main thread ${longest} ms; at most ${watch.read()} MB`,
  )
}

/** Conversations of addresses that nobody knew, and of those that are known. */
async function learnt(ask, server) {
  const { token } = await ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'bench', kind: 'ingest' }),
  })
  const now = Date.now() / 1000
  let sent = 0
  for (let round = 0; round < 8; round++) {
    const lines = Array.from({ length: 2500 }, (_, n) => {
      const known = round % 2 === 0
      const from = known ? address(n * 3 + round) : `172.${16 + round}.${(n >> 8) & 255}.${n & 255}`
      return JSON.stringify({
        _path: 'conn',
        ...{ ts: now + n / 1e4, uid: `C${round}x${n}`, 'id.orig_h': from, 'id.orig_p': 40_000 + n },
        ...{ 'id.resp_h': address(n + round), 'id.resp_p': 443, proto: 'tcp', service: 'ssl', conn_state: 'SF' },
        ...{ orig_bytes: 100, resp_bytes: 200, history: 'ShADadFf' },
      })
    })
    const response = await fetch(`${server.url}/ingest/zeek`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    })
    if (!response.ok) throw new Error(`ingest: ${response.status} ${await response.text()}`)
    sent += lines.length
  }
  const began = performance.now()
  let flows = -1
  for (let same = 0; same < 3 && performance.now() - began < 120_000; ) {
    await pause(2500)
    const { count } = await ask('/api/city/flows?limit=1')
    same = count === flows && count > 0 ? same + 1 : 0
    flows = count
  }
  const { longest } = await server.probe()
  console.log(`learnt from ${sent} conversations: ${flows} flows; longest task of the main thread ${longest} ms`)
}

/** What somebody who looks at the city asks for, changes and takes away; and the most memory that each took. */
async function answers(ask, server) {
  const { assets: some } = await ask('/api/city/assets?limit=100')
  const paths = [
    '/api/city',
    '/api/city/inventory?limit=100',
    '/api/city/inventory?limit=100&sort=-zone',
    '/api/city/inventory?limit=100&q=camera',
    '/api/city/assets?q=thing+99&limit=100',
    '/api/city/assets?unknown=owner&limit=100',
    ...some.slice(0, 3).map(({ id }) => `/api/city/assets/${id}`),
    '/api/city/questions',
    '/api/city/problems',
    '/api/city/places',
    '/api/city/discrepancies?kind=never-seen&limit=100',
    '/api/city/zones',
  ]
  for (const path of paths) await timed(server, path, () => ask(path))
  const body = { about: { assets: some.map(({ id }) => id) }, values: { firmware: '9.9.1' }, apply: true }
  const edit = () => ask('/api/city/inventory/edit', { method: 'POST', body: JSON.stringify(body) })
  await timed(server, 'a change of 100', edit)
  await timed(server, '/api/city after it', () => ask('/api/city'))
  await timed(server, 'all of it exported', async () => {
    for (let next = '/api/city/export?form=json'; ; ) {
      const page = await ask(next)
      if (page.next === null) return
      next = `/api/city/export?form=json&after=${page.next}`
    }
  })
}

async function timed(server, what, act) {
  await server.probe()
  forgetHighWater(server.pid)
  const began = performance.now()
  await act()
  const took = performance.now() - began
  const { longest } = await server.probe()
  const again = performance.now()
  if (what.startsWith('/')) await act()
  console.log(
    `${what}: ${took.toFixed(0)} ms, again ${(performance.now() - again).toFixed(0)} ms; longest task of the main thread ${longest} ms; at most ${highWater(server.pid)} MB`,
  )
}

async function rested(server, when) {
  await pause(12_000)
  const { longest, heaps } = await server.probe(true)
  console.log(
    `${when}: ${residentOf(server.pid)} MB of memory (highest so far ${highWater(server.pid)}); longest task of the main thread since ${longest} ms`,
  )
  for (const { script, used, held, outside } of heaps)
    console.log(`  ${script}: ${used} of ${held} MB of heap, ${outside} MB beside it`)
}

async function fill(data) {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=10000', fileURLToPath(new URL('./fill.mjs', import.meta.url)), data, String(assets)],
    { stdio: 'inherit' },
  )
  const code = await new Promise((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`filling ended with ${code}`)
  const size = readdirSync(data)
    .filter((name) => name.startsWith('state.sqlite'))
    .reduce((sum, name) => sum + statSync(join(data, name)).size, 0)
  console.log(`kept: ${megabytes(size)} MB on disk`)
}

async function start(data) {
  const began = performance.now()
  const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--import', probe, cli, 'serve', '--json', '--port', '0', '--syslog', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, UV_THREADPOOL_SIZE: '16' } },
  )
  const { url } = JSON.parse(await firstLine(child))
  console.log(
    `open after ${((performance.now() - began) / 1000).toFixed(1)} s: ${residentOf(child.pid)} MB, highest ${highWater(child.pid)} MB`,
  )
  const { token } = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'))
  let asked = 0
  return {
    url,
    token,
    pid: child.pid,
    probe: (heaps = false) =>
      new Promise((done) => {
        const number = ++asked
        const hear = (said) => {
          if (said?.probe !== number) return
          child.off('message', hear)
          done(said)
        }
        child.on('message', hear)
        child.send({ probe: number, heaps })
      }),
    stop: async () => {
      const over = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await over
    },
  }
}

function asking({ url, token }) {
  return async (path, options = {}) => {
    const response = await fetch(`${url}${path}`, {
      ...options,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
}

function highest(pid) {
  const seen = { most: 0 }
  const timer = setInterval(() => {
    seen.most = Math.max(seen.most, residentOf(pid))
  }, 50)
  return {
    read: () => {
      clearInterval(timer)
      return seen.most
    },
  }
}

/** Megabytes (proc(5)). */
function residentOf(pid) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

/** The highest begins anew (proc(5), `clear_refs`). */
function forgetHighWater(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function highWater(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
}

function address(n) {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6)
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
