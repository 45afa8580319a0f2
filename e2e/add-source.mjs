import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axeFaults, browserPath, hasBrowser, openBrowser, overflow } from './browser.mjs'
import { root, startServer } from './server.mjs'

/**
 * A source is added in a real browser: chosen, copied, and its first record seen to arrive; then what is not seen, and the rules.
 *
 *   node e2e/add-source.mjs [--full] [--screens]
 *
 * `--full` looks at every page in {light, dark} x {fr, en} x {1440, 360 px}; without it, at two of these.
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const cef = 'CEF:0|Lamp Works|Gateway|1.0|100|Cabinet opened|6|src=192.0.2.7 dst=192.0.2.8 act=open'
const full = process.argv.includes('--full')
const pictures = process.argv.includes('--screens')
const screens = join(root, 'e2e', 'screens')
if (pictures) mkdirSync(screens, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'tocsin-add-source-'))
const server = await startServer(data)
const browser = await openBrowser()
const faults = []
let looked = 0
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security|Uncaught/.test(message.text())) faults.push(message.text())
  })
  await page.goto(server.link)
  await page.getByLabel('Name').fill('A. Quemener')
  await page.locator('input[type=password]').fill('tide clock harbour lantern')
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')

  await page.goto(`${server.url}/sources/add`)
  await page.getByLabel('What sends').selectOption('script')
  await page.getByLabel('Name of the source').fill('lamps')
  await look(page, 'add-source')
  await page.goto(`${server.url}/sources/add`)
  await page.getByLabel('What sends').selectOption('script')
  await page.getByLabel('Name of the source').fill('lamps')
  await page.getByRole('button', { name: 'Show what to copy' }).click()
  await page.getByText('Waiting for the first record of lamps.').waitFor()
  const snippet = await page.locator('pre.snippet').textContent()
  const token = /Bearer (tocsin_\S+?)'/.exec(snippet)?.[1]
  assert.ok(token, snippet)
  const first = await axeFaults(page)
  faults.push(...first)

  // Another format than the one that was declared: its bytes are shown, and what they look like.
  const wrong = spawnSync('curl', [
    '-sS',
    '-H',
    `Authorization: Bearer ${token}`,
    '--data-binary',
    cef,
    `${server.url}/ingest/lamps`,
  ])
  assert.equal(wrong.status, 0, String(wrong.stderr))
  await page.getByText('They look like cef.').waitFor()
  if (pictures) await page.screenshot({ path: join(screens, 'add-source-looks-like.png'), fullPage: true })
  await page.getByRole('button', { name: 'Read them as cef' }).click()
  spawnSync('curl', ['-sS', '-H', `Authorization: Bearer ${token}`, '--data-binary', cef, `${server.url}/ingest/lamps`])
  await page.getByText('sends and is understood').waitFor()
  if (pictures) await page.screenshot({ path: join(screens, 'add-source-first.png'), fullPage: true })

  await page.goto(`${server.url}/sources`)
  await page.locator('.health').getByText('lamps').waitFor()
  await look(page, 'sources')
  await page.goto(`${server.url}/sources/blind`)
  await page.locator('.blind').getByText('Connect one of: Winlogbeat').first().waitFor()
  await look(page, 'blind')
  await page.goto(`${server.url}/rules`)
  await page.locator('.rule').first().waitFor()
  await look(page, 'rules')
  assert.deepEqual(faults, [])
  console.log(`add a source: chosen, copied, misread, switched, first record seen; ${looked} views without fault`)
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true })
}

async function look(page, name) {
  for (const theme of ['light', 'dark']) {
    for (const language of ['en', 'fr']) {
      for (const width of [1440, 360]) {
        if (
          !full &&
          !(theme === 'light' && language === 'en' && width === 1440) &&
          !(theme === 'dark' && language === 'fr' && width === 360)
        )
          continue
        await page.setViewportSize({ width, height: width === 360 ? 800 : 900 })
        await page.evaluate(
          ([dark, lang]) => {
            const kept = JSON.parse(localStorage.getItem('tocsin.settings') ?? '{}')
            localStorage.setItem('tocsin.settings', JSON.stringify({ ...kept, theme: dark, language: lang }))
          },
          [theme, language],
        )
        await page.reload()
        await page.locator('main h1').first().waitFor()
        await page.waitForTimeout(700)
        looked++
        const at = `${name}-${theme}-${language}-${width}`
        faults.push(...(await axeFaults(page)).map((fault) => `${at}: ${fault}`))
        if ((await overflow(page)) > 0) faults.push(`${at} scrolls sideways`)
        if (pictures) await page.screenshot({ path: join(screens, `${at}.png`), fullPage: true })
      }
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('tocsin.settings') ?? '{}')
    localStorage.setItem('tocsin.settings', JSON.stringify({ ...kept, theme: 'light', language: 'en' }))
  })
}
