import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { putCandidate } from '@tocsin/server'
import { packRules } from '@tocsin/watch'
import { cli, pause, startServer } from './server.mjs'

/**
 * kill -9 while the rules of a repository are switched on, in the server and on the command line, again and again: afterwards
 * all rules of the old version judge or all of the new one, never some of both; what was acknowledged is the new one.
 *
 *   node e2e/rules-update-dies.mjs [--rounds 4] [--seed 1]
 */
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`)
  return Number(at === -1 ? otherwise : process.argv[at + 1])
}
const rounds = option('rounds', 4)
const seed = option('seed', Date.now() % 1_000_000)
console.log(`seed ${seed}`)
let state = seed >>> 0
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 0x1_0000_0000
}

/** Rules of one version; a half of them would be seen. */
const size = 60
const home = mkdtempSync(join(tmpdir(), 'tocsin-update-dies-'))
const data = join(home, 'data')
const judging = ['listenFirst=false', 'firstDayHits=0', 'firstDayAssets=0'].flatMap((one) => ['--set', `rules.${one}`])

let holds = 'none'
let [olds, news, answered] = [0, 0, 0]
/** Milliseconds that switching on takes here: the first round is left alive. */
let usual = 0
try {
  mkdirSync(data)
  for (let round = 0; round < rounds; round++) {
    const next = `v${round}`
    const files = rulesOf(next)
    const acknowledged = round % 3 !== 2 ? await inServer(next, files) : await onCommandLine(next, files)
    const server = await startServer(data, judging)
    const found = await versionIn(server, [holds, next], round)
    await server.kill()
    if (acknowledged) assert.equal(found, next, `round ${round}: it was acknowledged`)
    if (acknowledged) answered++
    if (found === next) news++
    else olds++
    holds = found
  }
  console.log(
    `rules update: ${rounds} rounds of kill -9; ${olds} times the old version held, ${news} times the new one, ${answered} of them acknowledged; never half`,
  )
} finally {
  rmSync(home, { recursive: true, force: true })
}

/** The server dies while it switches on. */
async function inServer(version, files) {
  const server = await startServer(data, judging)
  const digest = putCandidate(data, packRules(files).bytes)
  const body = { digest, source: version, sha256: digest, trusted: 'folder' }
  const began = Date.now()
  let acknowledged = false
  const applying = server
    .ask('/api/rules/content/apply', { method: 'POST', body: JSON.stringify(body) })
    .then(() => {
      acknowledged = true
    })
    .catch(() => undefined)
  if (usual === 0) await applying
  else await pause(random() * 1.2 * usual)
  if (usual === 0) usual = Date.now() - began
  const then = acknowledged
  await server.kill()
  await applying
  return then
}

/** The command dies somewhere between reading the folder and the end. */
async function onCommandLine(version, files) {
  const folder = join(home, version)
  mkdirSync(folder)
  for (const { path, text } of files) writeFileSync(join(folder, path), text)
  const args = [cli, 'rules', 'update', folder, '--apply', '--data', data]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
  const killed = pause(200 + random() * 4 * usual).then(() => child.kill('SIGKILL'))
  const code = await ended
  await killed
  return code === 0
}

/** Which version judges now, by the list of rules and by what is found in a record: all of one, nothing of another. */
async function versionIn(server, possible, round) {
  const { rules } = await server.ask('/api/rules?find=update-dies&limit=1000')
  const versions = new Set(rules.map(({ rule }) => rule.split('-').at(-2)))
  assert.ok(versions.size <= 1, `round ${round}: rules of ${[...versions]} judge together`)
  const [version = 'none'] = versions
  assert.ok(possible.includes(version), `round ${round}: ${version} judges, neither ${possible.join(' nor ')}`)
  assert.equal(rules.length, version === 'none' ? 0 : size, `round ${round}: all rules of ${version}`)
  const { current, versions: kept } = await server.ask('/api/rules/content')
  assert.equal(
    kept
      .find(({ number }) => number === current)
      ?.source.split('/')
      .at(-1) ?? 'none',
    version,
  )
  if (version === 'none') return version
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: `update ${round}`, kind: 'ingest' }),
  })
  const line = { logsource: { product: 'doors' }, word: `round ${round}`, host: { name: `door-${round}` } }
  const sent = await fetch(`${server.url}/ingest/json`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(line)}\n`,
  })
  assert.equal(sent.status, 200)
  for (let tries = 0; ; tries++) {
    const { incidents } = await server.ask('/api/incidents?limit=100')
    const one = incidents.find(({ about }) => about?.value === `door-${round}`)
    if (one?.findings === size) {
      assert.ok(
        one.detectors.every(({ id }) => id.split('-').at(-2) === version),
        `round ${round}: findings of ${version}`,
      )
      return version
    }
    assert.ok(tries < 60, `round ${round}: ${one?.findings ?? 0} of ${size} findings`)
    await pause(250)
  }
}

function rulesOf(version) {
  return Array.from({ length: size }, (_, n) => ({
    path: `rule-${n}.yml`,
    text: `title: Rule ${n} of ${version}
id: update-dies-${version}-${n}
level: low
logsource: { product: doors }
detection: { it: { word: '*' }, condition: it }
`,
  }))
}
