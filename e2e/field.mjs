import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arriveBy, firstAccount, openEyes, post } from './eyes.mjs'
import { cli, startServer } from './server.mjs'

/**
 * The field in a browser: a field engineer's phone opens on their equipment and declares work in three taps; an analyst asks an owner by
 * link, who answers without an account, with a photo.
 *
 *   node e2e/field.mjs [--full] [--screens]
 */
/** A picture of one pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const data = mkdtempSync(join(tmpdir(), 'tocsin-field-'))
const server = await startServer(data)
const eyes = await openEyes('field')
try {
  const list = join(data, 'signals.csv')
  writeFileSync(
    list,
    [
      'name;ip;type;zone;owner;address;firmware',
      'Junction 112;10.77.0.112;feu tricolore;Signals;Roads;rue des Lices;4.2.1',
      'Junction 113;10.77.0.113;feu tricolore;Signals;Roads;quai du Port;4.1.0',
      'Pump 1;10.78.0.1;pompe;OT water;Water;rue Haute;1.0',
    ].join('\n'),
  )
  tocsin(['city', 'import', list])
  const desk = await eyes.open()
  await firstAccount(desk, server)
  const { incident } = await server.ask(
    '/api/incidents',
    post({
      title: 'The signal flashes',
      observed: 'Seen from the control room',
      severity: 'high',
      department: 'Roads',
      about: [{ kind: 'address', value: '10.77.0.112' }],
    }),
  )
  await engineer()
  await asked(desk, incident)
  assert.deepEqual(eyes.faults, [])
  console.log(`field: three taps, one answer; ${eyes.looked()} views without fault`)
} catch (error) {
  await eyes.failed()
  throw error
} finally {
  await eyes.browser.close()
  await server.stop()
  rmSync(data, { recursive: true })
}

async function engineer() {
  const phone = await eyes.open({ viewport: { width: 360, height: 800 }, hasTouch: true })
  const said = tocsin(['access', 'invite', 'R. Le Bihan', '--role', 'field-engineer', '--department', 'Roads'])
  await arriveBy(phone, /http\S+/.exec(said)[0])
  await phone.locator('button[type=submit]').click()
  await phone.waitForURL('**/field')
  await phone.getByText('Junction 112').first().waitFor()
  assert.doesNotMatch(await phone.locator('main').textContent(), /Pump 1/)
  await eyes.lookInForms(phone, 'field-home')
  await phone.setViewportSize({ width: 360, height: 800 })
  // Three taps: the thing, what it will look like, done.
  await phone
    .getByRole('listitem')
    .filter({ hasText: 'Junction 112' })
    .getByRole('link', { name: 'Declare work' })
    .tap()
  await phone.getByText('Commands', { exact: true }).tap()
  await phone.getByRole('button', { name: 'Declare' }).tap()
  await phone.getByText('work is on', { exact: false }).waitFor()
  const { orders } = await server.ask('/api/orders')
  assert.deepEqual(orders[0].acts, ['command'])
  await phone.goto(`${server.url}/orders`)
  await eyes.lookInForms(phone, 'field-orders')
  await phone.goto(`${server.url}/orders/new?asset=junction-112`)
  await eyes.lookInForms(phone, 'field-order-form')
  await phone.goto(`${server.url}/field/label/junction-112`)
  await eyes.lookInForms(phone, 'field-label')
}

async function asked(desk, incident) {
  await desk.goto(`${server.url}/incidents/${incident}`)
  await desk.getByRole('button', { name: 'Ask the field: is this you?' }).click()
  await desk.getByLabel('Whom do you ask?').fill('The signal workshop')
  await desk.getByRole('button', { name: 'Make a link' }).click()
  const link = await desk.locator('.link-made code').textContent()
  await eyes.look(desk, 'asked-link')
  const owner = await eyes.open({ viewport: { width: 360, height: 800 } })
  await owner.goto(link)
  await owner.getByText('Junction 112').waitFor()
  await eyes.lookInForms(owner, 'field-answer')
  await owner.setViewportSize({ width: 360, height: 800 })
  await owner.getByLabel('Anything to add?').fill('Nobody of ours is there tonight')
  await owner
    .getByLabel('A photo, if it helps')
    .setInputFiles({ name: 'cabinet.png', mimeType: 'image/png', buffer: picture })
  await owner.getByRole('button', { name: 'It is not us' }).click()
  await owner.getByText('Thank you.').waitFor()
  await desk.getByRole('button', { name: 'I have it' }).click()
  await desk.getByText('It was not us').waitFor({ timeout: 30_000 })
  await desk.reload()
  await desk.locator('.answer-photo').waitFor()
  await desk.waitForFunction(() => document.querySelector('.answer-photo')?.naturalWidth > 0)
  await eyes.lookInForms(desk, 'field-answered', { stands: '.answer-photo' })
}

function tocsin(args) {
  return execFileSync(process.execPath, [cli, ...args, '--data', data], { encoding: 'utf8' })
}
