import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { root } from '../../scripts/run.mjs'

/**
 * CPU-microseconds per event of every decoder, and the ratio to JSON.parse of the same texts in the same run.
 *
 *   npm run build && node bench/sources/main.mjs
 *
 * With TOCSIN_CORPORA the Windows and Zeek lines are those of `windows-events/` and `zeek/` there; else the guide's.
 */
const { decoders } = await import(join(root, 'packages', 'sources', 'dist', 'index.js'))
const rounds = 12
const perRound = 8000

const corpora = process.env.TOCSIN_CORPORA
const guide = (name) => readLines(join(root, 'docs', 'guide', 'fixtures', name))
const windows = corpora ? readLines(join(corpora, 'windows-events', 'otrf-a.ndjson.gz')) : guide('windows.ndjson')
const zeek = corpora ? readLines(join(corpora, 'zeek', 'apt29.ndjson.gz')) : guide('zeek.ndjson')
const lanes = [
  ['windows', windows],
  ['zeek', zeek],
  ['json', windows],
  ['json', guide('app.ndjson')],
  ['syslog', guide('sshd.log')],
]
// Every other format: its own lines, alone as its decoder reads them.
const formats = join(root, 'packages', 'sources', 'fixtures')
for (const name of readdirSync(formats)) lanes.push([name.slice(0, name.indexOf('.')), readLines(join(formats, name))])

console.log(`Node ${process.version}, one thread, CPU time (user and system), best of ${rounds} rounds of ${perRound}`)
console.log('decoder      lines    bytes   µs/event   JSON.parse   ratio')
for (const [id, lines] of lanes) measure(id, lines)

function measure(id, lines) {
  const decoder = decoders.find((one) => one.id === id)
  const received = Date.UTC(2026, 10, 20, 12) * 1000
  const frames = lines.map((line) => ({ payload: new TextEncoder().encode(line), received }))
  const bytes = Math.round(frames.reduce((sum, { payload }) => sum + payload.length, 0) / frames.length)
  const decode = best((at) => decoder.decode(frames[at % frames.length]))
  // A line of syslog is no JSON: as text it costs the parser about as much.
  const texts = lines.map((line) => (isJson(line) ? line : JSON.stringify({ line })))
  const parse = best((at) => JSON.parse(texts[at % texts.length]))
  const columns = [lines.length, bytes, decode.toFixed(2), parse.toFixed(2), (decode / parse).toFixed(2)]
  const widths = [5, 8, 10, 12, 7]
  console.log(`${id.padEnd(12)}${columns.map((column, at) => String(column).padStart(widths[at])).join(' ')}`)
}

function best(run) {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    for (let at = 0; at < perRound; at++) run(at + round)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / perRound)
  }
  return least
}

function readLines(path) {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n')
}

function isJson(text) {
  return text.startsWith('{')
}
