import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initialScript, looks } from './browser.mjs'
import { arriveBy, openEyes, post, send } from './eyes.mjs'
import { cli, startServer } from './server.mjs'

/**
 * The page of one rule in a real browser against a real server: what it says, how it spoke, what people made of it; its tests
 * are run, what a silent rule waited for is counted, a finding is no longer spoken of until a day, which is tried before and
 * taken back after.
 *
 *   node e2e/rule-page.mjs [--full | --opposites] [--screens]
 *
 * `--full` looks at every state in {light, dark} x {fr, en} x {1440, 360 px}, `--opposites` in two of these.
 */

const tool = `title: Remote Support Tool Started
id: 7a1d0c5e-0001
status: stable
description: A tool for remote support is started. Whoever holds it sees and steers the machine.
author: The operators of the harbour
date: 2026-05-04
level: high
tags: [attack.t1219, attack.t1059.001]
falsepositives: [The help desk at work, A supplier with an appointment]
references: ['https://attack.mitre.org/techniques/T1219/']
logsource: { product: windows, category: process_creation }
detection:
  selection_img: # the usual names
    Image|endswith: ['\\\\remote.exe', '\\\\helper.exe']
  selection_cli:
    CommandLine|contains: ' --unattended'
  filter_service:
    User: SYSTEM
  condition: all of selection_* and not 1 of filter_*
tocsin:
  title: { fr: Outil de télémaintenance lancé }
  reason: { en: '{User} started {Image} unattended', fr: '{User} a lancé {Image} sans surveillance' }
  advice: { en: Call whoever sits at this machine., fr: Appelez la personne devant ce poste. }
  benign: { fr: ["L'assistance au travail", Un fournisseur attendu] }
`
const often = `title: Remote Support on Several Machines
id: 7a1d0c5e-0002
level: medium
correlation:
  type: value_count
  rules: [7a1d0c5e-0001]
  group-by: [User]
  timespan: 1h
  condition: { gte: 40, field: Computer }
  generate: true
`
const quiet = `title: Remote Support Tool Hidden
id: 7a1d0c5e-0003
status: stable
level: high
logsource: { product: windows, category: process_creation }
detection:
  selection_img: { Image|endswith: ['\\\\remote.exe', '\\\\helper.exe'] }
  selection_cli: { CommandLine|contains: ' --hidden' }
  condition: selection_img and selection_cli
`
const tests = `rule: 7a1d0c5e-0001
positive:
  - says: unattended, by a person
    logsource: { product: windows, category: process_creation }
    native: { Image: 'C:\\remote.exe', CommandLine: 'remote --unattended', User: zoe }
negative:
  - says: somebody looks on
    logsource: { product: windows, category: process_creation }
    native: { Image: 'C:\\remote.exe', CommandLine: 'remote', User: zoe }
`

