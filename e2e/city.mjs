import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atRest, axeFaults, browserPath, hasBrowser, openBrowser, overflow, watched } from './browser.mjs'
import { cli, root, startServer } from './server.mjs'

/**
 * The city from a list: on the command line with rows that cannot be read, then in a browser: looked at, a column and a type
 * put right, kept, found, its questions answered, there again after kill -9, and taken back.
 *
 *   node e2e/city.mjs [--full] [--screens]
 *
 * `--full` looks at its pages where they differ most: light, French, wide, and dark, English, 360 px; without it, at one of these.
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const full = process.argv.includes('--full')
const pictures = process.argv.includes('--screens')
const screens = join(root, 'e2e', 'screens')
if (pictures) mkdirSync(screens, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'tocsin-city-'))
let server = await startServer(data)
const browser = await openBrowser()
const faults = []
let looked = 0
let page
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security|Uncaught/.test(message.text())) faults.push(message.text())
  })
  await page.goto(server.link)
  await page.getByLabel('Name').fill('A. Quemener')
  await page.locator('input[type=password]').fill('tide clock harbour lantern')
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')

  onTheCommandLine()
  await inTheBrowser()
  await atStake()
  await onTheMap()
  await seen(context)
  await keptAndTakenBack()
  assert.deepEqual(faults, [])
  console.log(
    `city: a list previewed, put right, kept over kill -9, answered, taken back; ${looked} views without fault`,
  )
} catch (error) {
  if (pictures) await page?.screenshot({ path: join(screens, 'city-failed.png'), fullPage: true })
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true })
}

function onTheCommandLine() {
  const file = join(data, 'sixty.csv')
  const kinds = ['feu tricolore', 'pompe', 'capteur', 'serveur', 'caméra', 'éclairage public']
  const rows = Array.from({ length: 60 }, (_, n) => `Thing ${n},10.20.${n % 6}.${n + 1},${kinds[n % 6]}`)
  writeFileSync(file, ['name,address,type', ...rows, 'Bad,10.300.1.1,pompe'].join('\n'))
  const refused = spawnSync(process.execPath, [cli, 'city', 'import', file, '--data', data], { encoding: 'utf8' })
  assert.notEqual(refused.status, 0)
  assert.match(refused.stderr, /line 62, address: “10\.300\.1\.1” is not one IP address/)
  assert.match(tocsin(['city', 'import', file, '--despite-refused']), /60 new, 0 changed, 0 as they were, 1 refused/)
  const questions = tocsin(['city', 'questions']).trim().split('\n')
  assert.ok(questions.length >= 10, `${questions.length} questions`)
  const exported = join(data, 'city.json')
  tocsin(['city', 'export', exported])
  assert.match(tocsin(['city', 'check', exported]), /Nothing is wrong/)
  assert.match(tocsin(['city', 'diff', exported]), /60 rows: 0 new, 0 changed, 60 as they were, 0 refused/)
  for (const form of ['csv', 'geojson']) {
    const list = join(data, `city.${form}`)
    tocsin(['city', 'export', list, '--as', form])
    assert.match(tocsin(['city', 'diff', list]), /60 rows: 0 new, \d+ changed, \d+ as they were, 0 refused/)
  }
  console.log(`city: 60 rows of ${kinds.length} types, 1 refused; ${questions.length} questions`)
}

async function inTheBrowser() {
  await page.goto(`${server.url}/city/inventory`)
  await page.getByRole('link', { name: 'Import a list' }).click()
  const rows = [
    'Équipement;Réf;Adresse;Nature;Zone réseau;Gestionnaire;Criticité',
    'Poste Ormeaux;P-1;3, rue des Lices;poste de relevage;OT eau;Eau;haute',
    'Poste Quai;P-2;1, quai du Port;poste de relevage;OT eau;Eau;vitale',
    'Borne X;B-9;place du Marché;bidule;OT eau;Voirie;faible',
    'Borne Y;B-10;place du Marché;bidule;OT eau;Voirie;énorme',
  ]
  const buffer = Buffer.from(rows.join('\r\n'), 'latin1')
  await page.getByLabel('The list').setInputFiles({ name: 'eau.csv', mimeType: 'text/csv', buffer })
  await page.getByText('Line 5, Criticité').waitFor()
  await page.getByLabel('bidule (2)').selectOption({ label: 'sensor' })
  await page.getByLabel('bidule (2)').waitFor({ state: 'detached' })
  await page.getByLabel('Réf').selectOption({ label: 'inventory number' })
  await page.getByText('inventory-number', { exact: false }).first().waitFor()
  await look(page, 'city-preview')
  await page.getByRole('button', { name: 'Keep the others, without 1 row' }).click()
  await page.getByText('Kept: 3 new assets, 0 changed.').waitFor()
  await page.getByRole('link', { name: 'Answer what is open' }).click()
  const first = page
    .locator('.questions > li')
    .filter({ has: page.getByLabel('People, roughly') })
    .first()
  const words = await first.locator('.told').textContent()
  await first.getByLabel('People, roughly').fill('42000')
  await page.keyboard.press('Enter')
  await page.getByText(words, { exact: true }).waitFor({ state: 'detached' })
  await page.goto(`${server.url}/city/inventory?q=ormeaux`)
  await page.getByRole('link', { name: 'Poste Ormeaux' }).click()
  await page.getByText('csv:eau.csv', { exact: false }).first().waitFor()
  // A person's word about it goes before the list's, which stands against it, until it ends.
  await page.getByRole('button', { name: 'Say something else of: Criticality' }).click()
  await page.getByLabel('Value').selectOption('vital')
  await page.getByRole('button', { name: 'Say it' }).click()
  await page.locator('.otherwise').getByText('high').waitFor()
  await page.getByRole('button', { name: /End what operator:.* said of: Criticality/ }).click()
  await page.locator('.otherwise').waitFor({ state: 'detached' })
  await narrowedAndChanged()
  await page.goto(`${server.url}/sources/blind`)
  await page.getByText('Nothing is heard of the zone OT eau', { exact: false }).waitFor()
}

/** Facets narrow the list, what answers is changed as one and taken back as one; all of it but the choice is in the address. */
async function narrowedAndChanged() {
  await page.goto(`${server.url}/city/inventory?q=poste`)
  await page.locator('.facets').getByLabel('high').check()
  await page.waitForURL('**criticality=high**')
  await page.getByRole('button', { name: 'Choose the one that answers' }).click()
  await page.getByRole('button', { name: 'Change…' }).click()
  await page.locator('#bulk-name').selectOption('criticality')
  await page.locator('#bulk-value').selectOption('low')
  await page.getByRole('button', { name: 'See what it would change' }).click()
  await page.getByText('high → low').waitFor()
  await page.getByRole('button', { name: 'Change 1 asset' }).click()
  await page.getByText('No asset answers this.').waitFor()
  await page.locator('.inventory-chosen').getByRole('button', { name: 'Take back' }).click()
  await page.locator('.inventory-table').getByRole('link', { name: 'Poste Ormeaux' }).waitFor()
}

