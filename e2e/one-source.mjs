import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstAccount, openEyes } from './eyes.mjs'
import { pause, startServer } from './server.mjs'

/**
 * The page of one source and the formats of one's own, in a real browser against a real server: a clock two hours ahead is
 * left as it is, then given its zone; what a source is is declared, kept and removed, by keys alone; a format is written over
 * lines that nobody understood, with its faults at their places, kept, and reads the next record.
 *
 *   node e2e/one-source.mjs [--full] [--screens]
 *
 * `--full` looks at every page in {light, dark} x {fr, en} x {1440, 360 px}; without it, at two of these.
 */
const data = mkdtempSync(join(tmpdir(), 'tocsin-one-source-'))
let server = await startServer(data)
const socket = createSocket('udp4')
const { browser, open, lookInForms, faults, looked, failed } = await openEyes('source')
let page
try {
  page = await open()
  const offset = clockAhead()
  await firstAccount(page, server)
  await ownFormat()
  await offset
  await oneSource()
  assert.deepEqual(faults, [])
  console.log(
    `one source: zone left and given, declared, read by a format of its own, removed; ${looked()} views without fault`,
  )
} catch (error) {
  await failed()
  throw error
} finally {
  socket.close()
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true })
}

/** Sends with a clock that shows two hours more, until it is noticed. */
async function clockAhead() {
  for (let round = 0; round < 40; round++) {
    for (let line = 0; line < 5; line++) {
      const local = new Date(Date.now() + 2 * 3_600_000)
      const month = local.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
      const at = `${month} ${String(local.getUTCDate()).padStart(2)} ${local.toISOString().slice(11, 19)}`
      socket.send(`<13>${at} pump-7 app: valve ${round}.${line} opened`, server.udp.port, server.udp.host)
    }
    const { sources } = await server.ask('/api/sources/health')
    if (sources.some(({ source, offsets }) => source === 'syslog' && offsets.length > 0)) return
    await pause(1000)
  }
  throw new Error('no zone was proposed')
}

async function ownFormat() {
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'lamps gateway', kind: 'ingest', sources: ['lamps'] }),
  })
  const send = async (lines) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${server.url}/ingest/lamps`, { method: 'POST', headers, body: lines.join('\n') })
    assert.equal(answer.status, 200, await answer.text())
  }
  // Declared as CEF, which it is not: its lines are refused, and kept as samples.
  await server.ask('/api/sources/lamps/profile', { method: 'PUT', body: JSON.stringify({ decoder: 'cef' }) })
  await send(['2026-11-20 10:00:00 L-12 dimmed by ada', '2026-11-20 10:00:05 L-13 opened by bob'])
  await server.settled()
  await page.goto(`${server.url}/sources/formats`)
  await page.getByText('No format was written down yet.').waitFor()
  await lookInForms(page, 'formats-none')
  await page.getByRole('link', { name: 'Write one' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'A new format' }).waitFor()
  await page.getByLabel('Take them from a source').selectOption('lamps')
  await until('its lines are there', async () =>
    (await page.getByLabel('Lines to try it on').inputValue()).includes('L-1'),
  )
  const text = page.getByLabel('The format')
  const written = (pattern) => `id: lamps
title: Street lamps
logsource: { product: lamps }
patterns:
  - match: '${pattern}'
