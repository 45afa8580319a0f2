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
  looks,
  openBrowser,
  overflow,
  watched,
} from './browser.mjs'
import { pause, root, startServer } from './server.mjs'

/**
 * What people decide about the queue, by keyboard alone: an incident opened by hand, one closed and its pair kept quiet, the
 * list of what is quiet, an undo that takes both back, a killed server that still holds back, and what is like an incident.
 *
 *   node e2e/by-hand.mjs [--full | --opposites] [--screens]
 *
 * `--full` walks the screens in {light, dark} x {fr, en} x {1440, 360 px}, `--opposites` in two of these.
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const pictures = process.argv.includes('--screens')
const screens = join(root, 'e2e', 'screens')
if (pictures) mkdirSync(screens, { recursive: true })
const passphrase = 'tide clock harbour lantern'

const data = mkdtempSync(join(tmpdir(), 'tocsin-by-hand-'))
let server = await startServer(data)
const browser = await openBrowser()
let looked = 0
try {
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'by hand', kind: 'ingest' }),
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(server.link)
  await page.getByLabel('Name').fill('A. Quemener')
  for (const field of await page.locator('input[type=password]').all()) await field.fill(passphrase)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')

  await page.getByRole('button', { name: 'New…' }).waitFor()
  await page.keyboard.press('i')
  const dialog = page.locator('dialog[open]')
  await dialog.locator('input').first().waitFor()
  assert.deepEqual(await axeFaults(page), [], 'the dialog that opens an incident')
  await page.keyboard.press('Control+Enter')
  assert.equal(await dialog.locator('.err').count(), 2, 'neither sentence nor observation is given')
  await dialog.locator('input').first().focus()
  await page.keyboard.type('The guard of the pumping station calls: a door stands open')
  await page.keyboard.press('Tab')
  await page.keyboard.type('He heard it at 02:10; nobody is planned there.')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL('**/incidents/INC-1')
  await page.locator('h1.story').getByText('The guard of the pumping station').waitFor()
  await page.getByText('opened by hand by A. Quemener').waitFor()
  await page.locator('main').getByText('He heard it at 02:10').first().waitFor()

  await attack(token, '198.51.100.7', 20)
  await until(async () => (await server.ask('/api/incidents')).incidents.length === 2)
  await page.goto(`${server.url}/queue?sel=INC-2`)
  await page.locator('#row-INC-2').waitFor()
  await closeQuietly(page)
  await page.locator('.toast').getByText('quiet until').waitFor()
  await page.locator('#row-INC-2').waitFor({ state: 'detached' })
  await page.keyboard.press('z')
  await page.locator('#row-INC-2').waitFor()
  assert.deepEqual((await server.ask('/api/quiet')).quiets, [], 'what was taken back holds nothing back')

  await page.goto(`${server.url}/queue?sel=INC-2`)
  await page.locator('#row-INC-2').waitFor()
  await closeQuietly(page)
  await page.locator('#row-INC-2').waitFor({ state: 'detached' })
  await server.kill()
  server = await startServer(data, ['--port', new URL(page.url()).port])
  await attack(token, '198.51.100.7')
  await until(async () => (await server.ask('/api/quiet')).quiets.some(({ held }) => held > 0))
  const { incidents } = await server.ask('/api/incidents?work=open')
  assert.deepEqual(
    incidents.map(({ id }) => id),
    ['INC-1'],
    'what is quiet opened nothing, and opened nothing again',
  )
  const { quiets } = await server.ask('/api/quiet')
  assert.equal(
    quiets.every(({ who, incident }) => who === 'A. Quemener' && incident === 'INC-2'),
    true,
  )
  await attack(token, '198.51.100.8')
  await until(async () => (await server.ask('/api/incidents?work=open')).incidents.length === 2)
  const similar = await server.ask('/api/incidents/INC-3/similar')
  assert.equal(similar.total, 1)
  assert.deepEqual(similar.verdicts, { benign: 1 })

  const state = await context.storageState()
  for (const { colorScheme, locale, width } of looks()) {
    const view = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      locale,
      reducedMotion: 'reduce',
      storageState: { cookies: state.cookies, origins: [] },
    })
    const look = watched(await view.newPage())
    look.on('pageerror', (error) => faults.push(error.message))
    const seen = async (name) => {
      await atRest(look)
      const what = `${name} ${colorScheme} ${locale} ${width}`
      assert.deepEqual(await axeFaults(look), [], what)
      assert.equal(await overflow(look), 0, `${what} scrolls sideways`)
      if (pictures) await look.screenshot({ path: join(screens, `${what.replaceAll(' ', '-')}.png`), fullPage: true })
      looked++
    }
    for (const [name, path, selector] of [
      ['kept-quiet', '/quiet', '.set-list li'],
      ['closed-quiet', '/incidents/INC-2', '.quiet-here'],
      ['by-hand', '/incidents/INC-1', '.proof'],
      ['like', '/incidents/INC-3', '.similar li'],
      ['queue-by-hand', '/queue', '.rows .row'],
    ]) {
      await look.goto(`${server.url}${path}`)
      await look.locator(selector).first().waitFor()
      await seen(name)
    }
    await look.keyboard.press('i')
    await look.locator('dialog[open] summary').click()
    await seen('dialog-open')
    await look.keyboard.press('Escape')
    await look.goto(`${server.url}/incidents/INC-3`)
    await look.locator('h1.story').waitFor()
    await look.keyboard.press('c')
    await look.locator('dialog[open] select').selectOption('date')
    await seen('dialog-close')
    await view.close()
  }
  assert.deepEqual(faults, [])
  const script = initialScript()
  assert.ok(script > 50_000 && script < 250_000, `the first page takes ${script} bytes of script`)
  console.log(
    `by hand: opened, closed and kept quiet, undone, held back over kill -9, seen beside its like; ${looked} screens clean by axe, ${Math.round(script / 1000)} kB of script to begin with`,
  )
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

async function closeQuietly(page) {
  await page.keyboard.press('c')
  await page.locator('dialog[open] input[type=radio]').first().focus()
  await page.keyboard.press('2')
  await page.keyboard.type('planned work')
  await page.keyboard.press('Tab')
  await page.keyboard.type('for a week')
  await page.locator('dialog[open] button[type=submit]').focus()
  await page.keyboard.press('Enter')
}

/** Guessed passwords that ended so many minutes ago; a rule that spoke of them speaks again once its window is over. */
async function attack(token, address, minutes = 0) {
  const line = (second, text) =>
    `<38>1 ${new Date(Date.now() - (minutes + 1) * 60_000 + second * 1000).toISOString()} passerelle-02.port-valmont.example sshd 4711 - - ${text}`
  const lines = [
    ...Array.from({ length: 30 }, (_, i) =>
      line(i, `Failed password for agent from ${address} port ${40_000 + i} ssh2`),
    ),
    line(31, `Accepted password for agent from ${address} port 40999 ssh2`),
  ]
  const response = await fetch(`${server.url}/ingest/syslog`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: `${lines.join('\n')}\n`,
  })
  assert.equal(response.status, 200)
}

async function until(holds) {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return
    await pause(200)
  }
  assert.fail('what was waited for did not come')
}
