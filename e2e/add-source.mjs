import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axeFaults } from './browser.mjs'
import { firstAccount, openEyes, pictures, screens } from './eyes.mjs'
import { startServer } from './server.mjs'

/**
 * A source is added in a real browser: chosen, copied, and its first record seen to arrive; then what is not seen, and the rules.
 *
 *   node e2e/add-source.mjs [--full] [--screens]
 *
 * `--full` looks at every page in {light, dark} x {fr, en} x {1440, 360 px}; without it, at two of these.
 */
const cef = 'CEF:0|Lamp Works|Gateway|1.0|100|Cabinet opened|6|src=192.0.2.7 dst=192.0.2.8 act=open'
const data = mkdtempSync(join(tmpdir(), 'tocsin-add-source-'))
const server = await startServer(data)
const { browser, open, lookInForms, faults, looked, failed } = await openEyes('add')
try {
  const page = await open()
  await firstAccount(page, server)

  await page.goto(`${server.url}/sources/add`)
  await page.getByLabel('What sends').selectOption('script')
  await page.getByLabel('Name of the source').fill('lamps')
  await lookInForms(page, 'add-source')
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
  await lookInForms(page, 'sources')
  await page.goto(`${server.url}/sources/blind`)
  await page.locator('.blind').getByText('Connect one of: Winlogbeat').first().waitFor()
  await lookInForms(page, 'blind')
  await page.goto(`${server.url}/rules`)
  await page.locator('.rule').first().waitFor()
  await lookInForms(page, 'rules')
  assert.deepEqual(faults, [])
  console.log(`add a source: chosen, copied, misread, switched, first record seen; ${looked()} views without fault`)
} catch (error) {
  await failed()
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true })
}
