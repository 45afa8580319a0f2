import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atRest, looks } from './browser.mjs'
import { arriveBy, openEyes, pictures, post, screens, send } from './eyes.mjs'
import { startServer } from './server.mjs'

/**
 * What is kept about people, in real browsers against a real server: an analyst reveals somebody with a reason, opens bytes
 * with one, searches for one name twenty times, exports; a lead decides about a source and makes a token; the data protection
 * officer sees all of it in words, with rows and reasons, prints the annex, sets a hold and erases.
 *
 *   node e2e/keeping-screens.mjs [--full | --opposites] [--screens]
 *
 * `--full` looks at every page in {light, dark} x {fr, en} x {1440, 360 px}, `--opposites` in two of these.
 */

const data = mkdtempSync(join(tmpdir(), 'tocsin-keeping-screens-'))
const server = await startServer(data)
const { browser, open, look, faults, looked, failed } = await openEyes('keeping')
try {
  const { token } = await server.ask('/api/tokens', post({ name: 'keeping screens', kind: 'ingest' }))
  await send(server, token, 'syslog', guessedPassword('m.rivoal'))
  await server.settled()
  const analyst = await arrive('B. Tanguy', 'analyst')
  const lead = await arrive('L. Kerbrat', 'lead')
  const officer = await arrive('D. Ollivier', 'dpo')

  const pseudonym = await revealed(analyst)
  await searchedTwentyTimes(analyst, pseudonym)
  await exported(analyst)
  await decided(lead)
  await overseen(officer)
  await erased(officer)
  await everyScreen(lead, ['/settings/sources?source=syslog', '/settings/tokens', '/settings/keeping'])
  await everyScreen(officer, ['/privacy', '/privacy/kept', '/settings/keeping'])
  assert.deepEqual(faults, [])
  console.log(
    `keeping screens: revealed, opened, searched 20 times, exported, decided, overseen and erased; ${looked()} screens clean by axe`,
  )
} catch (error) {
  await failed()
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

/** On the incident of an address: `R` asks why, and the name stands where its pseudonym did; then the bytes. */
async function revealed(page) {
  await page.goto(`${server.url}/queue`)
  await page.locator('main').getByText('INC-1').first().waitFor()
  await page.goto(`${server.url}/incidents/INC-1`)
  await page.locator('h1.story').waitFor()
  assert.equal(await page.getByText('m.rivoal').count(), 0, 'an analyst sees a pseudonym')
  const pseudonym = (await page.locator('button.veiled').first().textContent()).trim()
  await page.keyboard.press('r')
  const dialog = page.locator('dialog[open]')
  await dialog.locator('textarea').waitFor()
  assert.match(await dialog.textContent(), new RegExp(pseudonym))
  await look(page, 'reveal')
  assert.ok(await dialog.getByRole('button', { name: 'Reveal' }).isDisabled(), 'nobody is revealed without a reason')
  await dialog.locator('textarea').fill('Is it one of ours?')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('m.rivoal').first().waitFor()
  await look(page, 'revealed')

  await page.locator('summary').first().click()
  await page.getByRole('button', { name: 'These bytes hold names: open with a reason' }).click()
  // The reason of the incident stands there already.
  assert.equal(await dialog.locator('textarea').inputValue(), 'Is it one of ours?')
  await look(page, 'open-bytes')
  await page.keyboard.press('Enter')
  await page.locator('pre.hex').first().waitFor()
  assert.match(await page.locator('pre.hex').first().textContent(), /Failed|Accepted/)

  // From what it is about to its events, and from one of them to those around it.
  await page.getByRole('link', { name: 'Its events then' }).click()
  await page.waitForURL('**/search?*')
  await page.locator('.events .opener').first().waitFor()
  await page.goBack()
  await page.getByRole('link', { name: 'events around it' }).first().click()
  await page.waitForURL(/q=around/)
  await page.locator('.events .opener').first().waitFor()
  return pseudonym
}

async function searchedTwentyTimes(page, pseudonym) {
  await page.goto(`${server.url}/search?q=${encodeURIComponent('source:syslog')}`)
  // Its answer is not to be taken for the next one's, which would be given up for the one after it.
  await page.locator('.events .opener').first().waitFor()
  const box = page.getByRole('combobox', { name: 'Query' })
  for (let n = 0; n < 20; n++) {
    // The first asks by what the screen shows, the others ask the same again.
    await box.fill(`user:${pseudonym}`)
    const answered = page.waitForResponse((one) => one.url().endsWith('/api/search') && one.ok())
    await box.press('Enter')
    await answered
  }
  await page.locator('.events .opener').first().waitFor()
  // One event down to the bytes that carried it.
  await page.locator('.events .opener').first().click()
  await page.getByRole('button', { name: 'Raw bytes' }).click()
  await page.getByLabel('Why do you open these bytes?').fill('What was typed?')
  await look(page, 'raw-why')
  await page.keyboard.press('Enter')
  await page.locator('.raw-record pre.hex').waitFor()
  await look(page, 'raw')
}

async function exported(page) {
  await page.goto(`${server.url}/search?q=failed`)
  await page.locator('.events .opener').first().waitFor()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV', exact: true }).click(),
  ])
  const text = readFileSync(await file.path(), 'utf8')
  assert.equal(text.trimEnd().split('\r\n').length, 31, 'a line of names and thirty events')
  assert.doesNotMatch(text, /rivoal/, 'a file names nobody whom its reader sees under a pseudonym')
}

