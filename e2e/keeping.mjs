import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openKept, tables } from '@tocsin/server'
import { eraseFrames, everything, readTombstones } from '@tocsin/store'
import { carryOn, dropUngathered } from '../apps/server/dist/keeping/erasure.js'
import { rawFrame } from '../apps/server/dist/keeping/raw-frame.js'
import { roomOf } from '../apps/server/dist/keeping/room.js'
import { writtenBefore } from './keeping-folder.mjs'
import { cli, pause, startServer } from './server.mjs'

/**
 * The life of what is kept, on a real server: retention, erasure killed between all of its steps, the disk plan, archives under
 * kill -9. Folders are written as they were days ago, by the log itself; everything after that goes by the clock of the machine.
 *
 *   node e2e/keeping.mjs [retention] [erasure] [archives] [disk]
 */
const day = 86_400_000
const here = fileURLToPath(new URL('.', import.meta.url))
const base = mkdtempSync(join(tmpdir(), 'tocsin-keeping-'))
const parts = { retention, erasure, archives, disk }
const wanted = process.argv.slice(2)
try {
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const began = Date.now()
    await run(join(base, name))
    console.log(`keeping: ${name} held (${Math.round((Date.now() - began) / 1000)} s)`)
  }
} finally {
  rmSync(base, { recursive: true, force: true })
}

async function retention(data) {
  await writtenBefore(data, [
    { ago: 100 * day, source: 'gate', texts: ['ancient one', 'ancient two'] },
    { ago: 10 * day, source: 'gate', texts: ['old one', 'old two', 'keeping-test evidence old'] },
    { ago: 10 * day, source: 'vault', texts: ['vault one', 'vault two'] },
    { ago: day / 24, source: 'gate', texts: ['young one'] },
  ])
  let server = await startServer(data)
  await server.ask('/api/sources/vault/settings', {
    method: 'PUT',
    body: JSON.stringify({ department: null, rawDays: 30, columnDays: null, personal: 'none' }),
  })
  // Before the first look at what is over, a few seconds after the start.
  const ids = await until('all of it is judged', async () => {
    const found = await rowsOf(server)
    return found.length === 8 ? idsOf(found) : undefined
  })
  await archived(server)
  await server.stop()
  server = await startServer(data)
  await until('retention has taken what is over', async () => (await server.ask('/api/keeping')).raw.frames < 6)
  const [findings] = [await server.ask('/api/incidents')]
  assert.ok(findings.incidents.length > 0)
  const after = await until('the columns of what is over are gone', async () => {
    const found = await messages(server)
    return found.has('ancient one') ? undefined : found
  })
  await server.stop()
  for (const text of ['old one', 'old two', 'vault one', 'vault two', 'young one']) assert.ok(after.has(text), text)
  assert.ok(!after.has('ancient two'))
  const raw = await rawOf(data, ids)
  assert.deepEqual(gone(raw, 'ancient one'), { kind: 'gone', why: 'retention', days: 7 })
  assert.deepEqual(gone(raw, 'old one'), { kind: 'gone', why: 'retention', days: 7 })
  assert.ok(Math.abs(raw.get('old one').since - Date.now()) < day)
  assert.equal(raw.get('vault one').kind, 'kept', 'a source with days of its own keeps them')
  assert.equal(raw.get('young one').kind, 'kept')
  const evidence = raw.get('keeping-test evidence old')
  assert.deepEqual([evidence.kind, evidence.from], ['kept', 'evidence'], 'a finding keeps a copy')
}

/**
 * One erasure after the other on one folder, each killed one step later than the one before. It is carried on as a server does it
 * after a start; every eighth time a real server does.
 */
