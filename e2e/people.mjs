import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arriveBy, firstAccount, openEyes } from './eyes.mjs'
import { startServer } from './server.mjs'
import { codeOf } from './totp.mjs'

/**
 * The people of a house, in real browsers against a real server: an administrator invites an analyst, who opens the link,
 * chooses a passphrase and sees the queue; another one also sets up the second factor that the role needs by then. Then a
 * new name, another role, out and in again.
 *
 *   node e2e/people.mjs [--full] [--screens]
 *
 * `--full` looks at both pages in {light, dark} x {fr, en} x {1440, 360 px}.
 */
const full = process.argv.includes('--full')

const data = mkdtempSync(join(tmpdir(), 'tocsin-people-'))
const server = await startServer(data)
const { browser, open, look, faults, looked, failed } = await openEyes('people', { patience: 10_000 })
try {
  const house = await open()
  await firstAccount(house, server)

  await house.locator('.rail .name', { hasText: 'Settings' }).waitFor()

  // Invited, by a link that is shown once.
  await house.keyboard.press('g')
  await house.keyboard.press('a')
  await house.waitForURL('**/people')
  const analyst = await arrive(await invite(house, 'B. Tanguy', { departments: 'Water' }))
  await analyst.waitForURL('**/queue*')
  await analyst.locator('.shell').waitFor()
  await analyst.locator('.bar .account').getByText('Analyst').waitFor()
  await analyst.getByText('Nothing waits for you.').waitFor()
  await look(analyst, 'analyst-queue')

  // What an analyst may not see is not offered, and is not there.
  assert.deepEqual(await analyst.locator('.rail .name').allTextContents(), [
    'Queue',
    'City',
    'Search',
    'Rules',
    'Sources',
  ])
  await analyst.goto(`${server.url}/people`)
  await analyst.getByText('Your account may not see this.').first().waitFor()

  // A role that needs a second factor sets one up behind the passphrase.
  await house.getByRole('link', { name: 'How people sign in' }).first().click()
  await house.getByLabel('Analyst', { exact: true }).check()
  await house.locator('fieldset.ticks[aria-busy=false]').waitFor()
  await look(house, 'sign-in-settings')
  await house.getByRole('link', { name: 'People', exact: true }).click()
  const careful = await arrive(await invite(house, 'C. Riou', {}))
  const secret = (await careful.locator('.totp-secret code').textContent()).replaceAll(' ', '')
  await careful.getByLabel('The code that the app shows now').fill(codeOf(secret))
  await careful.getByRole('button', { name: 'Use this app' }).click()
  await careful.getByRole('button', { name: 'I have kept them' }).click()
  await careful.waitForURL('**/queue*')
  await careful.locator('.shell').waitFor()

  // Another name and role; the sessions of before are over.
  await house.reload()
  await house.getByRole('button', { name: 'Change B. Tanguy' }).click()
  await house.getByLabel('Name').fill('B. Le Goff')
  await house.getByLabel('Role').selectOption('viewer')
  await look(house, 'change')
  await house.getByRole('button', { name: 'Keep' }).click()
  const row = house.locator('.entries > li', { hasText: 'B. Le Goff' })
  await row.getByText('Viewer, Water').waitFor()
  await analyst.goto(`${server.url}/queue`)
  await analyst.getByText('Sign in to this console.').waitFor()

  // Out everywhere, shut out, let in again; the last administrator stays.
  await house.getByRole('button', { name: 'Sign out C. Riou everywhere' }).click()
  await house.getByRole('button', { name: 'Sign out C. Riou everywhere' }).waitFor({ state: 'detached' })
  await house.getByRole('button', { name: 'Shut out C. Riou' }).click()
  await house.getByRole('button', { name: 'Let in C. Riou again' }).click()
  await house.getByRole('button', { name: 'Shut out C. Riou' }).waitFor()
  await house.getByRole('button', { name: 'Change A. Quemener' }).click()
  await house.getByLabel('Role').selectOption('viewer')
  await house.getByRole('button', { name: 'Keep' }).click()
  await house.getByText('This is the last administrator who can sign in.', { exact: false }).waitFor()
  await look(house, 'refused')

  // The identity provider's form.
  await house.goto(`${server.url}/people/sign-in`)
  await house.getByRole('button', { name: 'Set one up' }).click()
  await house.getByLabel('Name of the provider').fill('City sign-in')
  await house.getByLabel('Issuer').fill('https://login.example.org')
  await house.getByLabel('Client ID').fill('tocsin')
  await house.getByRole('button', { name: 'Add a group' }).click()
  await house.getByLabel('Group at the provider').fill('soc')
  await house.getByLabel('Departments').fill('Water')
  await look(house, 'provider')
  await house.getByRole('button', { name: 'Keep' }).click()
  await house.getByText('https://login.example.org').waitFor()

  const { cookies } = await house.context().storageState()
  for (const colorScheme of full ? ['light', 'dark'] : ['dark']) {
    for (const locale of full ? ['fr-FR', 'en-GB'] : ['fr-FR']) {
      for (const width of full ? [1440, 360] : [360]) {
        for (const place of ['people', 'people/sign-in']) {
          const shown = await open({
            viewport: { width, height: 900 },
            colorScheme,
            locale,
            storageState: { cookies, origins: [] },
          })
          await shown.goto(`${server.url}/${place}`)
          await shown.locator('.house-page section').first().waitFor()
          await look(shown, `${place.replace('/', '-')}-${colorScheme}-${locale}-${width}`)
          await shown.context().close()
        }
      }
    }
  }
  assert.deepEqual(faults, [])
  console.log(`people: invited, second factor, renamed, out and in; ${looked()} screens clean by axe`)
} catch (error) {
  await failed()
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

async function invite(page, name, { departments }) {
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Role').selectOption('analyst')
  if (departments !== undefined) {
    await page.getByLabel('All departments').uncheck()
    await page.getByLabel('Departments', { exact: true }).fill(departments)
  }
  await look(page, 'invite')
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = await page.locator('.link-shown code').textContent()
  await look(page, 'link')
  await page.getByRole('button', { name: 'I have handed it over' }).click()
  return link
}

/** Opens a personal link as its person: the link waits for a click, then asks for the passphrase. */
async function arrive(link) {
  const page = await open()
  await arriveBy(page, link)
  await look(page, 'arrive')
  await page.locator('button[type=submit]').click()
  return page
}
