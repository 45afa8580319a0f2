import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKept, tables } from '@tocsin/server'
import { everything } from '@tocsin/store'
import { pause, startServer } from './server.mjs'

/**
 * kill -9 under load, again and again: every acknowledged record is in log and store exactly once and was judged once.
 *
 * Every record matches a rule, so each one leaves exactly one finding. Half of the bodies carry an Idempotency-Key and are
 * sent again after the crash: they must not be doubled either.
 *
 *   node e2e/crash.mjs [--rounds 20] [--seed 1]
 */
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`)
  return Number(at === -1 ? otherwise : process.argv[at + 1])
}
const rounds = option('rounds', 20)
const seed = option('seed', Date.now() % 1_000_000)
console.log(`seed ${seed}`)
let state = seed >>> 0
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 0x1_0000_0000
}

const data = mkdtempSync(join(tmpdir(), 'tocsin-crash-'))
const rules = join(data, 'rules')
mkdirSync(rules)
const rule = '5f0f9a52-6f0e-4d0a-9a3e-0c7c1f1d2b01'
writeFileSync(
  join(rules, 'every-record.yml'),
  `title: Every record of the crash test
id: ${rule}
status: test
logsource: { product: linux, service: sshd }
detection:
  keywords: ['crash-test record']
  condition: keywords
level: low
`,
)

/** The rule speaks of each record from the first on, and goes on speaking. */
const judging = ['listenFirst=false', 'firstDayHits=0', 'firstDayAssets=0'].flatMap((one) => ['--set', `rules.${one}`])

/** By record: how often it was acknowledged (a keyed body that is sent again counts once). */
const acknowledged = new Set()
const sent = new Set()
let next = 0
let slowestStart = 0
const unanswered = []

try {
  for (let round = 0; round < rounds; round++) {
    const began = Date.now()
    const server = await startServer(data, judging)
    slowestStart = Math.max(slowestStart, Date.now() - began)
    const { token } = await server.ask('/api/tokens', {
      method: 'POST',
      body: JSON.stringify({ name: `crash ${round}`, kind: 'ingest' }),
    })
    let stopped = false
    const dying = pause(300 + random() * 1700).then(() => {
      stopped = true
      return server.kill()
    })
    // What got no answer before the crash, and has a key, is sent again with it.
    const again = unanswered.splice(0)
    const senders = [0, 1, 2].map(async (sender) => {
      while (!stopped) {
        const body = again.pop() ?? freshBody(sender)
        const answered = await post(server.url, token, body)
        if (answered) for (const record of body.records) acknowledged.add(record)
        else if (body.key !== undefined) unanswered.push(body)
      }
    })
    await Promise.all([dying, ...senders])
  }
  const server = await startServer(data, judging)
  await server.settled()
  assert.equal(await server.stop(), 0)

  const kept = await openKept(data, tables)
  const stored = new Map()
  let after
  for (;;) {
    const { rows } = await kept.events.query(
      {
        from: 'event',
        time: [0, 8.64e15],
        timeField: 'received',
        // Beside them Tocsin keeps what it says of itself: a token made in each round.
        where: { kind: 'contains', field: 'message', text: 'crash-test record' },
        limit: 10_000,
        ...(after === undefined ? {} : { after }),
      },
      everything,
    )
    for (const row of rows) stored.set(row.message, (stored.get(row.message) ?? 0) + 1)
    const last = rows.at(-1)
    if (last === undefined) break
    after = { time: last.received, id: last.id }
  }
  const [findings] = await kept.state.run({
    sql: 'select count(*) as all_of_them, count(distinct id) as different from finding where detector_id = ?',
    parameters: [rule],
  })
  const [incidents] = await kept.state.run({ sql: 'select count(*) as n from incident', parameters: [] })
  const [outbox] = await kept.state.run({
    sql: "select count(*) as n from outbox where kind = 'incident-opened'",
    parameters: [],
  })
  await kept.close()

  const lost = [...acknowledged].filter((record) => !stored.has(record))
  const doubled = [...stored].filter(([, times]) => times > 1)
  const strangers = [...stored.keys()].filter((record) => !sent.has(record))
  console.log(
    `${rounds} rounds: ${acknowledged.size} records acknowledged, ${stored.size} stored, ${findings.all_of_them} findings ` +
      `(${findings.different} different), ${incidents.n} incidents, ${outbox.n} outbox rows; slowest start ${slowestStart} ms`,
  )
  console.log(`lost ${lost.length}, doubled ${doubled.length}, never sent ${strangers.length}`)
  assert.deepEqual(lost.slice(0, 5), [])
  assert.deepEqual(doubled.slice(0, 5), [])
  assert.deepEqual(strangers.slice(0, 5), [])
  assert.equal(findings.all_of_them, stored.size, 'each stored record was judged once')
  assert.equal(findings.different, stored.size)
  assert.equal(outbox.n, incidents.n, 'each incident was announced once')
  assert.ok(acknowledged.size > rounds, 'the load was real')
} finally {
  rmSync(data, { recursive: true, force: true })
}

function freshBody(sender) {
  const records = Array.from({ length: 1 + Math.floor(random() * 60) }, () => `crash-test record ${next++}`)
  for (const record of records) sent.add(record)
  return { records, key: random() < 0.5 ? `body-${sender}-${next}` : undefined }
}

async function post(url, token, { records, key }) {
  const lines = records.map(
    (record) => `<38>1 ${new Date().toISOString()} host-${record.length}.example sshd 1 - - ${record}`,
  )
  try {
    const response = await fetch(`${url}/ingest/syslog`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'text/plain',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: `${lines.join('\n')}\n`,
    })
    return response.ok && (await response.json()).accepted === records.length
  } catch {
    return false
  }
}
