// The console over 100,000 incidents and a store of many events, timed in a browser:
//   node bench/console/main.mjs --events DIR [--incidents 100000] [--closed 30000] [--seconds 30] [--rate 500] [--only stream] [--assert]
// DIR is a store that bench/store/parts.mjs made with --dir; it is copied, never changed. Build first (node scripts/build.mjs).
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { openBrowser } from '../../e2e/browser.mjs'
import { pause, startServer } from '../../e2e/server.mjs'
import { fillIncidents } from './fill.mjs'
import { probe } from './probe.mjs'

const { values } = parseArgs({
  options: {
    events: { type: 'string' },
    incidents: { type: 'string', default: '100000' },
    closed: { type: 'string', default: '30000' },
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '500' },
    only: { type: 'string' },
    assert: { type: 'boolean', default: false },
  },
})
const [incidents, closed, seconds, rate] = ['incidents', 'closed', 'seconds', 'rate'].map((n) => Number(values[n]))
/** Milliseconds. */
const budgets = { paint: 1000, filter: 300, peek: 200, task: 200 }
const passphrase = 'tide clock harbour lantern'

const data = mkdtempSync(join(tmpdir(), 'tocsin-bench-console-'))
let server
let browser
try {
  await (await startServer(data)).stop()
  const stored = values.events === undefined ? undefined : await borrowEvents(values.events, join(data, 'events'))
  const began = performance.now()
  await fillIncidents(data, incidents, Date.now())
  const filled = (performance.now() - began) / 1000
  server = await startServer(data)
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'bench', kind: 'ingest' }),
  })
  await closeSome(closed)
  console.log(
    `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${loadavg()[0].toFixed(1)};` +
      ` ${incidents.toLocaleString('en')} incidents (written in ${filled.toFixed(0)} s), ${closed.toLocaleString('en')} of them closed,` +
      ` ${(stored?.events ?? 0).toLocaleString('en')} events; browser and server on this machine, window 1440 x 900`,
  )
  browser = await openBrowser()
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })).newPage()
  await page.addInitScript(probe)
  await page.goto(server.link)
  await page.getByLabel('Name').fill('A. Quemener')
  for (const field of await page.locator('input[type=password]').all()) await field.fill(passphrase)
  await page.locator('button[type=submit]').click()
  await page.locator('.rows .row').first().waitFor()

  const over = []
  const measured = (name, budget, times) => {
    const sorted = times.toSorted((a, b) => a - b)
    const [median, most] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
    console.log(
      `${name.padEnd(58)} ${median.toFixed(0).padStart(6)} ms median ${most.toFixed(0).padStart(6)} ms most of ${times.length}, budget ${budget} ms`,
    )
    if (median > budget) over.push(name)
  }
  const range = stored === undefined ? '' : `&from=${stored.from}&to=${stored.to}`
  const lists = [
    ['queue, gravest first', '/queue', '.rows .row'],
    ['queue, newest first', '/queue?view=newest', '.rows .row'],
    ['queue, exercise alone', '/queue?realm=exercise', '.rows .row'],
    ['queue, closed ones', '/queue?work=closed', '.rows .row'],
    ['queue, all', '/queue?work=all', '.rows .row'],
    ['one incident', '/incidents/INC-5', 'main h1.story'],
    ['search, everything stored', `/search?q=${range}`, 'main tbody tr, main .event-row'],
    ['search, one address', `/search?q=${encodeURIComponent('src_endpoint.ip = 10.3.3.7')}${range}`, 'main tbody tr'],
    [
      'search, a rare address',
      `/search?q=${encodeURIComponent('src_endpoint.ip = 10.7.15.249')}${range}`,
      'main tbody tr',
    ],
    ['rules', '/rules', 'main li'],
    ['sources', '/sources', 'main li, main tr'],
  ]
  for (const [name, path, selector] of values.only === 'stream' ? [] : lists) {
    const times = []
    for (let round = 0; round < 5; round++) {
      await page.goto(`${server.url}${path}`)
      times.push(await page.evaluate((what) => globalThis.painted(what, 0), selector))
    }
    measured(`first paint: ${name}`, budgets.paint, times)
  }

  const filters = [
    ['view: critical and high', '/queue?view=newest', () => page.locator('nav.views a').nth(1).click()],
    ['view: newest', '/queue', () => page.locator('nav.views a').nth(2).click()],
    ['realm: exercise', '/queue', () => page.locator('.filters select').nth(1).selectOption('exercise')],
    ['work: closed', '/queue', () => page.locator('.filters select').nth(0).selectOption('closed')],
    ['text: one account, 120 ms of pause included', '/queue', () => page.locator('.filters input').fill('agent-40000')],
  ]
  for (const [name, path, act] of values.only === 'stream' ? [] : filters) {
    const times = []
    for (let round = 0; round < 5; round++) {
      await page.goto(`${server.url}${path}`)
      await page.locator('.rows .row').first().waitFor()
      await pause(600)
      const from = await page.evaluate(() => globalThis.watchRows())
      await act()
      times.push(await page.evaluate((start) => globalThis.rowsOther(start), from))
    }
    measured(`filter: ${name}`, budgets.filter, times)
  }

  await page.goto(`${server.url}/queue`)
  await page.locator('.rows .row').first().waitFor()
  await page.locator('.peek h2.told').waitFor()
  // The first key only says which row is chosen: it is peeked at already.
  await page.keyboard.press('j')
  await pause(500)
  const peeks = []
  for (let round = 0; round < 25; round++) {
    await page.evaluate(() => globalThis.watchPeek())
    await page.keyboard.press('j')
    peeks.push(await page.evaluate(() => globalThis.peekOther()))
  }
  measured('peek, by j', budgets.peek, peeks)

  for (const [name, path] of [
    ['queue', '/queue'],
    ['queue, newest first', '/queue?view=newest'],
    ['live tail', '/search/live'],
    ['search', '/search'],
    ['one incident', '/incidents/INC-5'],
  ]) {
    await page.goto(`${server.url}${path}`)
    await pause(2000)
    await page.evaluate(() => globalThis.forgetTasks())
    const sent = await stream(token, seconds)
    const tasks = await page.evaluate(() => globalThis.longTasks())
    measured(`longest task, ${name}, ${Math.round(sent / seconds)} events/s for ${seconds} s`, budgets.task, [
      Math.max(0, ...tasks),
    ])
  }
  if (over.length > 0) console.log(`over budget: ${over.join('; ')}`)
  if (values.assert) assert.deepEqual(over, [])
} finally {
  await browser?.close()
  await server?.stop()
  rmSync(data, { recursive: true, force: true })
}

