import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { atRest } from './browser.mjs'
import { firstAccount, openEyes, post, send } from './eyes.mjs'
import { startServer } from './server.mjs'

/**
 * A night at the console, by an analyst against a real server: events watched as they arrive, held while they are read; the
 * health mark; times in UTC; many incidents noted and closed by one act over what a filter finds, and back again.
 *
 *   node e2e/night.mjs [--full] [--screens]
 *
 * `--full` looks at its screens in {light, dark} x {fr, en} x {1440, 360 px}.
 */
const full = process.argv.includes('--full')

/** More than one page of the queue. */
const attackers = 120

const data = mkdtempSync(join(tmpdir(), 'tocsin-night-'))
// A rule that speaks of so many on its first day would be set to listen.
writeFileSync(join(data, 'tocsin.yml'), 'rules:\n  firstDayHits: 0\n  firstDayAssets: 0\n')
const server = await startServer(data)
const { browser, open, look, faults, looked, failed } = await openEyes('night')
try {
  const { token } = await server.ask('/api/tokens', post({ name: 'night', kind: 'ingest' }))
  const page = await open()
  await firstAccount(page, server)

  await watched(page, token)
  await healthy(page)
  await inUtc(page)
  await decidedOver(page, token)
  await calmUnderLoad(page, token)
  await inForcedColours(page)

  const { cookies } = await page.context().storageState()
  for (const colorScheme of full ? ['light', 'dark'] : ['dark']) {
    for (const locale of full ? ['fr-FR', 'en-GB'] : ['fr-FR']) {
      for (const width of full ? [1440, 360] : [360]) {
        const shown = await open({
          viewport: { width, height: 900 },
          colorScheme,
          locale,
          storageState: { cookies, origins: [] },
        })
        for (const place of ['/queue', '/search/live', '/search/live?q=host:lock-1']) {
          await shown.goto(`${server.url}${place}`)
          await shown.locator('main h1').waitFor({ state: 'attached' })
          await atRest(shown)
          await look(shown, `${place.slice(1).replaceAll(/\W+/g, '-')}-${colorScheme}-${locale}-${width}`)
        }
        await shown.context().close()
      }
    }
  }
  assert.deepEqual(faults, [])
  console.log(`night: watched, held, in UTC, ${attackers} decided by one act; ${looked()} screens clean by axe`)
} catch (error) {
  await failed()
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

/** The tail stands still while the focus is in it, and says how many wait. */
async function watched(page, token) {
  await page.goto(`${server.url}/search?q=host%3Alock-1`)
  await page.getByRole('link', { name: 'Watch live' }).click()
  await page.waitForURL('**/search/live?q=*')
  await page.getByText('Live', { exact: true }).waitFor()
  await page.getByText('Nothing has come yet.').waitFor()
  await send(server, token, 'syslog', [
    line(0, 'lock-1', 'door', 'the first'),
    line(0, 'lock-2', 'door', 'not asked for'),
  ])
  const rows = page.locator('.tail .opener')
  await rows.first().waitFor()
  await page.keyboard.press('j')
  await page.getByText('Held while you read').waitFor()
  await send(server, token, 'syslog', [line(1, 'lock-1', 'door', 'the second'), line(2, 'lock-1', 'door', 'the third')])
  await page.getByRole('button', { name: '2 new' }).waitFor()
  assert.equal(await rows.count(), 1, 'nothing moves under the eye')
  await look(page, 'tail-held')
  await page.keyboard.press('Enter')
  await page.locator('.event-open').waitFor()
  await page.keyboard.press('.')
  await page.getByText('the third', { exact: false }).first().waitFor()
  assert.equal(await rows.count(), 3)
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped', { exact: true }).waitFor()
  await page.goto(`${server.url}/search/live?q=failed%20%7C%20count%20by%20host`)
  await page.getByText('Only single events can be watched as they arrive.').waitFor()
}

async function healthy(page) {
  await page.goto(`${server.url}/queue`)
  await page.locator('.bar .live').click()
  const steps = page.locator('#health .steps')
  for (const step of ['Receiving', 'Judging', 'Storing']) await steps.getByText(step, { exact: true }).waitFor()
  await steps.getByText('just now', { exact: false }).first().waitFor()
  await look(page, 'health')
  await page.keyboard.press('Escape')
}

async function inUtc(page) {
  await page.locator('[popovertarget=display]').click()
  await page.locator('#display').getByRole('button', { name: 'UTC' }).click()
  await page.locator('.bar .zone').getByText('UTC').waitFor()
  await look(page, 'display')
  await page.reload()
  await page.locator('.bar .zone').waitFor()
  await page.locator('[popovertarget=display]').click()
  await page.locator('#display').getByRole('button', { name: 'Time of this browser' }).click()
  await page.locator('.bar .zone').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
}

/** Guessed passwords from many addresses: all chosen by a key, noted, closed by one verdict, taken back. */
async function decidedOver(page, token) {
  for (let n = 1; n <= attackers; n++) {
    const failed = Array.from({ length: 12 }, (_, i) =>
      line(i, `lamp-${n}`, 'sshd', `Failed password for root from 198.51.100.${n} port ${40_000 + i} ssh2`),
    )
    await send(server, token, 'syslog', failed)
  }
  let open = 0
  for (let tries = 0; tries < 60 && open < attackers; tries++) {
    await page.waitForTimeout(500)
    open = await countOpen()
  }
  assert.ok(open >= attackers, `${open} incidents`)
  await page.goto(`${server.url}/queue`)
  await page.locator('.grp').first().waitFor()
  await page.getByRole('button', { name: 'Order?' }).click()
  await look(page, 'order')
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.keyboard.press('*')
  await page.locator('.bulk').getByText(`${open} selected`).waitFor()
  await look(page, 'chosen')

  await page.keyboard.press('n')
  await page.locator('dialog[open] textarea').fill('One botnet: blocked at the edge.')
  await page.keyboard.press('Control+Enter')
  await page.locator('.toast').getByText(`Notes written on ${open} incidents`).waitFor()

  await page.keyboard.press('c')
  await page.locator('dialog[open] input[type=radio]').first().focus()
  await page.keyboard.press('1')
  await page.keyboard.type('blocked')
  await page.keyboard.press('Enter')
  await page.locator('.toast').getByText(`${open} incidents closed`).waitFor()
  await page.getByText('Nothing waits for you.').waitFor()
  await page.keyboard.press('z')
  await page.locator('.grp').first().waitFor()
  assert.equal(await countOpen(), open)
}

async function countOpen() {
  const { counts } = await server.ask('/api/incidents?limit=1&work=open')
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}

/** 500 events a second for some seconds while the tail is watched; how long the page was ever busy at once, for the reader. */
async function calmUnderLoad(page, token) {
  await page.goto(`${server.url}/search/live`)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.evaluate(() => {
    globalThis.longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration)
    }).observe({ type: 'longtask' })
  })
  const seconds = 6
  for (let n = 0; n < seconds; n++) {
    const began = Date.now()
    await send(
      server,
      token,
      'syslog',
      Array.from({ length: 500 }, (_, i) => line(i / 500, `lock-${i % 40}`, 'door', `passage ${n} ${i}`)),
    )
    await page.waitForTimeout(Math.max(0, 1000 - (Date.now() - began)))
  }
  await page.locator('.tail .opener').first().waitFor()
  const longest = await page.evaluate(() => globalThis.longest)
  console.log(
    `night: ${seconds} s of 500 events a second in the tail; the longest task took ${Math.round(longest)} ms, load ${loadavg()[0].toFixed(1)}`,
  )
}

async function inForcedColours(page) {
  await page.emulateMedia({ forcedColors: 'active' })
  for (const place of ['/queue', '/search/live']) {
    await page.goto(`${server.url}${place}`)
    await page.locator('main h1').waitFor({ state: 'attached' })
    await page.waitForTimeout(300)
    await look(page, `forced-colours${place.replaceAll('/', '-')}`)
  }
  await page.emulateMedia({ forcedColors: 'none' })
}

function line(second, host, program, text) {
  const time = new Date(Date.now() - 60_000 + second * 1000).toISOString()
  return `<38>1 ${time} ${host} ${program} 4711 - - ${text}`
}
