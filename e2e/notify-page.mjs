import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstAccount, openEyes } from './eyes.mjs'
import { certificate, mailServer, receiver } from './notify-kit.mjs'
import { pause, startServer } from './server.mjs'

/**
 * The page of notifications in a real browser against a real server, receiver and mail server: a target is added by keys alone,
 * its secret shown once, tested with the true answer, marked where nothing gets through, switched off, changed, taken away.
 *
 *   node e2e/notify-page.mjs [--full] [--screens]
 *
 * `--full` looks at every state in {light, dark} x {fr, en} x {1440, 360 px}; without it, at two of these.
 */
const work = mkdtempSync(join(tmpdir(), 'tocsin-notify-page-'))
const tls = certificate(work)
const hook = await receiver(tls)
const post = await mailServer(tls, 'a wet rope')
const config = join(work, 'tocsin.yml')
writeFileSync(config, 'notify:\n  hosts: [localhost]\n  allowPrivate: true\n')
const server = await startServer(join(work, 'data'), ['--config', config])
const { browser, open, lookInForms, faults, looked, failed } = await openEyes('notify')
let page
try {
  page = await open()
  await firstAccount(page, server)
  await page.goto(`${server.url}/settings/notifications`)
  await page.getByText('Nobody is told yet.').waitFor()
  await look('notify-none')
  await addWebhook()
  await addMail()
  await failing()
  await changes()
  assert.deepEqual(faults, [])
  console.log(`notifications: added, tested, failing and well again, off, taken away; ${looked()} views without fault`)
} catch (error) {
  await failed()
  throw error
} finally {
  await browser.close()
  await server.stop()
  await hook.close()
  await post.close()
  rmSync(work, { recursive: true })
}

async function addWebhook() {
  await press('Tell somebody')
  await page.getByLabel('Name').fill('pager')
  await page.getByLabel('Address', { exact: true }).fill('https://elsewhere.example/hook')
  await page.getByLabel('From', { exact: true }).fill('22:00')
  await page.getByLabel('Until', { exact: true }).fill('06:30')
  await page.getByLabel('Time zone').fill('Europe/Paris')
  await press('Keep')
  await page.getByText('This host may not be called').waitFor()
  await look('notify-form', { anew: false })
  await page.getByLabel('Address', { exact: true }).fill(hook.url)
  await page.locator('summary', { hasText: 'Authority' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Authority of its certificate' }).fill(tls.cert)
  await press('Keep')
  await page.getByRole('heading', { name: 'The secret of pager' }).waitFor()
  hook.secret = (await page.locator('.shown-once code').textContent()) ?? ''
  assert.ok(hook.secret.length >= 40)
  await look('notify-secret', { anew: false })
  await press('I have it')
  await press('Send a test')
  await page.getByText('The test was taken: 200 Taken. thank you').waitFor()
  assert.deepEqual(hook.wrong, [])
  assert.ok(!(await page.content()).includes(hook.secret), 'the secret is shown once')
}

async function addMail() {
  await press('Name the server')
  const form = page.getByRole('form', { name: 'Mail server' })
  await form.getByLabel('Host').fill('localhost')
  await form.getByLabel('Port').fill(String(post.port))
  await form.getByLabel('Sender').fill('tocsin@example.org')
  await form.getByLabel('User').fill('tocsin')
  await form.getByLabel('Password').fill('a wet rope')
  await form.locator('summary').focus()
  await page.keyboard.press('Enter')
  await form.getByRole('textbox', { name: 'Authority of its certificate' }).fill(tls.cert)
  await press('Keep')
  await page.getByText(`localhost, port ${post.port}, STARTTLS`).waitFor()
  await press('Tell somebody')
  await press('Mail')
  await page.getByLabel('Name').fill('night desk')
  await page.getByLabel('Addresses').fill('duty@example.org, second@example.org')
  await page.getByLabel('Departments').fill('Water')
  await page.getByLabel('is taken on').check()
  await page.getByLabel('Exercise').check()
  await press('Keep')
  await page.getByText('mail to duty@example.org, second@example.org').waitFor()
  await press('Send a test', row('night desk'))
  await row('night desk').getByText('The test was taken: 250').waitFor()
  assert.equal(post.mails.length, 1)
}

/** Nothing gets through: the page marks it, with what the receiver said, until somebody answers. */
async function failing() {
  hook.answers = 500
  const told = {
    title: 'A pump stands',
    observed: 'seen',
    severity: 'critical',
    about: [{ kind: 'host', value: 'pump-7' }],
  }
  const { incident } = await server.ask('/api/incidents', { method: 'POST', body: JSON.stringify(told) })
  await until('it fails', async () => (await targets())[0].failingSince !== null)
  await page.reload()
  await row('pager').getByText('nothing gets through').first().waitFor()
  await row('pager').locator('summary').focus()
  await page.keyboard.press('Enter')
  await row('pager').getByRole('link', { name: incident }).waitFor()
  await look('notify-failing', { anew: false })
  hook.answers = 200
  await until('it is told', async () => (await targets())[0].failingSince === null)
  await page.reload()
  await row('pager').getByText('well', { exact: true }).waitFor()
  await look('notify')
}

async function changes() {
  await press('Switch off', row('pager'))
  await row('pager').getByText('switched off').waitFor()
  await press('Change', row('pager'))
  await page.getByLabel('From this severity on').selectOption('critical')
  await press('Keep')
  await row('pager').getByText('from Critical').waitFor()
  await press('Switch on', row('pager'))
  await row('pager').getByText('well', { exact: true }).waitFor()
  await press('Take away', row('night desk'))
  await press('Take night desk away')
  await row('night desk').waitFor({ state: 'detached' })
  assert.deepEqual(
    (await targets()).map(({ target }) => target.name),
    ['pager'],
  )
}

async function targets() {
  return (await server.ask('/api/notifications')).targets
}

function row(name) {
  return page.locator(`.notify-target[aria-label="${name}"]`)
}

/** By the keyboard. */
async function press(name, within = page) {
  await within.getByRole('button', { name, exact: true }).first().focus()
  await page.keyboard.press('Enter')
}

async function until(what, holds) {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return
    await pause(150)
  }
  throw new Error(`waited in vain for: ${what}`)
}

function look(screen, ways) {
  return lookInForms(page, screen, { stands: '.notify-page section', ...ways })
}