/** An incident about things of the city names them, and says whom their loss hurts, in words where nobody counted. */
async function atStake() {
  const about = [1, 7, 13, 19, 25, 31, 37, 43, 49, 55].map((n) => ({ kind: 'address', value: `10.20.1.${n + 1}` }))
  const told = {
    title: 'All pumps stand',
    observed: 'The control room called',
    severity: 'high',
    about: about.slice(0, 8),
  }
  const { incident } = await server.ask('/api/incidents', { method: 'POST', body: JSON.stringify(told) })
  await page.goto(`${server.url}/incidents/${incident}`)
  await page.getByRole('heading', { name: 'Assets' }).waitFor()
  await page.getByRole('link', { name: 'Thing 1', exact: true }).waitFor()
  const facts = await page.locator('.facts').first().textContent()
  assert.match(facts, /drinking water/)
  assert.doesNotMatch(facts, /People0/)
  await look(page, 'city-incident')
  await page.goto(`${server.url}/queue?sel=${incident}`)
  await page.locator('.peek .assets-named').getByRole('link', { name: 'Thing 1', exact: true }).waitFor()
  await look(page, 'city-peek')
}

/** Every page of the city. */
async function seen(context) {
  const { cookies } = await context.storageState()
  const ways = [
    ['dark', 'en-GB', 360],
    ['light', 'fr-FR', 1440],
  ]
  const places = [
    '/city',
    '/city?asset=thing-1&list=things&draw=gl',
    '/city/inventory',
    '/city/inventory?zone=-&sort=-kind&columns=kind,product',
    '/city/names/address:10.20.1.8',
    '/city/import',
    '/city/start',
    '/city/questions',
    '/city/segmentation',
    '/city/sends',
    '/city/segmentation?as=graph',
    '/city/assets/poste-quai',
    '/city/thing-1',
  ]
  for (const [colorScheme, locale, width] of full ? ways : ways.slice(0, 1)) {
    const other = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      locale,
      storageState: { cookies, origins: [] },
    })
    const shown = watched(await other.newPage())
    shown.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    for (const place of places) {
      await shown.goto(`${server.url}${place}`)
      await shown.locator('main h1').waitFor({ state: 'attached' })
      if (place.includes('draw=gl')) await shown.locator('[data-drawn=whole]').waitFor({ timeout: 40_000 })
      await atRest(shown)
      await look(shown, `${place.slice(1).replaceAll(/[/?&=]/g, '-')}-${colorScheme}-${locale}-${width}`)
    }
    await other.close()
  }
}