map: { device_host: lamp, user: who }
time: { group: at, format: 'yyyy-MM-dd HH:mm:ss' }
`
  const pattern = '^(?P<at>\\S+ \\S+) (?P<lamp>\\S+) (?P<action>\\w+) by (?P<who>\\S+)'
  await text.fill(written(`${pattern}(`))
  const place = page.getByRole('button', { name: /line 5, column/ })
  await place.waitFor()
  await lookInForms(page, 'format-fault', { anew: false })
  await page.goto(`${server.url}/sources/formats/new?source=lamps`)
  await text.fill(written(`${pattern}(`))
  await place.focus()
  await page.keyboard.press('Enter')
  // The fault is chosen in the text: what is typed takes its place.
  const chosen = await text.evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd))
  assert.equal(chosen, '(', 'the place of the fault')
  await page.keyboard.press('Delete')
  await page.getByText(/lines? (is|are) read/).waitFor()
  await page.locator('.tried mark').getByText('ada').or(page.locator('.tried mark').getByText('bob')).first().waitFor()
  await lookInForms(page, 'format-well', { anew: false })
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.waitForURL('**/sources/formats/lamps')
  await page.getByText('lamps holds for every line from here on.').or(page.getByText('Take it away')).first().waitFor()
  await lookInForms(page, 'format-kept')
  await page.goto(`${server.url}/sources/formats`)
  await page.getByRole('link', { name: 'lamps' }).waitFor()
  await lookInForms(page, 'formats')

  await page.goto(`${server.url}/sources/lamps`)
  await page.getByLabel('Format').selectOption('lamps')
  await page.getByRole('button', { name: 'Keep' }).first().click()
  await page.getByText('It holds from the next record on.').waitFor()
  await send(['2026-11-20 10:01:00 L-12 opened by eve'])
  await until('it is read', async () => {
    const { senders } = await server.ask('/api/sources/lamps/senders')
    return senders.some(({ decoder, events }) => decoder === 'lamps' && events > 0)
  })
}

async function oneSource() {
  await page.goto(`${server.url}/sources/lamps`)
  await page.getByText('lamps gateway').waitFor()
  await page.getByText('eve').first().waitFor()
  await lookInForms(page, 'source-lamps')

  await page.goto(`${server.url}/sources`)
  await page.locator('.health').getByRole('link', { name: 'syslog' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/sources/syslog')
  await page.getByRole('button', { name: 'Accept +02:00' }).waitFor()
  await lookInForms(page, 'source-proposed')
  const leave = page.getByRole('button', { name: 'Leave it as it is' })
  await leave.focus()
  await page.keyboard.press('Enter')
  await page.getByText('offset of 2 h 00 left as it is').waitFor()
  assert.equal(await leave.count(), 0)
  const { sources } = await server.ask('/api/sources/health')
  assert.deepEqual(sources.find(({ source }) => source === 'syslog').offsets, [])

  await page.getByLabel('Owner').fill('Water, night desk')
  await page.getByLabel('Comes through').fill('gateway-1')
  await page.getByRole('spinbutton', { name: 'Records an hour' }).fill('1200')
  await page.getByLabel('Time zone').fill('+02:00')
  await page.getByLabel('Time zone').press('Enter')
  await until('it is kept', async () => {
    const now = (await server.ask('/api/sources/syslog/health')).known
    return now.zone === '+02:00' && now.profile?.expected === 1200 && now.profile.parent === 'gateway-1'
  })
  await page.getByLabel('Department', { exact: true }).fill('Water')
  await page.getByLabel('Days of raw records').fill('30')
  await page.getByLabel('names people').check()
  await page.getByLabel('Department', { exact: true }).press('Enter')
  await until('its keeping is kept', async () => {
    const { settings } = await server.ask('/api/sources/settings')
    const one = settings.find(({ source }) => source === 'syslog')
    return one?.department === 'Water' && one.rawDays === 30 && one.personal === 'names'
  })
  await page.reload()
  assert.equal(await page.getByLabel('Owner').inputValue(), 'Water, night desk')
  await lookInForms(page, 'source-declared')
  await page.getByText('declared: 1,200 an hour').waitFor()
  await page.getByRole('spinbutton', { name: 'Records an hour' }).fill('')
  await page.getByRole('spinbutton', { name: 'Records an hour' }).press('Enter')
  await page.getByText('It holds from the next record on.').waitFor()

  await learntWeek()

  await page.getByRole('button', { name: 'Remove this source' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('its events stay').waitFor()
  await page.getByRole('button', { name: 'Remove syslog' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/sources')
  await until('it is off the list', async () => {
    const after = await server.ask('/api/sources/health')
    return !after.sources.some(({ source }) => source === 'syslog')
  })
  await page.goto(`${server.url}/sources/nobody-here`)
  await page.getByText('Nobody sends as nobody-here').waitFor()
  await lookInForms(page, 'source-gone')
}

/** What a week teaches is put where it is kept: the page shows it as a plot and a table, with the hours that were far off. */
async function learntWeek() {
  await server.stop()
  const { openStateStore } = await import('../packages/store/dist/index.js')
  const kept = await openStateStore({ file: join(data, 'state.sqlite'), migrations: [] })
  const row = "source = 'syslog' and sender = ''"
  const [{ body }] = await kept.store.run({ sql: `select body from source_health where ${row}`, parameters: [] })
  const seen = JSON.parse(body)
  const usual = (slot) => Math.round(900 + 700 * Math.sin(((slot % 24) - 8) / 4) - (slot >= 120 ? 300 : 0))
  seen.learnt.slots = seen.learnt.slots.map((_, slot) => Math.max(60, usual(slot)))
  seen.learnt.actual = seen.learnt.slots.map((value, slot) => {
    if (slot >= 50 && slot < 54) return null
    return slot >= 100 && slot < 106 ? 9 : Math.round(value * (0.9 + ((slot * 7) % 5) / 20))
  })
  const sql = `update source_health set body = ? where ${row}`
  await kept.store.transact([{ sql, parameters: [JSON.stringify(seen)] }])
  kept.close()
  server = await startServer(data)
  await page.goto(`${server.url}/sources/syslog`)
  await page.locator('.week-plot svg').waitFor()
  await lookInForms(page, 'source-week')
  await page.locator('summary', { hasText: 'The same as a table' }).click()
  await page.locator('.week-table').waitFor()
}

async function until(what, holds) {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return
    await pause(200)
  }
  throw new Error(`waited in vain for: ${what}`)
}