async function erasure(data) {
  const cases = 40
  await writtenBefore(data, [{ ago: day / 24, source: 'gate', cases }])
  const server = await startServer(data)
  await archived(server)
  await held(server, data)
  const ids = idsOf(await rowsOf(server))
  await server.stop()
  const all = [...ids.keys()].filter((text) => text.includes('case-'))
  const gone = new Set()
  let next = mortalEraser(data)
  for (let step = 0; ; step++) {
    assert.ok(step < cases - 2, 'an erasure has an end')
    const name = `case-${step}-`
    const [eraser, after] = [next, mortalEraser(data)]
    next = after
    const { signal, status } = await eraser(name, step)
    assert.ok(signal === 'SIGKILL' || status === 0, `ended with ${signal ?? status}`)
    if (step % 8 === 5) await carriedOnByServer(data, gone.size)
    const kept = await openKept(data, tables)
    await carriedOn(data, kept)
    const tombstones = await readTombstones(kept.state)
    const asked = { from: 'event', time: [0, Date.now() + day], timeField: 'time', limit: 1000 }
    const where = { kind: 'cmp', field: 'source', op: 'eq', value: 'gate' }
    const left = counted((await kept.events.query({ ...asked, where }, everything)).rows)
    const about = [...ids].filter(([text]) => text.includes(name) || text.includes(`case-${step + 1}-`))
    const raw = await rawIn(data, kept, new Map(about))
    await kept.close()
    if (tombstones.length > gone.size + 1) {
      gone.add(name)
      const { events, frames, evidence, reason, step: at } = tombstones[0]
      assert.deepEqual(
        [at, events, frames, evidence, reason],
        ['done', 4, 4, 1, 'asked for by the person'],
        `killed before step ${step}`,
      )
    }
    const erased = (text) => [...gone].some((one) => text.includes(one))
    const doubled = [...left.values()].filter((times) => times > 1)
    assert.deepEqual(doubled, [], 'nothing is doubled')
    assert.deepEqual(
      [...left.keys()].filter((text) => text.includes('case-')).sort(),
      all.filter((text) => !erased(text)).sort(),
    )
    for (const [text, frame] of raw) {
      const expected = erased(text) ? ['gone', 'erasure'] : ['kept', undefined]
      assert.deepEqual([frame.kind, frame.why], expected, `${text}, killed before step ${step}`)
    }
    if (signal === null) {
      console.log(`keeping: an erasure was killed at each of ${step} steps, ${gone.size} were completed`)
      await next('nobody', -1)
      return
    }
  }
}

