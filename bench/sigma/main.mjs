import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  compile,
  loadRules,
  mapFields,
  objectFields,
  readRuleCache,
  writeRuleCache,
} from '../../packages/sigma/dist/index.js'
import { meets } from '../../packages/sigma/dist/plain.js'
import { decoders } from '../../packages/sources/dist/index.js'
import { correlationLane } from './correlations.mjs'

// Measures the Sigma engine beside JSON.parse in the same process, in CPU time (user + system, GC and JIT included),
// best of several rounds, as other work on the machine only ever adds to it.
//
// usage: TOCSIN_CORPORA=<folder> node bench/sigma/main.mjs [--json]

const plainEvents = 40
const rounds = Number(process.env.TOCSIN_ROUNDS ?? 8)
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('Set TOCSIN_CORPORA to the folder that holds sigma/, windows-events/ and zeek/.')
  process.exit(2)
}

const files = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].flatMap((name) =>
  below(join(corpora, 'sigma', name)),
)
const started = process.memoryUsage().rss
const first = elapsed(() => compile(loadRules(files)))
const again = elapsed(() => compile(loadRules(files)))
const { value: engine } = again
const rules = engine.set.rules.length
global.gc?.()
const loaded = process.memoryUsage().rss
const kept = writeRuleCache(engine.set, 'bench')
const cached = elapsed(() => compile(readRuleCache(kept, 'bench')))

const lanes = [
  lane('windows', 'windows-events/otrf-a.ndjson.gz', readFlat),
  lane('zeek', 'zeek/apt29.ndjson.gz', readFlat),
]
const correlations = correlationLane(cpuOf)
const report = {
  node: process.version,
  rules,
  refused: engine.set.refused.length,
  loadSeconds: {
    first: first.seconds,
    again: again.seconds,
    cached: cached.seconds,
    cacheMegabytes: megabytes(kept.length),
  },
  rssMegabytes: {
    start: megabytes(started),
    rulesLoaded: megabytes(loaded),
    end: megabytes(process.memoryUsage().rss),
  },
  lanes,
  correlations,
}
if (process.argv.includes('--json')) console.log(JSON.stringify(report, null, 2))
else print(report)

/**
 * One lane of JSON lines. `flat` reads them with JSON.parse and a small flattening, `decoded` with the product's own
 * decoder (columns, observables and all). `matching` is the engine alone, on events decoded before, whose texts the
 * processor has long forgotten; `matchingOfFreshEvents` is what the engine adds to reading, as in the stream;
 * `parseMatch...` reads what JSON.parse gives without a copy, as a program that uses the library would.
 */
