import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  atRest,
  axeFaults,
  browserPath,
  hasBrowser,
  initialScript,
  openBrowser,
  overflow,
  watched,
} from './browser.mjs'
import { searched } from './search-steps.mjs'
import { root, startServer } from './server.mjs'

/**
 * The console in a real browser against a real server: first account from the one-time link, the queue fed live, an
 * incident with its reason and matched fields down to the bytes, the work on it by keyboard alone (take, note, close,
 * undo) as another open console sees it, search, rules, sources; axe on every screen.
 *
 *   node e2e/console.mjs [--full] [--screens]
 *
 * `--full` walks every screen in {light, dark} x {fr, en} x {1440, 360 px}; without it, one of them. `--screens` keeps a
 * picture of each in e2e/screens.
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const full = process.argv.includes('--full')
const pictures = process.argv.includes('--screens')
const screens = join(root, 'e2e', 'screens')
if (pictures) mkdirSync(screens, { recursive: true })

const data = mkdtempSync(join(tmpdir(), 'tocsin-console-'))
const server = await startServer(data)
const browser = await openBrowser()
let looked = 0
try {
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'console test', kind: 'ingest' }),
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })

  await page.goto(server.link)
  await page.getByLabel('Name').fill('A. Quemener')
  for (const field of await page.locator('input[type=password]').all()) await field.fill('tide clock harbour lantern')
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')

  // Fed live: the queue is open and empty, then guessed passwords appear in it without a reload.
  assert.equal(await page.getByText('INC-1').count(), 0)
  await send(server, token, guessedPassword().slice(0, 30))
  await page.getByText('INC-1').first().waitFor({ timeout: 15_000 })
  assert.match(await page.locator('main').textContent(), /198\.51\.100\.7/)

  // By keyboard alone: choose, look, open.
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/incidents/INC-*')
  await page.locator('main h1.story').waitFor()
  const told = await page.locator('main').textContent()
  assert.match(told, /198\.51\.100\.7/)
  assert.ok((await page.locator('mark').count()) > 0, 'the matched part of a field is marked')
  await page.locator('summary').first().click()
  await page
    .getByText(/0000|00000000/)
    .first()
    .waitFor({ timeout: 10_000 })

  await worked(context, page, server, token)

  const incident = new URL(page.url()).pathname
  await searched(context, server, 'A. Quemener', 'tide clock harbour lantern')
  const places = ['/queue', incident, '/search', '/rules', '/sources']
  const widths = full ? [1440, 360] : [1440]
  const themes = full ? ['light', 'dark'] : ['light']
  const tongues = full ? ['fr-FR', 'en-GB'] : ['en-GB']
  const state = await context.storageState()
  for (const colorScheme of themes) {
    for (const locale of tongues) {
      for (const width of widths) {
        const view = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme,
          locale,
          reducedMotion: 'reduce',
          storageState: { cookies: state.cookies, origins: [] },
        })
        const look = watched(await view.newPage())
        look.on('pageerror', (error) => faults.push(error.message))
        for (const place of places) {
          await look.goto(`${server.url}${place}`)
          await look.locator('main h1, main h2, main table, main [role=list], main form').first().waitFor()
          await atRest(look)
          const name = `${place.slice(1).replaceAll('/', '-')} ${colorScheme} ${locale} ${width}`
          assert.deepEqual(await axeFaults(look), [], name)
          assert.equal(await overflow(look), 0, `${name} scrolls sideways`)
          if (pictures)
            await look.screenshot({ path: join(screens, `${name.replaceAll(' ', '-')}.png`), fullPage: true })
          looked++
        }
        await view.close()
      }
    }
  }
  assert.deepEqual(faults, [])
  const script = initialScript()
  assert.ok(script > 50_000 && script < 250_000, `the first page takes ${script} bytes of script`)
  console.log(
    `console: first account, live queue, incident to the bytes, taken, closed and undone; ${looked} screens clean by axe, ${Math.round(script / 1000)} kB of script to begin with`,
  )
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

/** Back in the queue: take, note, close and undo by keyboard; another console hears of it without being touched. */
async function worked(context, page, server, token) {
  const { url } = server
  await page.keyboard.press('u')
  await page.waitForURL('**/queue?sel=INC-*')
  const id = new URL(page.url()).searchParams.get('sel')
  const other = await context.newPage()
  await other.goto(`${url}/queue`)
  const seen = other.locator(`#row-${id} .whose`)
  const row = page.locator(`#row-${id}`)
  await seen.getByText('nobody').waitFor()

  await row.getByText('nobody').waitFor()
  await page.keyboard.press('a')
  await row.getByText('A. Quemener').waitFor()
  await seen.getByText('A. Quemener').waitFor()

  await page.keyboard.press('n')
  await page.locator('dialog[open] textarea').fill('The supplier does not answer.')
  await page.keyboard.press('Control+Enter')
  await page.getByText(`Note written on ${id}`, { exact: false }).first().waitFor()

  await page.keyboard.press('c')
  await page.locator('dialog[open] input[type=radio]').first().waitFor()
  assert.deepEqual(await axeFaults(page), [], 'the dialog that closes')
  await page.keyboard.press('Enter')
  assert.equal(await page.locator('dialog[open] .err').count(), 2, 'neither verdict nor reason is given')
  await page.locator('dialog[open] input[type=radio]').first().focus()
  await page.keyboard.press('2')
  await page.keyboard.type('planned work')
  await page.keyboard.press('Enter')
  await page.locator('.toast').getByText(`${id} closed: benign`).waitFor()
  await row.waitFor({ state: 'detached' })
  await other.locator(`#row-${id}`).waitFor({ state: 'detached' })
  assert.deepEqual(await axeFaults(page), [], 'the toast')

  await page.keyboard.press('z')
  await row.waitFor()
  await seen.getByText('A. Quemener').waitFor()
  await page.keyboard.press('x')
  await page.locator('.bulk').getByText('1 selected').waitFor()
  await page.keyboard.press('Escape')

  await page.goto(`${url}/incidents/${id}`)
  const record = page.locator('.record')
  await record.getByText('The supplier does not answer.').waitFor()
  await record.getByText('took the last act back').waitFor()
  await record.getByText('planned work').waitFor()
  await other.close()

  // A closed incident that grows is open again, by itself.
  const { work } = await server.ask(`/api/incidents/${id}/work`)
  const decided = { version: work.version, verdict: 'benign', reason: 'as before' }
  await server.ask(`/api/incidents/${id}/close`, { method: 'POST', body: JSON.stringify(decided) })
  await record.getByText('as before').first().waitFor()
  await send(server, token, guessedPassword().slice(30))
  await record.getByText('reopened it: new findings came').waitFor()
}

function guessedPassword() {
  const line = (second, text) =>
    `<38>1 ${new Date(Date.now() - 60_000 + second * 1000).toISOString()} passerelle-02.port-valmont.example sshd 4711 - - ${text}`
  return [
    ...Array.from({ length: 30 }, (_, i) =>
      line(i, `Failed password for agent from 198.51.100.7 port ${40_000 + i} ssh2`),
    ),
    line(31, 'Accepted password for agent from 198.51.100.7 port 40999 ssh2'),
  ]
}

async function send({ url }, token, lines) {
  const response = await fetch(`${url}/ingest/syslog`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: `${lines.join('\n')}\n`,
  })
  assert.equal(response.status, 200)
  assert.equal((await response.json()).accepted, lines.length)
}