/** Copies a store of events and sets it back to the begin of an empty log: what is sent now is new to it. */
async function borrowEvents(from, to) {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true })
  const instance = await DuckDBInstance.create(join(to, 'events.duckdb'))
  const connection = await instance.connect()
  await connection.run('update position set next = 0')
  const parts = await connection.runAndReadAll(
    'select sum(rows) as n, min(min_time) as a, max(max_time) as b from part',
  )
  const [row] = parts.getRowObjects()
  const unit = 10 ** (String(row.a).length - 13)
  await connection.run('checkpoint')
  connection.closeSync()
  instance.closeSync()
  return { events: Number(row.n), from: Math.floor(Number(row.a) / unit), to: Math.ceil(Number(row.b) / unit) + 1 }
}

/** Through the API, 500 at once, the newest first. */
async function closeSome(count) {
  let after
  for (let done = 0; done < count; ) {
    const page = await server.ask(`/api/incidents?work=open&limit=500${after === undefined ? '' : `&after=${after}`}`)
    const some = page.incidents.map(({ id }) => ({ incident: id, version: 0 }))
    await server.ask('/api/incidents/close', {
      method: 'POST',
      body: JSON.stringify({ incidents: some, verdict: 'benign', reason: 'planned work' }),
    })
    done += some.length
    after = page.next
    if (after === undefined) return
  }
}

/** Sends lines of syslog at a rate, one in a hundred of them a failed sign-in that rules look at. */
async function stream(token, duration) {
  const until = performance.now() + duration * 1000
  let sent = 0
  for (const began = performance.now(); performance.now() < until; ) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    if (due > sent) {
      const lines = Array.from({ length: due - sent }, (_, i) => line(sent + i))
      sent = due
      const response = await fetch(`${server.url}/ingest/syslog`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
        body: `${lines.join('\n')}\n`,
      })
      assert.equal(response.status, 200)
    }
    await pause(100)
  }
  return sent
}

function line(n) {
  const when = new Date().toISOString()
  const text =
    n % 100 < 20
      ? `Failed password for agent from 198.51.${Math.floor(n / 100) % 100}.7 port ${40_000 + (n % 20_000)} ssh2`
      : `Connection closed by 192.0.2.${n % 250} port ${n % 60_000}`
  return `<38>1 ${when} passerelle-${n % 40}.port-valmont.example sshd ${n % 30_000} - - ${text}`
}
