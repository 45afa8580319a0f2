import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKept, tables } from '@tocsin/server'
import { everything } from '@tocsin/store'
import { cli, pause, startServer } from './server.mjs'

/**
 * Backup under load, destroy, restore elsewhere, equal: a server that receives is backed up, killed and lost; a restore into another
 * folder is killed at some moments and started again. Every record that was acknowledged before the backup began is there
 * once, with the columns that it had, and the server goes on from there.
 *
 *   node e2e/backup.mjs
 */
const home = mkdtempSync(join(tmpdir(), 'tocsin-backup-'))
const [data, backups, elsewhere] = ['data', 'backups', 'elsewhere'].map((name) => join(home, name))
const keys = join(home, 'keys.age')
const acknowledged = new Set()
let sent = 0

try {
  const server = await startServer(data)
  let stopped = false
  const senders = [0, 1].map(() => sendUntil(server, () => stopped))
  while (acknowledged.size < 2000) await pause(50)
  const before = new Set(acknowledged)
  const { code, out } = await tocsin('backup', backups, '--data', data, '--keys', keys, '--json')
  assert.equal(code, 0, out)
  const made = JSON.parse(out)
  const during = acknowledged.size - before.size
  stopped = true
  await Promise.all(senders)
  await server.kill()
  const had = await recordsIn(data)
  rmSync(data, { recursive: true })

  const kills = []
  for (const after of [300, 700, 1100, 1500]) {
    const ended = await tocsinKilled(after, 'restore', backups, '--keys', keys, '--data', elsewhere, '--json')
    kills.push(ended)
    if (ended === 'done') break
  }
  // All of the new or none of it: where the last one was killed after the exchange, it is all there.
  if (kills.at(-1) !== 'done') {
    const again = await tocsin('restore', backups, '--keys', keys, '--data', elsewhere, '--replace', '--json')
    assert.equal(again.code, 0, again.out)
    assert.equal(JSON.parse(again.out).id, made.id)
  }

  const first = await startServer(elsewhere)
  await first.settled()
  await sendSome(first, 500)
  await first.settled()
  assert.equal(await first.stop(), 0)
  const has = await recordsIn(elsewhere)
  const lost = [...before].filter((record) => !has.has(record))
  assert.deepEqual(lost.slice(0, 5), [], `${lost.length} acknowledged before the backup are lost`)
  for (const [record, { times, hash }] of has) {
    assert.equal(times, 1, `${record} is there ${times} times`)
    if (had.has(record)) assert.equal(hash, had.get(record).hash, `${record} is another one`)
  }
  const after = [...acknowledged].slice(-500)
  assert.ok(
    after.every((record) => has.has(record)),
    'the server goes on from there',
  )
  console.log(
    `${before.size} records acknowledged before the backup, ${during} while it ran; restored after ${kills.length} kills (${kills.join(', ')}): ` +
      `${has.size - 500} there once with equal hashes, 500 more received since; lost 0, doubled 0`,
  )
  assert.ok(during > 0, 'the server received while it was backed up')
  assert.deepEqual(
    readdirSync(elsewhere).filter((name) => ['restoring', 'replaced', 'restore.json'].includes(name)),
    [],
  )
} finally {
  rmSync(home, { recursive: true, force: true })
}

async function sendUntil(server, stopped) {
  const token = await tokenOf(server)
  while (!stopped()) await post(server, token, 40)
}

async function sendSome(server, count) {
  const token = await tokenOf(server)
  for (let n = 0; n < count; n += 50) assert.ok(await post(server, token, 50))
}

async function tokenOf(server) {
  const wish = JSON.stringify({ name: `backup ${++sent}`, kind: 'ingest' })
  return (await server.ask('/api/tokens', { method: 'POST', body: wish })).token
}

async function post(server, token, count) {
  const records = Array.from({ length: count }, () => `backup-test record ${++sent}`)
  const lines = records.map((record) => `<38>1 ${new Date().toISOString()} pump.example sshd 1 - - ${record}`)
  const response = await fetch(`${server.url}/ingest/syslog`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: `${lines.join('\n')}\n`,
  })
  const { accepted } = await response.json()
  if (!response.ok || accepted !== count) return false
  for (const record of records) acknowledged.add(record)
  return true
}

/** By record: how often it is stored, and the hash of its columns. */
async function recordsIn(folder) {
  const records = new Map()
  const kept = await openKept(folder, tables)
  for (let after; ; ) {
    const { rows } = await kept.events.query(
      {
        from: 'event',
        time: [0, 8.64e15],
        timeField: 'received',
        order: 'ascending',
        limit: 1000,
        ...(after === undefined ? {} : { after }),
      },
      everything,
      { budget: 120_000 },
    )
    for (const row of rows) {
      const message = row.message
      if (!/^backup-test record/.test(message ?? '')) continue
      const hash = createHash('sha256').update(JSON.stringify(row)).digest('hex')
      records.set(message, { times: (records.get(message)?.times ?? 0) + 1, hash })
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = { time: last.received, id: last.id }
  }
  await kept.close()
  return records
}

function tocsin(...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.once('close', (code) => resolve({ code, out }))
  })
}

/** Kills a command after some milliseconds; says `done` where it was done before. */
function tocsinKilled(milliseconds, ...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0 ? 'done' : `killed after ${milliseconds} ms`)
    })
  })
}
