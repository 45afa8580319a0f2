import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axeFaults, browserPath, hasBrowser, openBrowser, overflow } from './browser.mjs'
import { count, freePort, until } from './senses-kit.mjs'
import { cli, root, startServer } from './server.mjs'

/**
 * The sample city as somebody meets it who starts Tocsin for the first time: alive, with a story to watch, everything in it of the
 * realm *sample*; and left in one step, without a trace, for the first account of a house of one's own.
 *
 *   node e2e/sample.mjs [--screens]
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const pictures = process.argv.includes('--screens')
const screens = join(root, 'e2e', 'screens')
if (pictures) mkdirSync(screens, { recursive: true })
const work = mkdtempSync(join(tmpdir(), 'tocsin-sample-'))
const own = join(work, 'house')
const sample = `${own}-sample`
const [http, syslog] = [await freePort(), await freePort()]
const started = Date.now()
// What is not asked for by number listens where nobody else does.
const doors = ['--set', 'syslog.tlsPort=0', '--set', 'lumberjack.port=0']
const server = await startServer(
  own,
  ['--sample', '--port', String(http), '--syslog', String(syslog), ...doors],
  sample,
)
const opened = Date.now() - started
const browser = await openBrowser()
let page
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  page = await context.newPage()
  // One house closes and another opens on the way.
  page.setDefaultTimeout(45_000)
  await page.goto(server.link)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')
  const strip = page.getByRole('region', { name: 'Sample city' })
  await strip.waitFor()

  const { assets } = await server.ask('/api/city/assets')
  assert.ok(assets.length > 0)
  for (const source of ['feux', 'eau', 'lorawan', 'bus', 'tocsin/access']) {
    await until(`events of ${source}`, async () => (await count(server, source)) > 0)
  }
  await strip.getByRole('combobox').selectOption('water-manipulation')
  await until('an incident of the story', async () => {
    const { incidents } = await server.ask('/api/incidents')
    return incidents.some(({ about, realm }) => realm === 'sample' && about?.value.startsWith('reservoir-1'))
  })
  assert.equal(Number(JSON.parse(tocsin('search', 'not realm:sample | count', '--json')).count), 0)
  const truth = readdirSync(join(sample, 'range', 'truth'))
  assert.match(truth.join(), /water-manipulation\.json$/)
  await looked('alive')
  await page.setViewportSize({ width: 360, height: 720 })
  await looked('narrow')
  await page.setViewportSize({ width: 1440, height: 900 })

  await strip.getByRole('button', { name: 'Start with my own city' }).click()
  await page.waitForURL('**/welcome*')
  await page.getByLabel('Name').fill('A. Quemener')
  await page.locator('input[type=password]').fill('tide clock harbour lantern')
  await page.locator('button[type=submit]').click()
  await page.getByRole('link', { name: 'Add a source' }).first().waitFor()
  assert.equal(await page.getByRole('region', { name: 'Sample city' }).count(), 0)
  await looked('own')
  assert.equal(existsSync(sample), false)
  assert.match(tocsin('search', 'realm:sample'), /^0 events/)
  assert.equal(readFileSync(join(own, 'local.json'), 'utf8').includes(String(http)), true)
  console.log(`sample: open in ${opened} ms with ${assets.length}+ assets, a story told, left without a trace`)
} catch (error) {
  if (pictures) await page?.screenshot({ path: join(screens, 'sample-failed.png'), fullPage: true })
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(work, { recursive: true, force: true })
}

function tocsin(...args) {
  return execFileSync(process.execPath, [cli, ...args, '--data', own], { encoding: 'utf8' })
}

async function looked(name) {
  assert.deepEqual(await axeFaults(page), [], name)
  assert.ok((await overflow(page)) <= 0, name)
  if (!pictures) return
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(screens, `sample-${name}-${colorScheme}.png`) })
  }
}
