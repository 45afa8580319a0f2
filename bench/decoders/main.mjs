import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'

/**
 * 100,000 mixed messages a decoder: nine in ten of its own lines with other numbers in them, one in ten a line of any
 * format. CPU-microseconds of each, and the ratio to JSON.parse of the same bytes in the same run.
 *
 *   npm run build && node bench/decoders/main.mjs [messages]
 */
const { decoders, tablesOf } = await import(join(root, 'packages', 'sources', 'dist', 'index.js'))
const { seededRandom } = await import(join(root, 'packages', 'kit', 'dist', 'index.js'))
const messages = Number(process.argv[2] ?? 100_000)
const seed = 20261120
const received = Date.UTC(2026, 10, 20, 12) * 1000
const encoder = new TextEncoder()

const formats = join(root, 'packages', 'sources', 'fixtures')
const guide = join(root, 'docs', 'guide', 'fixtures')
const lines = new Map()
for (const [folder, name] of [
  ...readdirSync(formats).map((name) => [formats, name]),
  ...[
    ['windows', 'windows.ndjson'],
    ['json', 'app.ndjson'],
    ['syslog', 'sshd.log'],
    ['zeek', 'zeek.ndjson'],
  ].map(([, name]) => [guide, name]),
]) {
  const id =
    folder === guide
      ? ({ 'app.ndjson': 'json', 'sshd.log': 'syslog' }[name] ?? name.split('.')[0])
      : name.slice(0, name.indexOf('.'))
  lines.set(id, [...(lines.get(id) ?? []), ...readFileSync(join(folder, name), 'utf8').trim().split('\n')])
}
const web = lines.get('web') ?? []
const own = tablesOf([
  {
    path: 'own.yml',
    text: String.raw`
id: own-format
logsource: { product: own }
patterns:
  - match: '^(?P<src_ip>\S+) \S+ (?P<who>\S+) \[(?P<at>[^\]]+)\] "(?P<method>\S+) (?P<uri>\S+)[^"]*" (?P<status>\d+) (?P<bytes>\d+|-)'
`,
  },
])
if (own.problems.length > 0) throw new Error(JSON.stringify(own.problems))
lines.set('own-format', web)

const everything = [...lines.values()].flat()
console.log(
  `Node ${process.version}, one thread, CPU time (user and system), ${messages} messages a decoder, seed ${seed}`,
)
console.log('decoder          bytes   µs each   JSON.parse   ratio    read')
for (const decoder of [...decoders, ...own.decoders]) {
  const ours = lines.get(decoder.id)
  if (ours !== undefined) measure(decoder, ours)
}

function measure(decoder, ours) {
  const random = seededRandom(seed)
  // A thousand of each kind: more would measure the memory of the bench.
  const mixed = Array.from({ length: 1000 }, (_, at) =>
    varied(at % 10 === 9 ? random.pick(everything) : random.pick(ours), random),
  )
  const frames = mixed.map((line) => ({ payload: encoder.encode(line), received }))
  // What is no JSON stands as a text in an object: the parser sees the same bytes, and those of escapes.
  const texts = mixed.map((line) => (line.startsWith('{') ? line : JSON.stringify({ line })))
  const bytes = Math.round(frames.reduce((sum, { payload }) => sum + payload.length, 0) / frames.length)
  let read = 0
  run(5000, (at) => decoder.decode(frames[at]))
  run(5000, (at) => JSON.parse(texts[at]))
  const decode = run(messages, (at) => {
    if (decoder.decode(frames[at]).ok) read++
  })
  const parse = run(messages, (at) => JSON.parse(texts[at]))
  const columns = [
    bytes,
    decode.toFixed(2),
    parse.toFixed(2),
    (decode / parse).toFixed(2),
    `${Math.round((100 * read) / messages)} %`,
  ]
  const widths = [7, 9, 12, 7, 7]
  console.log(`${decoder.id.padEnd(14)}${columns.map((column, at) => String(column).padStart(widths[at])).join(' ')}`)
}

function run(times, what) {
  const before = process.cpuUsage()
  for (let at = 0; at < times; at++) what(at % 1000)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

/** Other last digits: the same shape, and no line that a cache has seen. */
function varied(line, random) {
  return line.replace(/\d(?=[ "',;)\]]|$)/g, () => String(random.integer(10)))
}