const data = mkdtempSync(join(tmpdir(), 'tocsin-rule-page-'))
mkdirSync(join(data, 'rules'))
for (const [name, text] of Object.entries({
  'tool.yml': tool,
  'tool.test.yml': tests,
  'often.yml': often,
  'quiet.yml': quiet,
  'broken.yml': tool.replace('0001', '0004').replace('endswith', 'ends').replace('Started', 'Mistyped'),
})) {
  writeFileSync(join(data, 'rules', name), text)
}
const [id, silent, correlation, broken] = ['0001', '0003', '0002', '0004'].map((end) => `7a1d0c5e-${end}`)
const server = await startServer(data)
const { browser, open, look, faults, looked, failed } = await openEyes('rule', { tall: true })
try {
  const { token } = await server.ask('/api/tokens', post({ name: 'rule page', kind: 'ingest' }))
  await send(server, token, 'json', started(0, 30), 'application/x-ndjson')
  await server.settled()
  const lead = await arrive('L. Kerbrat', 'lead')
  await judged()
  await read(lead)
  await tested(lead)
  await changed(lead)
  await waited(lead)
  await quietened(lead, token)
  await everyScreen(lead)
  const viewer = await arrive('V. Le Goff', 'viewer')
  await viewer.goto(`${server.url}/rules/${id}`)
  await viewer.getByText('How it spoke').waitFor()
  assert.equal(await viewer.getByRole('button', { name: /Only listen|Make an exception|Try it|Count/ }).count(), 0)
  assert.deepEqual(faults, [])
  const script = initialScript()
  assert.ok(script < 250_000, `${script} bytes of script`)
  console.log(
    `rule page: read, tested, waited, quietened and taken back; ${looked()} screens clean by axe; ${script} B of script`,
  )
} catch (error) {
  await failed()
  throw error
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

/** One of the incidents was nothing. */
async function judged() {
  const { incidents } = await server.ask('/api/incidents')
  const [first, second] = incidents.filter(({ about }) => about?.value.startsWith('desk-'))
  for (const [one, verdict] of [
    [first, 'false-positive'],
    [second, 'true-positive'],
  ]) {
    await server.ask(`/api/incidents/${one.id}/verdict`, post({ version: 0, verdict, reason: 'the help desk said so' }))
  }
}

async function read(page) {
  await page.goto(`${server.url}/rules?q=remote%20support`)
  await page.getByRole('link', { name: 'Remote Support Tool Started' }).click()
  await page.waitForURL(`**/rules/${id}`)
  await page.getByText('30 findings in 30 days.').waitFor()
  await page.getByText('Right 1 of 2 times.').waitFor()
  await page.getByText('Call whoever sits at this machine.', { exact: true }).waitFor()
  await page.locator('.fed', { hasText: 'json' }).waitFor()
  await page.locator('.techniques', { hasText: 'T1219' }).waitFor()
  await page.locator('.shares', { hasText: 'desk-09' }).waitFor()
  await page.getByText('As a table').click()
  await page.getByRole('rowheader').first().waitFor()
  assert.match(await page.locator('.yaml').textContent(), /all of selection_\* and not 1 of filter_\*/)

  await page.getByRole('button', { name: 'Only listen' }).click()
  await page.locator('.rule-top .st', { hasText: 'listens' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator('.rule-top .st', { hasText: 'speaks' }).waitFor()
}

async function tested(page) {
  await page.getByRole('button', { name: 'Run the tests' }).click()
  await page.getByText('2 passed, 0 failed.').waitFor()
}

/** A change is tried as it is typed, in the browser alone: what is wrong and where, what held of which event. */
async function changed(page) {
  await page.getByRole('button', { name: 'Open the editor' }).click()
  const text = page.getByRole('textbox', { name: 'The rule' })
  await page.locator('.judged').getByText('2 passed, 0 failed.').waitFor()
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  await text.fill(tool.replace('CommandLine|contains', 'CommandLine|holds'))
  const place = page.locator('.faults').getByRole('button', { name: 'line 16, column' })
  await place.click()
  const chosen = await text.evaluate((box) => box.value.slice(box.selectionStart - 12, box.selectionEnd + 5))
  assert.match(chosen, /Comman$/, 'the place of the fault')
  await text.fill(tool.replace(' --unattended', ' --hidden'))
  await page.locator('.judged').getByText('1 passed, 1 failed.').waitFor()
  const event = { Image: 'C:\\Tools\\remote.exe', CommandLine: 'remote.exe', User: 'zoe' }
  await page.getByRole('textbox', { name: 'Events to hold it against' }).fill(JSON.stringify(event))
  await page.locator('.held > li').first().getByText('stays silent').waitFor()
  const parts = await page.locator('.held > li').first().locator('.parts').textContent()
  assert.match(parts, /held\s*Image[\s\S]*held not\s*CommandLine contains {2}?--hidden/)
  await look(page, 'try')
  await page.getByRole('button', { name: 'Test: it must not' }).click()
  await page.locator('.judged').getByText('2 passed, 1 failed.').waitFor()
  assert.deepEqual(
    asked.filter((url) => url.includes('/api/') && !/status|live|history/.test(url)),
    [],
    'nothing was sent',
  )
  await page.getByRole('button', { name: 'Take those of its findings' }).click()
  await page.getByText('20 events of its newest findings').waitFor()
  await page.locator('.held > li', { hasText: 'stays silent' }).nth(19).waitFor()
  await page.getByRole('button', { name: 'As it holds now' }).click()
  await page.locator('.held > li', { hasText: 'Event 20: speaks' }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).last().click()
  assert.equal((await download).suggestedFilename(), `${id}.test.yml`)
}

/** A rule that said nothing tells what it waited for. */
async function waited(page) {
  await page.goto(`${server.url}/rules/${silent}`)
  await page.getByText('It said nothing in 30 days.').waitFor()
  await page.getByRole('button', { name: 'Count the last day' }).click()
  const told = page.locator('.waited .told')
  await told.waitFor()
  assert.match(
    await told.textContent(),
    /60 events were of its kind\. selection_img held 60 times, selection_cli never\./,
  )
  await page.locator('.parts summary', { hasText: 'selection_cli' }).click()
  await page.getByRole('cell', { name: 'contains --hidden' }).waitFor()

  const said = execFileSync(process.execPath, [cli, 'rules', 'explain', silent, '--data', data], { encoding: 'utf8' })
  assert.match(said, /held never in 60 events.*selection_img held 60 times.*selection_cli held never/s)
}

/** From the finding to an exception that was tried, holds, and is ended. */
async function quietened(page, token) {
  const { incidents } = await server.ask('/api/incidents')
  const one = incidents.find(({ about }) => about?.value === 'desk-03')
  await page.goto(`${server.url}/incidents/${one.id}`)
  await page.getByRole('link', { name: 'Do not speak of this again…' }).first().click()
  await page.waitForURL(`**/rules/${id}?except=*`)
  const form = page.getByRole('form', { name: 'Make an exception' })
  await form.getByText('CommandLine = ').waitFor()
  const keep = form.getByRole('button', { name: /^Keep quiet until/ })
  assert.ok(await keep.isDisabled(), 'without a reason nothing is kept quiet')
  await form.getByRole('button', { name: 'Another field' }).click()
  await form.getByLabel('Field', { exact: true }).fill('Computer')
  await form.getByLabel('Value', { exact: true }).fill('desk-03')
  await form.getByLabel('Why').fill('The desk of the help desk')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('With the exception 3 hits go; 27 stay.').waitFor()
  await look(page, 'exception')
  await keep.click()
  const row = page.locator('.exceptions > li', { hasText: 'The desk of the help desk' })
  await row.waitFor()
  const before = (await server.ask(`/api/rules/${id}/history`)).findings
  await send(server, token, 'json', started(30, 10), 'application/x-ndjson')
  await server.settled()
  assert.equal((await server.ask(`/api/rules/${id}/history`)).findings, before + 9, 'one of ten machines is kept quiet')
  await page.getByRole('button', { name: 'Count the last day' }).click()
  await page.locator('.parts summary', { hasText: 'exception-1' }).waitFor()
  await row.getByRole('button', { name: 'Speak of it again' }).click()
  await page.getByText('1 that is over').waitFor()

  await page.goto(`${server.url}/rules/${correlation}?except=${'a'.repeat(32)}`)
  await page.getByText('made for a rule that it hears').waitFor()
  await page.getByRole('button', { name: 'Count the last day' }).click()
  await page.getByRole('heading', { name: 'How near it is' }).waitFor()
  await look(page, 'near')
  await page
    .locator('section', { hasText: 'Exceptions' })
    .getByRole('link', { name: 'Remote Support Tool Started' })
    .last()
    .click()
  await page.waitForURL(`**/rules/${id}?except=*`)
}

/** Each page once, with all that a click shows; then its theme, language and width are changed under it. */
async function everyScreen(page) {
  for (const [what, one] of Object.entries({ speaks: id, correlation, refused: broken })) {
    await page.goto(`${server.url}/rules/${one}`)
    await page.locator('.yaml').waitFor()
    if (what === 'speaks') await everythingOpen(page)
    for (const { colorScheme, locale, width } of looks()) {
      const language = locale.slice(0, 2)
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click()
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(150)
      await look(page, `${what}-${colorScheme}-${language}-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: 'EN', exact: true }).click()
  }
}

async function everythingOpen(page) {
  await page.getByRole('button', { name: 'Run the tests' }).click()
  await page.locator('.outcome').first().waitFor()
  await page.getByRole('button', { name: 'Count the last day' }).click()
  await page.locator('.waited .told').waitFor()
  await page.locator('.parts summary').first().click()
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.locator('.report .told').waitFor()
  await page.getByRole('button', { name: 'Make an exception' }).click()
  await page.getByRole('button', { name: 'Open the editor' }).click()
  await page.locator('.judged .held').waitFor()
}

async function arrive(name, role) {
  const { link } = await server.ask('/api/people', post({ name, role, departments: 'all' }))
  const page = await open()
  await arriveBy(page, link)
  await page.locator('button[type=submit]').click()
  await page.locator('.shell').waitFor()
  return page
}

/** So many starts on ten desks, and as many that somebody looks on. */
function started(from, count) {
  return Array.from({ length: count }, (_, index) => from + index).flatMap((n) => {
    const Computer = `desk-${String(n % 10).padStart(2, '0')}`
    const event = {
      timestamp: new Date(Date.now() - 60_000 + n * 10).toISOString(),
      logsource: { product: 'windows', category: 'process_creation' },
      host: { name: Computer },
      Computer,
      User: 'zoe',
      Image: 'C:\\Tools\\remote.exe',
    }
    return [' --unattended', ''].map((flag) => JSON.stringify({ ...event, CommandLine: `remote.exe${flag}` }))
  })
}
