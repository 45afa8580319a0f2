import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { compile, loadRules, mapFields } from '../../packages/sigma/dist/index.js'
import { decoders } from '../../packages/sources/dist/index.js'

// Runs other Sigma engines that are on PATH on the same rules and lines, and says where their matches differ from ours.
// Ours is timed from the lines on: JSON.parse, flattening, every rule against every event, as theirs are without routing.
// What is not installed is named as not run.
//
// usage: TOCSIN_CORPORA=<folder> node bench/sigma/peers.mjs

const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('Set TOCSIN_CORPORA to the folder that holds sigma/ and windows-events/.')
  process.exit(2)
}
const rules = join(corpora, 'sigma', 'rules')
const work = mkdtempSync(join(tmpdir(), 'tocsin-peers-'))
const events = join(work, 'events.ndjson')

/** How each is asked, and how its answer is read: rule -> matches. After their references; none of them has been tried here yet. */
const peers = {
  rsigma: {
    args: ['engine', 'eval', '--rules', rules, '--event', `@${events}`],
    read: (out) =>
      counted(
        lines(out)
          .map((line) => JSON.parse(line))
          .map((one) => one.rule_id ?? one.header?.rule_id),
      ),
  },
  chainsaw: {
    args: ['hunt', events, '--sigma', rules, '--mapping', join(work, 'mapping.yml'), '--json'],
    read: (out) => counted(JSON.parse(out).map((one) => one.id)),
  },
  hayabusa: {
    args: [
      'json-timeline',
      '--JSON-input',
      '--file',
      events,
      '--rules',
      rules,
      '--no-wizard',
      '--JSONL-output',
      '--output',
      join(work, 'hayabusa.jsonl'),
    ],
    read: () =>
      counted(lines(readFileSync(join(work, 'hayabusa.jsonl'), 'utf8')).map((line) => JSON.parse(line).RuleID)),
  },
  zircolite: {
    args: ['--events', events, '--json-input', '--ruleset', rules, '--outfile', join(work, 'zircolite.json')],
    read: () => {
      const found = JSON.parse(readFileSync(join(work, 'zircolite.json'), 'utf8'))
      return new Map(found.map((one) => [one.id ?? one.title, one.count ?? one.matches.length]))
    },
  },
  sigmalite: {
    args: ['--rules', rules, events],
    read: (out) => counted(lines(out).map((line) => JSON.parse(line).rule)),
  },
}

try {
  const installed = Object.entries(peers).filter(([name]) => spawnSync('which', [name]).status === 0)
  for (const name of Object.keys(peers))
    if (!installed.some(([one]) => one === name)) console.log(`${name.padEnd(10)} not run: it is not on PATH`)
  if (installed.length > 0) {
    const file = join(corpora, 'windows-events', 'otrf-a.ndjson.gz')
    writeFileSync(events, gunzipSync(readFileSync(file)))
    writeFileSync(join(work, 'mapping.yml'), 'name: plain\nkind: json\nrules: sigma\ngroups: []\n')
    const own = ours()
    for (const [name, peer] of installed) compare(name, peer, own)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

function ours() {
  const files = readdirSync(rules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const engine = compile(loadRules(files))
  const fields = mapFields(engine.slots)
  const decoder = decoders.find(({ id }) => id === 'windows')
  const found = []
  const before = process.cpuUsage()
  for (const line of lines(readFileSync(events, 'utf8'))) {
    for (const event of decoder.decode({ payload: new TextEncoder().encode(line) }).value ?? []) {
      fields.load(event.native, event.derived)
      engine.match('all', fields, ({ id }) => found.push(id))
    }
  }
  const { user, system } = process.cpuUsage(before)
  return { seconds: (user + system) / 1e6, matches: counted(found) }
}

/** A peer's time is that of its whole process: loading its rules belongs to it. */
function compare(name, { args, read }, own) {
  const began = childSeconds()
  let said
  try {
    const out = execFileSync(name, args, { maxBuffer: 2 ** 30, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    said = read(out)
  } catch (error) {
    console.log(`${name.padEnd(10)} failed: ${String(error.message).split('\n')[0]}`)
    return
  }
  const seconds = childSeconds() - began
  const ids = [...new Set([...own.matches.keys(), ...said.keys()])].sort()
  const differ = ids.filter((id) => (own.matches.get(id) ?? 0) !== (said.get(id) ?? 0))
  console.log(
    `${name.padEnd(10)} ${seconds.toFixed(2)} s of CPU, ours ${own.seconds.toFixed(2)} s: ${(seconds / own.seconds).toFixed(2)} times ours`,
  )
  console.log(`           ${ids.length - differ.length} rules with the same matches, ${differ.length} with others`)
  for (const id of differ.slice(0, 40))
    console.log(`           ${id}: ours ${own.matches.get(id) ?? 0}, ${name} ${said.get(id) ?? 0}`)
}

/** CPU of the children that ended (proc(5), `cutime` and `cstime`), in seconds; ticks are hundredths on Linux. */
function childSeconds() {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const [cutime, cstime] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15)
  return (Number(cutime) + Number(cstime)) / 100
}

function counted(ids) {
  const counts = new Map()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function lines(text) {
  return text.split('\n').filter((line) => line !== '')
}