function lane(name, file, flatten) {
  const lines = gunzipSync(readFileSync(join(corpora, file)))
    .toString('utf8')
    .trim()
    .split('\n')
  const payloads = lines.map((line) => new TextEncoder().encode(line))
  const decoder = decoders.find(({ id }) => id === name)
  const decode = (payload) => decoder.decode({ payload }).value?.[0]
  const events = payloads.map(decode).filter((event) => event !== undefined)
  const fields = mapFields(engine.slots)
  const nothing = new Map()
  const per = (run) => (cpuOf(run) / lines.length) * 1e6
  let hits = 0
  let alerts = []
  const report = (rule) => {
    hits++
    alerts.push({ rule: rule.id, matched: engine.explain(rule, fields) })
  }
  const counted = (run) => {
    alerts = []
    hits = 0
    const micros = per(() => {
      alerts = []
      hits = 0
      run()
    })
    return { micros, hits }
  }
  const match = (route) => () => {
    for (const event of events) {
      fields.load(event.native, event.derived)
      engine.match(route === 'all' ? 'all' : event.logsources, fields, report)
    }
  }
  const parsing = () => {
    for (const line of lines) JSON.parse(line)
  }
  const before = per(parsing)
  const routed = counted(match('routed'))
  const unrouted = counted(match('all'))
  const flat = counted(() => {
    for (const [index, line] of lines.entries()) {
      fields.load(flatten(JSON.parse(line)), nothing)
      engine.match(events[index]?.logsources ?? [], fields, report)
    }
  })
  const objects = objectFields(engine.slots)
  const ofObject = (rule) => {
    hits++
    alerts.push({ rule: rule.id, matched: engine.explain(rule, objects) })
  }
  const straight = (route) => () => {
    for (const [index, line] of lines.entries()) {
      objects.load(JSON.parse(line))
      engine.match(route === 'all' ? 'all' : (events[index]?.logsources ?? []), objects, ofObject)
    }
  }
  const objectsRouted = counted(straight('routed'))
  const objectsAll = counted(straight('all'))
  const flattening = per(() => {
    for (const line of lines) fields.load(flatten(JSON.parse(line)), nothing)
  })
  const decoding = per(() => {
    for (const payload of payloads) decode(payload)
  })
  // Every event against every rule's tree: a sample, as it takes a hundred times as long.
  const sample = events.filter((_, index) => index % Math.ceil(events.length / plainEvents) === 0)
  const plainMicros = (cpuOnce(() => sample.forEach(plainly)) / sample.length) * 1e6
  // Everything is compared with it: its best is sought at both ends of the lane.
  const parse = Math.min(before, per(parsing))
  const bytes = lines.reduce((sum, line) => sum + line.length, 0)
  const row = ({ micros, hits }) => ({
    micros: round(micros),
    perSecond: Math.round(1e6 / micros),
    ratio: parse < micros / 100 ? (parse / micros).toPrecision(1) : round(parse / micros),
    hits,
  })
  return {
    name,
    events: lines.length,
    meanBytes: Math.round(bytes / lines.length),
    parse: row({ micros: parse }),
    matchingRouted: row(routed),
    matchingAll: row(unrouted),
    parseFlatten: row({ micros: flattening }),
    parseFlattenMatchRouted: row(flat),
    parseMatchRouted: row(objectsRouted),
    parseMatchAll: row(objectsAll),
    plainEvaluatorAll: row({ micros: plainMicros }),
    matchingOfFreshEvents: row({ micros: Math.max(flat.micros - flattening, 0.001) }),
    decode: row({ micros: decoding }),
  }
}

/** The evaluator that the engine is held against in the tests: no index, no cache. */
function plainly(event) {
  const values = new Map([...event.derived, ...event.native])
  for (const rule of engine.set.rules) meets(rule.detection, values)
}

function cpuOnce(run) {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function readFlat(object) {
  const native = new Map()
  for (const name in object) {
    const value = object[name]
    if (value === null || typeof value !== 'object') native.set(name, value)
  }
  return native
}

/** Seconds of CPU, the best of several rounds. */
function cpuOf(run) {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < rounds; i++) {
    best = Math.min(best, cpuOnce(run))
  }
  return best
}

function elapsed(run) {
  const before = process.cpuUsage()
  const value = run()
  const { user, system } = process.cpuUsage(before)
  return { value, seconds: round((user + system) / 1e6) }
}

function below(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

function print({ node, rules, refused, loadSeconds, rssMegabytes, lanes, correlations }) {
  console.log(`node ${node}, ${rules} rules (${refused} refused)`)
  console.log(`load and compile: ${loadSeconds.first} s of CPU at first, ${loadSeconds.again} s again   goal 1.5 s`)
  console.log(
    `load from a cache of ${loadSeconds.cacheMegabytes} MB and compile: ${loadSeconds.cached} s of CPU   goal 0.3 s`,
  )
  console.log(
    `memory: ${rssMegabytes.start} MB at start, ${rssMegabytes.rulesLoaded} MB with rules, ${rssMegabytes.end} MB at the end   goal 250 MB with rules`,
  )
  for (const { name, events, meanBytes, ...rows } of lanes) {
    console.log(`\n${name}: ${events} events of ${meanBytes} bytes`)
    for (const [row, { micros, perSecond, ratio, hits }] of Object.entries(rows))
      console.log(
        `  ${row.padEnd(26)}${String(micros).padStart(8)} us/event ${String(perSecond).padStart(9)}/s  ${String(ratio).padStart(6)} of JSON.parse${hits === undefined ? '' : `  ${hits} hits`}`,
      )
  }
  console.log('\ncorrelations (goal 500,000 updates/s)')
  for (const { name, perSecond, bytesPerGroup } of correlations)
    console.log(
      `  ${name.padEnd(26)}${String(perSecond).padStart(9)} updates/s${bytesPerGroup === undefined ? '' : `  ${bytesPerGroup} bytes/group`}`,
    )
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6)
}

function round(number) {
  return Number(number.toFixed(3))
}
