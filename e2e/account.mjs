import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axeFaults, browserPath, hasBrowser, looks, openBrowser, overflow } from './browser.mjs'
import { root, startServer } from './server.mjs'
import { codeOf } from './totp.mjs'

/**
 * How a person signs in, in a real browser against a real server: an app for codes is set up, the code is asked for, a
 * recovery code opens once, a passkey of Chromium's virtual authenticator signs in alone and stands as second step.
 *
 *   node e2e/account.mjs [--full | --opposites] [--screens]
 *
 * `--full` looks at the account page and the sign-in page in {light, dark} x {fr, en} x {1440, 360 px}, `--opposites` in two of these.
 */
if (!hasBrowser) {
  console.error(`no browser at ${browserPath}: apt-get install chromium`)
  process.exit(77)
}
const pictures = process.argv.includes('--screens')
const screens = join(root, 'e2e', 'screens')
if (pictures) mkdirSync(screens, { recursive: true })

const data = mkdtempSync(join(tmpdir(), 'tocsin-account-'))
const server = await startServer(data)
const browser = await openBrowser()
// Passkeys need a name: the same server, under `localhost`.
const url = server.url.replace('127.0.0.1', 'localhost')
const passphrase = 'tide clock harbour lantern'
let looked = 0
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })

  await page.goto(server.link.replace('127.0.0.1', 'localhost'))
  await page.getByLabel('Name').fill('A. Quemener')
  await page.locator('input[type=password]').fill(passphrase)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/queue*')

  // An app for codes; the recovery codes are shown once.
  await page.goto(`${url}/account`)
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const secret = (await page.locator('.totp-secret code').textContent()).replaceAll(' ', '')
  assert.equal(await page.getByRole('img', { name: /QR code/ }).count(), 1)
  await look(page, 'account-enrol')
  const used = codeOf(secret)
  await page.getByLabel('The code that the app shows now').fill(used)
  await page.getByRole('button', { name: 'Use this app' }).click()
  await page.locator('.recovery li').first().waitFor()
  const codes = await page.locator('.recovery li').allTextContents()
  assert.equal(codes.length, 10)
  await look(page, 'account-recovery')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 codes are left.').waitFor()

  // A passkey.
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByLabel('Name of the passkey').fill('laptop')
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByText('laptop', { exact: true }).waitFor()
  await look(page, 'account')

  // Out, and in by the code that comes after the one that was used.
  await signOut(page)
  await first(page)
  await page.getByText('One more step.').waitFor()
  await look(page, 'second-step')
  await page.getByLabel('Code').fill(used)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This code is not right, or has been used.', { exact: false }).waitFor()
  await page.getByLabel('Code').fill(codeOf(secret, 1))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await inside(page)

  // A recovery code, once.
  await signOut(page)
  await first(page)
  await page.getByLabel('Code').fill(codes[0].toUpperCase())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await inside(page)
  await page.getByText('9 codes are left.').waitFor()

  // The passkey as second step, then alone.
  await signOut(page)
  await first(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await inside(page)
  await signOut(page)
  await look(page, 'sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await inside(page)

  // Every session of this account is there, and the one that is used is named.
  await page.getByText('here', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Remove laptop' }).click()
  await page.getByText('laptop', { exact: true }).waitFor({ state: 'detached' })

  const { cookies } = await context.storageState()
  for (const { colorScheme, locale, width } of looks()) {
    for (const signedIn of [true, false]) {
      const view = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        locale,
        reducedMotion: 'reduce',
        storageState: { cookies: signedIn ? cookies : [], origins: [] },
      })
      const shown = await view.newPage()
      await shown.goto(`${url}/account`)
      await shown
        .locator(signedIn ? '.account-page .entries li' : '.door form')
        .first()
        .waitFor()
      await look(shown, `${signedIn ? 'account' : 'sign-in'}-${colorScheme}-${locale}-${width}`)
      await view.close()
    }
  }
  assert.deepEqual(faults, [])
  console.log(`account: codes, recovery code, passkey alone and as second step; ${looked} screens clean by axe`)
} catch (error) {
  const [page] = browser.contexts().flatMap((one) => one.pages())
  if (pictures) await page?.screenshot({ path: join(screens, 'account-failed.png') })
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

async function first(page) {
  await page.getByLabel('Name').fill('a. quemener')
  await page.locator('input[type=password]').fill(passphrase)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut(page) {
  await page.locator('[popovertarget=display]').click()
  await page.locator('#display').getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${url}/queue`)
  await page.getByText('Sign in to this console.').waitFor()
}

/** The gate has opened; on to the account. */
async function inside(page) {
  await page.locator('.shell').waitFor()
  await page.goto(`${url}/account`)
  await page.getByRole('heading', { name: 'My account' }).waitFor()
}

async function look(page, name) {
  assert.deepEqual(await axeFaults(page), [], name)
  assert.equal(await overflow(page), 0, `${name} scrolls sideways`)
  if (pictures) await page.screenshot({ path: join(screens, `${name}.png`), fullPage: true })
  looked++
}
