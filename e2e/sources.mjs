import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli, pause, startServer } from './server.mjs'

/**
 * A syslog sender two hours ahead that says no zone: nothing is refused, its zone is proposed, accepted with one command, and its
 * times are right from then on, over a restart too. Waits end when what they wait for is there, or fail after a minute.
 */
const oddRule = `title: Odd Word
id: 0dd0
status: experimental
description: A word that nobody uses.
level: high
logsource: { product: linux }
detection:
  words: { message|contains: 'odd ' }
  condition: words
`

const data = mkdtempSync(join(tmpdir(), 'sources-'))
let server = await startServer(data)
const socket = createSocket('udp4')
try {
  await clockTwoHoursAhead()
  await rulesThatListen()
  await addASource()
  console.log('sources: all held')
} finally {
  socket.close()
  await server.stop()
  rmSync(data, { recursive: true })
}

async function clockTwoHoursAhead() {
  let sent = 0
  const known = await until('a zone is proposed', async () => {
    for (let line = 0; line < 5; line++) sent += await send('ahead')
    const { sources } = await server.ask('/api/sources/health')
    return sources.find(({ source, offsets }) => source === 'syslog' && offsets.length > 0)
  })
  assert.deepEqual(
    known.offsets.map(({ sender, minutes, zone }) => ({ sender, minutes, zone })),
    [{ sender: '127.0.0.1', minutes: 120, zone: '+02:00' }],
  )
  const said = tocsin(['source', 'list'])
  assert.match(said, /syslog/)
  assert.match(said, /tocsin source zone syslog \+02:00 --sender 127\.0\.0\.1/)
  const incident = await until('it is a finding', async () => {
    const { incidents } = await server.ask('/api/incidents')
    return incidents.find(({ story }) => story.en.includes('2 h ahead: zone +02:00?'))
  })
  console.log(`sources: ${incident.id}: ${incident.story.en}`)

  tocsin(['source', 'zone', 'syslog', '+02:00', '--sender', '127.0.0.1'])
  sent += await send('right')
  await server.stop()
  server = await startServer(data)
  sent += await send('restarted')
  const rows = await until('the events are stored', async () => {
    const found = events()
    return found.length === sent ? found : undefined
  })
  for (const { message, time, received } of rows) {
    const ahead = Math.round((time - received) / 60_000)
    assert.equal(ahead + 0, message.startsWith('ahead') ? 120 : 0, `${message}: ${time} received ${received}`)
  }
  // Of what was read again after the restart nothing is counted twice.
  const {
    refused,
    offsets,
    events: counted,
  } = await until('all are counted', async () => {
    const { sources } = await server.ask('/api/sources/health')
    const one = sources.find(({ source }) => source === 'syslog')
    return one.events >= sent ? one : undefined
  })
  assert.deepEqual([refused, offsets, counted], [0, [], sent])
  console.log(`sources: ${sent} records two hours ahead, none refused; right from the zone on, also after a restart`)
}

/** A new rule listens, is switched on by one command, speaks too often on its first day, and is set to listen by itself. */
async function rulesThatListen() {
  mkdirSync(join(data, 'rules'))
  writeFileSync(join(data, 'rules', 'odd.yml'), oddRule)
  await server.stop()
  server = await startServer(data, ['--set', 'rules.firstDayHits=10'])
  const mode = async () => {
    const { rules } = await server.ask('/api/rules?find=0dd0')
    return rules[0]
  }
  assert.equal((await mode()).mode.is, 'listening')
  await send('odd one')
  await until('the rule heard it', async () => (await mode()).heard.hits === 1)
  assert.deepEqual(await about('Odd Word'), [])
  tocsin(['rules', 'arm', '0dd0'])
  await send('odd two')
  await until('an incident', async () => (await about('Odd Word')).length === 1)
  for (let line = 0; line < 12; line++) await send(`odd ${line}`)
  await until('it listens again', async () => (await mode()).mode.is === 'listening')
  const quiet = await mode()
  assert.equal(quiet.mode.why, 'noisy')
  await until('it is a finding', async () => (await about('Rule Was Set to Listen')).length === 1)
  const { findings } = (await about('Odd Word'))[0]
  await send('odd last')
  await until('it is heard', async () => (await mode()).heard.hits === 15)
  assert.equal((await about('Odd Word'))[0].findings, findings)
  await server.stop()
  server = await startServer(data)
  assert.equal((await mode()).mode.is, 'listening')
  await server.stop()
  const [one, four] = [1, 4].map((workers) => {
    const args = [cli, 'log', 'rerun', data, '--lane', 'live', '--workers', String(workers)]
    return execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  })
  assert.equal(four, one, 'the same findings, whatever the number of workers')
  assert.equal(one.split('\n').filter((line) => line.includes('"id":"0dd0"')).length, findings)
  server = await startServer(data)
  console.log(`sources: a rule listened, spoke ${findings} times, was set to listen by itself; a rerun finds the same`)
}

