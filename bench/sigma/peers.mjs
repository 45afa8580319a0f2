import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { compile, loadRules, objectFields } from '../../packages/sigma/dist/index.js'

// Runs other Sigma engines that are on PATH on the same rules and the same lines, every rule against every event, and
// compares CPU (user + system) and matches. What is not installed is named as not run.
//
// A peer is a process: what it takes for one event is taken off, which is nearly all of loading its rules. Ours reads the
// lines with JSON.parse and writes each alert as a line of JSON, as they do; its first round, which the compiler of
// JavaScript still works on, is told beside the best.
//
// usage: TOCSIN_CORPORA=<folder> node bench/sigma/peers.mjs

const rounds = 4
const lanes = ['windows-events/otrf-a.ndjson.gz', 'zeek/apt29.ndjson.gz']
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('Set TOCSIN_CORPORA to the folder that holds sigma/, windows-events/ and zeek/.')
  process.exit(2)
}
const rules = join(corpora, 'sigma', 'rules')
const work = mkdtempSync(join(tmpdir(), 'tocsin-peers-'))
const events = join(work, 'events.ndjson')
const one = join(work, 'one.ndjson')

/**
 * How each is asked about a file, and how its answer is read: `{ rule, event }`, with the event where it tells it.
 * rsigma 0.23.0 was run; the others are called after their references, and none of them has been tried yet.
 */
const peers = {
  rsigma: {
    version: ['--version'],
    args: (file) => ['engine', 'eval', '--rules', rules, '--event', `@${file}`, '--input-format', 'json'],
    telling: ['--include-event'],
    read: (out) => ndjson(out).map(({ rule_id, event }) => ({ rule: rule_id, event })),
  },
  chainsaw: {
    version: ['--version'],
    args: (file) => ['hunt', file, '--sigma', rules, '--mapping', join(work, 'mapping.yml'), '--json'],
    telling: [],
    read: (out) => JSON.parse(out).map(({ id }) => ({ rule: id })),
  },
  hayabusa: {
    version: ['help'],
    args: (file) =>
      ['json-timeline', '--JSON-input', '--file', file, '--rules', rules].concat(
        ['--no-wizard', '--clobber', '--JSONL-output', '--output'],
        join(work, 'hayabusa.jsonl'),
      ),
    telling: [],
    read: () =>
      ndjson(readFileSync(join(work, 'hayabusa.jsonl'), 'utf8')).map(({ RuleID }) => ({
        rule: RuleID,
      })),
  },
  zircolite: {
    version: ['--version'],
    args: (file) => ['--events', file, '--json-input', '--ruleset', rules, '--outfile', join(work, 'zircolite.json')],
    telling: [],
    read: () =>
      JSON.parse(readFileSync(join(work, 'zircolite.json'), 'utf8')).flatMap((found) =>
        Array.from({ length: found.count ?? found.matches.length }, () => ({ rule: found.id ?? found.title })),
      ),
  },
  sigmalite: {
    version: ['--version'],
    args: (file) => ['--rules', rules, file],
    telling: [],
    read: (out) => ndjson(out).map(({ rule }) => ({ rule })),
  },
}

try {
  const installed = Object.keys(peers).filter((name) => spawnSync('which', [name]).status === 0)
  for (const name of Object.keys(peers))
    if (!installed.includes(name)) console.log(`${name.padEnd(10)} not run: it is not on PATH`)
  writeFileSync(join(work, 'mapping.yml'), 'name: plain\nkind: json\nrules: sigma\ngroups: []\n')
  if (installed.length > 0) for (const file of lanes) lane(file, installed)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function lane(file, installed) {
  const text = gunzipSync(readFileSync(join(corpora, file))).toString('utf8')
  writeFileSync(events, text)
  writeFileSync(one, `${text.slice(0, text.indexOf('\n'))}\n`)
  const own = ours(lines(text))
  console.log(`\n${file}`)
  console.log(
    `ours       ${own.best.toFixed(2)} s of CPU for ${own.events} events and ${own.rules} rules, ${own.first.toFixed(2)} s in the first round`,
  )
  for (const name of installed) compare(name, peers[name], own)
}

function ours(texts) {
  const files = readdirSync(rules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const engine = compile(loadRules(files))
  const fields = objectFields(engine.slots)
  const sink = openSync('/dev/null', 'w')
  const seconds = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    let told = ''
    for (const text of texts) {
      fields.load(JSON.parse(text))
      engine.match('all', fields, (rule) => {
        const { id, title, level, tags } = rule
        told += `${JSON.stringify({ title, id, level, tags, matched: engine.explain(rule, fields) })}\n`
      })
      if (told.length > 65_536) {
        writeFileSync(sink, told)
        told = ''
      }
    }
    writeFileSync(sink, told)
    seconds.push(secondsSince(before))
  }
  closeSync(sink)
  const matches = []
  for (const text of texts) {
    const event = JSON.parse(text)
    fields.load(event)
    engine.match('all', fields, ({ id }) => matches.push({ rule: id, event }))
  }
  return {
    matches,
    events: texts.length,
    rules: engine.set.rules.length,
    first: seconds[0],
    best: Math.min(...seconds),
  }
}

function compare(name, { version, args, telling, read }, own) {
  try {
    const said = execFileSync(name, version, { encoding: 'utf8' }).split('\n')[0].trim()
    const loading = best(() => run(name, args(one)))
    const seconds = best(() => run(name, args(events))) - loading
    console.log(
      `${name.padEnd(10)} ${seconds.toFixed(2)} s of CPU (${said}; ${loading.toFixed(2)} s more to load): ${(seconds / own.best).toFixed(2)} times ours, ${(seconds / own.first).toFixed(2)} times our first round`,
    )
    difference(name, own.matches, read(run(name, [...args(events), ...telling])))
  } catch (error) {
    console.log(`${name.padEnd(10)} failed: ${String(error.message).split('\n')[0]}`)
  }
}

/** Compares which rule met which event; where a peer does not tell the event, how often each rule met one. */
function difference(name, own, said) {
  const told = said.every(({ event }) => event !== undefined)
  const ours = counted(own, told)
  const theirs = counted(said, told)
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])]
  const apart = keys.filter((key) => ours.get(key) !== theirs.get(key))
  const what = told ? 'pairs of rule and event' : 'rules by their number of matches'
  console.log(
    `           matches: ours ${own.length}, theirs ${said.length}; ${keys.length - apart.length} ${what} alike, ${apart.length} not`,
  )
  for (const key of apart.slice(0, 40))
    console.log(`           ${key.slice(0, 200)}: ours ${ours.get(key) ?? 0}, ${name} ${theirs.get(key) ?? 0}`)
}

function counted(matches, told) {
  const counts = new Map()
  for (const { rule, event } of matches) {
    const key = told ? `${rule} ${JSON.stringify(ordered(event))}` : rule
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** Peers print keys in an order of their own. */
function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  return Object.keys(value)
    .sort()
    .map((key) => [key, ordered(value[key])])
}

function run(name, args) {
  return execFileSync(name, args, { maxBuffer: 2 ** 30, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

function best(task) {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const before = childSeconds()
    task()
    least = Math.min(least, childSeconds() - before)
  }
  return least
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

function secondsSince(before) {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function ndjson(text) {
  return lines(text).map((line) => JSON.parse(line))
}

function lines(text) {
  return text.split('\n').filter((line) => line !== '')
}