/** A list without coordinates is a map in blocks: what an incident is about stands out, is chosen by keys, and is in the address. */
async function onTheMap() {
  await page.goto(`${server.url}/city`)
  await page.getByText('Nothing has coordinates yet', { exact: false }).waitFor()
  await page.locator('.overlay .alarm').first().waitFor()
  assert.equal(await page.locator('.drawn-map .thing').count(), 63)
  assert.doesNotMatch(await page.locator('main').textContent(), /\b0 people/)
  await page.keyboard.press('/')
  await page.keyboard.type('thing 42')
  await page.waitForURL('**/city?*q=thing*')
  await page.locator('.twin-list .row').filter({ hasText: 'Thing 42' }).waitFor()
  await page.locator('.twin-head h2').click()
  await page.keyboard.press('j')
  await page.waitForURL('**asset=thing-42*')
  await page.locator('.chosen-card').getByText('Thing 42').waitFor()
  await page.locator('.drawn-map .chosen').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Closer' }).click()
  await page.waitForURL('**box=*')
}

async function keptAndTakenBack() {
  await server.kill()
  server = await startServer(data)
  const { counts } = await server.ask('/api/city')
  assert.equal(counts.assets, 63)
  const { versions } = await server.ask('/api/city/versions')
  assert.deepEqual(
    versions.map(({ kind }) => kind),
    ['undo', 'record', 'record', 'record', 'answer', 'import', 'import'],
  )
  // The newest first: what was changed since cannot be taken back under it.
  for (const { number } of versions) tocsin(['city', 'undo', String(number)])
  assert.equal((await server.ask('/api/city')).counts.assets, 0)
}

async function look(shown, name) {
  const [width] = [shown.viewportSize().width]
  for (const fault of await axeFaults(shown)) faults.push(`${name}: ${fault}`)
  const over = await overflow(shown)
  if (over > 0) faults.push(`${name}: ${over} px wider than ${width}`)
  if (pictures) await shown.screenshot({ path: join(screens, `${name}.png`), fullPage: true })
  looked++
}

function tocsin(args) {
  return execFileSync(process.execPath, [cli, ...args, '--data', data].slice(0, args[1] === 'check' ? -2 : undefined), {
    encoding: 'utf8',
  })
}