async function decided(page) {
  await page.goto(`${server.url}/queue`)
  await page.locator('.rail .name', { hasText: 'Settings' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.waitForURL('**/people/sign-in')
  await page.locator('.settings-nav').getByRole('link', { name: 'Sources' }).click()
  await page.getByRole('button', { name: 'Change syslog' }).click()
  await page.getByLabel('Department').fill('Water')
  await page.getByLabel('Days of raw records').fill('3')
  await page.getByText('Fewer days than now', { exact: false }).waitFor()
  await page.getByLabel('sensitive').check()
  await look(page, 'source-settings-change')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.locator('.set-list .panel').waitFor({ state: 'detached' })
  await page.reload()
  const row = page.locator('.set-list > li', { hasText: 'syslog' })
  await row.getByText('Water').waitFor()
  await row.getByText('3 days', { exact: true }).waitFor()
  await row.getByText('sensitive').waitFor()

  await page.locator('.settings-nav').getByRole('link', { name: 'Tokens' }).click()
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('Name').fill('gateway of the quays')
  await page.getByLabel('Sources', { exact: true }).fill('syslog')
  await look(page, 'token-make')
  await page.getByRole('button', { name: 'Make a token' }).click()
  const made = await page.locator('.shown-once code').textContent()
  await look(page, 'token-shown')
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await send(server, made, 'syslog', [`<38>1 ${new Date().toISOString()} lock-1 door 1 - - the sluice opened`])
  await page.getByRole('button', { name: 'Revoke gateway of the quays' }).click()
  await page.getByText('1 token that is over').waitFor()
  const refused = await fetch(`${server.url}/ingest/syslog`, {
    method: 'POST',
    headers: { authorization: `Bearer ${made}`, 'content-type': 'text/plain' },
    body: 'x\n',
  })
  assert.equal(refused.status, 401)
}

/** The officer's home: twenty searches for one name, the reveal and the bytes, each with rows or reason; and the annex. */
async function overseen(page) {
  assert.equal(new URL(page.url()).pathname, '/privacy', 'the officer comes in on the page that is theirs')
  await page.getByRole('link', { name: 'B. Tanguy' }).first().waitFor()
  await page.getByLabel('About whom: a name or a pseudonym').fill('m.rivoal')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL(/person=/)
  const searches = page.locator('.privacy tr', { hasText: 'searched events' })
  await searches.first().waitFor()
  const rows = await searches.locator('td.num').allTextContents()
  assert.equal(rows.length, 20, `twenty searches: ${rows}`)
  assert.ok(
    rows.every((n) => Number(n) > 0),
    `each with its rows: ${rows}`,
  )
  const reveal = page.locator('.privacy tr', { hasText: 'revealed a person' })
  assert.match(await reveal.first().textContent(), /B\. Tanguy.*Is it one of ours\?/s)
  assert.equal(await page.getByText('POST /api', { exact: false }).count(), 0, 'no act is a path')
  await look(page, 'privacy-person')

  await page.goto(`${server.url}/privacy?who=${encodeURIComponent('B. Tanguy')}`)
  await page.locator('.privacy tr', { hasText: 'opened a raw record' }).getByText('What was typed?').waitFor()
  await page.locator('.privacy tr', { hasText: 'opened the bytes of an incident' }).first().waitFor()
  await page.locator('.privacy tr', { hasText: 'exported events' }).first().waitFor()

  await page.getByRole('link', { name: 'What Tocsin keeps about people' }).click()
  await page.locator('.kept section').first().waitFor()
  const annex = await page.locator('.kept').textContent()
  assert.match(annex, /syslog/)
  assert.match(annex, /sensitive/)
  await page.emulateMedia({ media: 'print' })
  for (const screenOnly of ['.rail', '.bar', '.kept button']) {
    assert.equal(await page.locator(screenOnly).first().isVisible(), false, `${screenOnly} is not printed`)
  }
  if (pictures) await page.screenshot({ path: join(screens, 'kept-print.png'), fullPage: true })
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true })
  assert.ok(pdf.length > 10_000)
  await page.emulateMedia({ media: null })
}