/** A process that erases when it is told what and dies before which step; it has started by then. */
function mortalEraser(data) {
  const child = spawn(process.execPath, [join(here, 'keeping-dies.mjs'), data], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', (status, signal) => resolve({ status, signal })))
  return (search, step) => {
    child.stdin.end(JSON.stringify({ search, step }))
    return ended
  }
}

/** What a start does with erasures that were under way. */
async function carriedOn(data, { state, events }) {
  await dropUngathered(state)
  const eraseInLog = async (frames, since) => eraseFrames(join(data, 'log'), 0, frames, since)
  await carryOn({ state, events, eraseFrames: eraseInLog, now: Date.now })
}

async function carriedOnByServer(data, before) {
  const server = await startServer(data)
  await until('the erasure is done, or was never begun', async () => {
    const { erasures } = await server.ask('/api/erasures')
    return erasures.length < before + 2 || erasures[0].step === 'done'
  })
  await server.stop()
}

/** What a hold covers is not erased; the refusal names the hold; an erasure stands in the audit without its search. */
async function held(server, data) {
  const hold = await server.ask('/api/holds', {
    method: 'POST',
    body: JSON.stringify({ sources: ['gate'], reason: 'a court asks' }),
  })
  const ask = () =>
    server.ask('/api/erasures', { method: 'POST', body: JSON.stringify({ where: 'case-39-', reason: 'a test' }) })
  await assert.rejects(ask, new RegExp(`409.*${hold.id}`))
  assert.deepEqual((await server.ask('/api/erasures')).erasures, [])
  await server.ask(`/api/holds/${hold.id}/end`, { method: 'POST', body: JSON.stringify({ reason: 'it is over' }) })
  const erasure = await ask()
  assert.equal(erasure.events, 4)
  await until('it is done', async () => (await server.ask('/api/erasures')).erasures[0].step === 'done')
  const { entries } = await server.ask('/api/audit?limit=50')
  const noted = entries.filter(({ act }) => act === 'event.erase')
  assert.ok(noted.some(({ about, rows, reason }) => about === erasure.id && rows === 4 && reason === 'a test'))
  assert.ok(!JSON.stringify(noted).includes('case-39'), 'what was erased is not in the audit')
  assert.ok(existsSync(data))
}

/** Archiving is killed as soon as an archive is begun, again and again; the log then judges to the same findings. */
async function archives(data) {
  await writtenBefore(data, [{ ago: day / 24, source: 'gate', bulk: 3000, bytes: 2000, evidenceEvery: 40 }], {
    segmentBytes: 500_000,
  })
  const judged = () => {
    const { stdout, status } = spawnSync(process.execPath, [cli, 'log', 'rerun', data], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    assert.equal(status, 0)
    return stdout.split('\n').filter((line) => line.includes('keeping-test'))
  }
  const plain = judged()
  assert.equal(plain.length, 75)
  const files = (end) => readdirSync(join(data, 'log', '0')).filter((name) => name.endsWith(end))
  let kills = 0
  for (let n = 0; n < 2; n++) {
    const server = await startServer(data)
    const before = files('.arc').length
    await until(
      'an archive is begun',
      () => files('.arc.tmp').length > 0 || files('.arc').length > before || files('.seg').length <= 2,
      3,
    )
    await server.kill()
    kills++
    assert.deepEqual(judged(), plain, 'the same findings after a kill')
    if (files('.seg').length <= 2) break
  }
  const server = await startServer(data)
  await archived(server)
  await server.stop()
  assert.deepEqual(judged(), plain, 'the same findings out of archives')
  console.log(`keeping: killed ${kills} times while archiving; ${files('.arc').length} archives`)
}

async function disk(data) {
  await writtenBefore(data, [{ ago: day, source: 'gate', bulk: 12_000, bytes: 4000 }], { segmentBytes: 4_000_000 })
  const quota = 1024 ** 3
  const began = Date.now()
  const passed = (what) => console.log(`keeping: ${what} after ${Math.round((Date.now() - began) / 1000)} s`)
  const server = await startServer(data, ['--set', 'disk.quota=1GB'])
  const ballast = join(data, 'ballast')
  const fill = async (share) => {
    rmSync(ballast, { force: true })
    const { used } = await roomOf(data, quota)
    execFileSync('fallocate', ['-l', String(Math.floor(quota * share - used)), ballast])
  }
  try {
    await archived(server)
    const before = (await server.ask('/api/keeping')).raw
    assert.ok(before.frames >= 11_000)
    const { token } = await server.ask('/api/tokens', {
      method: 'POST',
      body: JSON.stringify({ name: 'keeping', kind: 'ingest' }),
    })
    passed('archived')
    await fill(0.905)
    const shed = await seen(server, ({ raw }) => raw.frames < before.frames)
    assert.ok(shed.raw.frames > 0, 'no more goes than must')
    const oldest = ({ sources }) => sources.find(({ source }) => source === 'gate').oldest
    assert.ok(oldest(shed.raw) > oldest(before), 'the oldest went')
    await found(server, 'oldest raw records go')

    const tcp = connect(server.syslog.port, server.syslog.host)
    tcp.on('error', () => undefined)
    passed('the oldest went, and a finding says it')
    await fill(0.98)
    await seen(server, ({ state }) => state === 'stopped')
    await found(server, 'nothing more is acknowledged')
    await until('it says that it is not ready', async () => {
      const ready = await fetch(`${server.url}/readyz`)
      const { message } = await ready.json()
      return ready.status === 503 && message.includes('room on the disk')
    })
    const post = () =>
      fetch(`${server.url}/ingest/syslog`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
        body: `<13>1 - h app - - - after all\n`,
      })
    const refusal = await post()
    assert.equal(refusal.status, 503)
    assert.ok(Number(refusal.headers.get('retry-after')) > 0)
    await refusal.text()
    const records = 30_000
    for (let n = 0; n < records; n++) tcp.write(`<13>1 - h app - - - tcp ${n} ${'.'.repeat(1500)}\n`)
    await pause(1500)
    assert.ok(tcp.writableLength > 0, 'what nobody takes waits at its sender')
    passed('503 and waiting senders')
    rmSync(ballast)
    await seen(server, ({ state }) => state === 'well')
    await until('it is ready again', async () => (await fetch(`${server.url}/readyz`)).status === 200)
    assert.equal((await post()).status, 200)
    await new Promise((done) => tcp.end(done))
    await server.settled()
    const { rows } = await server.ask('/api/search', {
      method: 'POST',
      body: JSON.stringify({
        text: '"tcp" | count',
        time: [Date.now() - day / 2, Date.now() + day / 2],
        timeField: 'received',
      }),
    })
    assert.equal(Number(rows[0].measure0), records, 'nothing of the connection was lost')
    console.log(`keeping: at 98 % of the room 503, ${records} records waited at their sender; then all of them came`)
  } finally {
    await server.stop()
  }
}

/** Waits until a finding says something. */
async function found(server, words) {
  await until(`a finding says: ${words}`, async () => {
    const { incidents } = await server.ask('/api/incidents')
    const details = await Promise.all(incidents.map(({ id }) => server.ask(`/api/incidents/${id}`)))
    return details.some(({ findings }) => findings.some(({ reason }) => reason.en.includes(words)))
  })
}

/** The status, as soon as it is as it should be. */
async function seen(server, holds) {
  return await until('the disk plan sees it', async () => {
    const status = await server.ask('/api/keeping')
    return holds(status) ? status : undefined
  })
}

/** Waits until all but what Tocsin itself said last is in archives. */
async function archived(server) {
  const lane = join(server.data, 'log', '0')
  await until(
    'closed segments are archived',
    () => readdirSync(lane).filter((name) => name.endsWith('.seg')).length <= 1,
  )
}

/** What the columns hold of the folder's records. */
async function rowsOf(server) {
  const { rows } = await server.ask('/api/search', {
    method: 'POST',
    body: JSON.stringify({ text: 'source:gate OR source:vault', time: [0, Date.now() + day], limit: 1000 }),
  })
  return rows
}

async function messages(server) {
  return counted(await rowsOf(server))
}

/** How often each text is there. */
function counted(rows) {
  const texts = new Map()
  for (const { message } of rows) texts.set(message, (texts.get(message) ?? 0) + 1)
  return texts
}

function idsOf(rows) {
  return new Map(rows.map(({ message, id }) => [message, id]))
}

/** By text: what a person is told who opens its raw frame. */
async function rawOf(data, ids) {
  const kept = await openKept(data, tables)
  const found = await rawIn(data, kept, ids)
  await kept.close()
  return found
}

async function rawIn(data, kept, ids) {
  const found = new Map()
  for (const [text, id] of ids) {
    const [partition, offset, index] = id.split('.').map(Number)
    found.set(text, await rawFrame({ logDir: join(data, 'log'), ...kept }, everything, { partition, offset, index }))
  }
  return found
}

function gone(raw, text) {
  const { kind, why, days } = raw.get(text)
  return { kind, why, days }
}

async function until(what, holds, every = 200) {
  for (const end = Date.now() + 90_000; Date.now() < end; await pause(every)) {
    const found = await holds()
    if (found) return found
  }
  throw new Error(`waited for: ${what}`)
}