/** A source is added from the catalogue: its snippet is checked by rsyslog itself, its token sends, what it is missing is said. */
async function addASource() {
  const snippet = tocsin([
    'source',
    'add',
    'rsyslog',
    '--as',
    'town-hall',
    '--door',
    'syslog-tcp',
    '--host',
    '127.0.0.1',
  ])
  const conf = join(data, 'rsyslog.conf')
  writeFileSync(conf, snippet)
  const check = spawnSync('rsyslogd', ['-N1', '-f', conf], { encoding: 'utf8' })
  if (check.error === undefined) assert.equal(check.status, 0, check.stderr)
  const curl = tocsin(['source', 'add', 'script', '--as', 'lamps'])
  const ran = spawnSync('sh', ['-c', curl], { encoding: 'utf8' })
  assert.match(ran.stdout, /"accepted":1/, ran.stderr)
  // A shipper's path takes the source that its token was made for.
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'vector', kind: 'ingest', sources: ['meters'] }),
  })
  await server.ask('/api/sources/meters/profile', { method: 'PUT', body: JSON.stringify({ decoder: 'hec' }) })
  const sent = await fetch(`${server.url}/services/collector/event`, {
    method: 'POST',
    headers: { authorization: `Splunk ${token}` },
    body: '{"event":{"message":"hello"}}',
  })
  assert.equal(sent.status, 200, await sent.text())
  await until('both are known', async () => {
    const { sources } = await server.ask('/api/sources/health')
    const state = (name) => sources.find(({ source }) => source === name)?.state
    return state('lamps') === 'well' && state('meters') === 'well' && state('town-hall') === 'waiting'
  })
  const { spots } = await server.ask('/api/blind-spots')
  const windows = spots.find(({ wakes }) => wakes.includes('winlogbeat'))
  assert.ok(windows.waiting >= 3 && windows.risk > 20, JSON.stringify(windows))
  assert.ok(spots.some(({ kind, about: name }) => kind === 'waiting' && name === 'town-hall'))
  assert.match(tocsin(['source', 'blind']), /town-hall is declared and has never sent/)
  console.log(`sources: added from the catalogue; ${spots.length} blind spots, the first: ${spots[0].says.en}`)
}

async function about(words) {
  const { incidents } = await server.ask('/api/incidents')
  return incidents.filter((one) => JSON.stringify(one).includes(words))
}

/** One message of RFC 3164, whose clock shows two hours more than UTC. */
async function send(word) {
  const local = new Date(Date.now() + 2 * 3_600_000)
  const month = local.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
  const day = String(local.getUTCDate()).padStart(2)
  const line = `<13>${month} ${day} ${local.toISOString().slice(11, 19)} pump-7 app: ${word} ${Math.random()}`
  await new Promise((done, failed) =>
    socket.send(line, server.udp.port, server.udp.host, (error) => (error ? failed(error) : done())),
  )
  return 1
}

function events() {
  const out = execFileSync(process.execPath, [
    cli,
    'search',
    'source:syslog',
    '--json',
    '--limit',
    '10000',
    '--data',
    data,
  ])
  return out
    .toString()
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

function tocsin(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--data', data], { encoding: 'utf8' })
  assert.equal(status, 0, `tocsin ${args.join(' ')}: ${stderr}`)
  return stdout
}

async function until(what, holds) {
  for (let tries = 0; tries < 240; tries++) {
    const found = await holds()
    if (found) return found
    await pause(250)
  }
  throw new Error(`waited a minute in vain for: ${what}`)
}