async function erased(page) {
  await page.goto(`${server.url}/settings/keeping`)
  await page.getByRole('button', { name: 'Begin a hold' }).click()
  await page.getByLabel('Sources').fill('traffic')
  await page.getByLabel('Why').fill('The insurer asked')
  await look(page, 'hold-begin')
  await page.getByRole('button', { name: 'Begin a hold' }).click()
  const hold = page.locator('.set-list > li', { hasText: 'The insurer asked' })
  await hold.getByRole('button', { name: 'End the hold' }).click()
  await hold.getByLabel('Why').fill('It is settled')
  await hold.getByRole('button', { name: 'End the hold' }).click()
  await hold.getByText('It is settled').waitFor()

  await page.getByRole('button', { name: 'Erase for good' }).click()
  await page.getByLabel('Events to erase').fill('sluice')
  await page.getByLabel('Why').fill('Asked by the person')
  await look(page, 'erase')
  assert.ok(await page.getByRole('button', { name: 'Erase for good' }).isDisabled())
  await page.getByLabel('I know that this', { exact: false }).check()
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await page
    .locator('.set-list > li', { hasText: 'Asked by the person' })
    .getByText('1 event', { exact: true })
    .waitFor()
}

async function everyScreen(page, places) {
  const { cookies } = await page.context().storageState()
  for (const { colorScheme, locale, width } of looks()) {
    const shown = await open({
      viewport: { width, height: 900 },
      colorScheme,
      locale,
      storageState: { cookies, origins: [] },
    })
    for (const place of places) {
      await shown.goto(`${server.url}${place}`)
      await shown.locator('main h1').waitFor()
      await atRest(shown)
      await look(shown, `${place.slice(1).replaceAll(/\W+/g, '-')}-${colorScheme}-${locale}-${width}`)
    }
    await shown.context().close()
  }
}

async function arrive(name, role) {
  const { link } = await server.ask('/api/people', post({ name, role, departments: 'all' }))
  const page = await open()
  await arriveBy(page, link)
  await page.locator('button[type=submit]').click()
  await page.locator('.shell').waitFor()
  if (role === 'dpo') await page.waitForURL('**/privacy')
  return page
}

function guessedPassword(account) {
  const line = (second, text) =>
    `<38>1 ${new Date(Date.now() - 60_000 + second * 1000).toISOString()} passerelle-02.port-valmont.example sshd 4711 - - ${text}`
  return [
    ...Array.from({ length: 30 }, (_, i) =>
      line(i, `Failed password for ${account} from 198.51.100.7 port ${40_000 + i} ssh2`),
    ),
    line(31, `Accepted password for ${account} from 198.51.100.7 port 40999 ssh2`),
  ]
}
