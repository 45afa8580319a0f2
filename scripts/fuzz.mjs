import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './run.mjs'

/**
 * Throws mutated and random bytes at every decoder and framer of the built packages for a while.
 *
 *   npm run fuzz -- --seconds 60 --seed 7
 *
 * Ends with 1 at the first escape: an exception, a second or more for one input, a place outside the input, an event
 * past its limits, or frames that depend on the chunks. The seed and the input (base64) are printed, to play it again.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } })
const seconds = Number(values.seconds ?? 10)
const seed = Number(values.seed ?? Date.now() % 1_000_000_007)
if (!(seconds > 0) || !Number.isInteger(seed)) {
  console.error('fuzz: --seconds takes a positive number and --seed an integer')
  process.exit(2)
}
const built = join(root, 'packages', 'sources', 'dist', 'index.js')
if (!existsSync(built)) {
  console.error('fuzz: packages/sources is not built; run `npm run build` first')
  process.exit(2)
}
const { decoders: builtIn, lineFramer, syslogFramer, tablesOf } = await import(built)
const decoders = [...builtIn, ...ownFormat()]
const { nativeLimits } = await import(join(root, 'packages', 'event', 'dist', 'index.js'))
const { seededRandom } = await import(join(root, 'packages', 'kit', 'dist', 'index.js'))

const random = seededRandom(seed)
const corpus = readCorpus()
const tokens = makeTokens()
const objects = corpus.map((input) => Buffer.from(input).toString()).filter(isJson)
const names = [...new Set(objects.flatMap((text) => Object.keys(JSON.parse(text))))]
const scalars = [
  null,
  true,
  '',
  '-',
  0,
  -1,
  1e300,
  4688,
  '0x1f',
  'x'.repeat(3000),
  '::ffff:1.2.3.4',
  'D\\u$',
  '{"a":1}',
  '\ud800',
  [],
  {},
]
const counts = new Map()
const maxFrame = 4096
const slow = 1000
console.log(`fuzz: seed ${seed}, ${seconds} s, ${corpus.length} inputs to start from`)

const until = performance.now() + seconds * 1000
while (performance.now() < until) {
  const input = makeInput()
  for (const decoder of decoders) attempt(decoder.id, input, () => tryDecoder(decoder, input))
  attempt('lines', input, () => tryFramer(lineFramer, input))
  attempt('syslog stream', input, () => tryFramer(syslogFramer, input))
}
for (const [name, { inputs, read }] of counts) console.log(`  ${name}: ${inputs} inputs, ${read} of them readable`)
console.log(`fuzz: no escape in ${[...counts.values()].reduce((sum, { inputs }) => sum + inputs, 0)} inputs`)

function attempt(name, input, run) {
  const count = counts.get(name) ?? { inputs: 0, read: 0 }
  counts.set(name, count)
  count.inputs++
  const started = performance.now()
  let escaped
  try {
    const { why, read } = run()
    escaped = why
    if (read) count.read++
  } catch (error) {
    escaped = `threw ${error instanceof Error ? error.stack : String(error)}`
  }
  const took = performance.now() - started
  if (took >= slow) escaped ??= `took ${Math.round(took)} ms`
  if (escaped === undefined) return
  console.error(`fuzz: ${name} let something escape (seed ${seed}): ${escaped}`)
  console.error(`input, base64: ${Buffer.from(input).toString('base64')}`)
  process.exit(1)
}

function tryDecoder(decoder, input) {
  const frame = { payload: input, received: random.integer(2_000_000_000) * 1_000_000 }
  const decoded = decoder.decode(frame)
  if (!decoded.ok) return { read: false, why: outside(decoded.error.offset, input) }
  for (const { native, derived, time } of decoded.value) {
    if (native.size > nativeLimits.fields) return { read: true, why: `${native.size} fields` }
    const bytes = bytesOf(native)
    if (bytes > nativeLimits.bytes) return { read: true, why: `${bytes} bytes of fields` }
    if (time !== undefined && !Number.isFinite(time)) return { read: true, why: `time ${time}` }
    const names = [...native.keys(), ...derived.keys()]
    for (const name of names.length === 0 ? [] : [random.pick(names), random.pick(names)]) {
      const part = decoder.locate(input, name, 0)
      if (part !== undefined && (part.start > part.end || outside(part.end, input))) {
        return { read: true, why: `${name} placed at ${part.start}..${part.end} of ${input.length}` }
      }
    }
  }
  return { read: true }
}

function outside(offset, input) {
  return offset >= 0 && offset <= input.length ? undefined : `place ${offset} of ${input.length}`
}

function bytesOf(native) {
  let bytes = 0
  for (const [name, value] of native) {
    bytes += Buffer.byteLength(name)
    for (const item of Array.isArray(value) ? value : [value]) {
      bytes += typeof item === 'string' ? Buffer.byteLength(item) : 8
    }
  }
  return bytes
}

function tryFramer(framer, input) {
  const whole = frames(framer({ maxFrame }), [input])
  const cut = frames(framer({ maxFrame }), inChunks(input))
  if (whole.join('|') !== cut.join('|')) return { read: true, why: 'frames depend on the chunks' }
  const long = whole.find((frame) => frame.startsWith('f') && frame.length > 1 + 2 * maxFrame)
  return { read: whole.some((frame) => frame.startsWith('f')), why: long && 'a frame past the limit' }
}

function frames(framer, chunks) {
  const seen = []
  const out = {
    frame: (bytes) => seen.push(`f${Buffer.from(bytes).toString('hex')}`),
    refused: (reason, offset) => seen.push(`r${reason}@${offset}`),
  }
  for (const chunk of chunks) framer.push(chunk, out)
  framer.end(out)
  return seen
}

function inChunks(input) {
  const chunks = []
  for (let at = 0; at < input.length; ) {
    const length = 1 + random.integer(random.integer(2) === 0 ? 4 : 1000)
    chunks.push(input.subarray(at, at + length))
    at += length
  }
  return chunks
}

// Pieces of the formats, and what readers trip over.
function makeTokens() {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ',',
    ':',
    'null',
    '1e999',
    '-0',
    '9007199254740993',
    '"__proto__":',
    '\\ud800',
  ]
  return [
    ...pieces,
    '\\u0000',
    '\0',
    '\ufeff',
    '\n',
    '\r\n',
    '<191>',
    '<999>',
    '1 ',
    '[a b="',
    '"]',
    ' from ',
    ' port ',
    '99999 <',
    '\u2028',
  ]
    .map(encode)
    .concat([Uint8Array.of(0xff), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0xf0, 0x9f)])
}

function makeInput() {
  const way = random.integer(20)
  if (way === 0) return Uint8Array.from({ length: random.integer(600) }, () => random.integer(256))
  if (way === 1) return bomb()
  if (way < 8) return encode(JSON.stringify(alter(JSON.parse(random.pick(objects)), 0)))
  let input = Uint8Array.from(random.pick(corpus))
  for (let times = 1 + random.integer(4); times > 0; times--) input = mutate(input)
  return input.length > 1_100_000 ? input.subarray(0, 1_100_000) : input
}

/** A JSON value with some of its parts replaced: what stays JSON reaches deeper than what does not. */
function alter(value, depth) {
  const way = random.integer(12)
  if (way === 0) return random.pick(scalars)
  if (way === 1 && depth < 70) return [alter(value, depth + 1), value]
  if (way === 2 && depth < 70) return { [random.pick(names)]: alter(value, depth + 1), '#text': value }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => alter(item, depth + 1))
  const members = Object.entries(value).map(([name, member]) => [
    random.integer(15) === 0 ? random.pick(names) : name,
    random.integer(3) === 0 ? alter(member, depth + 1) : member,
  ])
  return Object.fromEntries(members)
}

function mutate(input) {
  const at = random.integer(input.length + 1)
  const end = Math.min(input.length, at + random.integer(40))
  switch (random.integer(8)) {
    case 0:
      return joined(input.subarray(0, at), Uint8Array.of(random.integer(256)), input.subarray(at))
    case 1:
      return joined(input.subarray(0, at), input.subarray(end))
    case 2:
      return joined(input.subarray(0, end), input.subarray(at))
    case 3: {
      const other = random.pick(corpus)
      return joined(input.subarray(0, at), other.subarray(random.integer(other.length)))
    }
    case 4:
    case 5:
      return joined(input.subarray(0, at), random.pick(tokens), input.subarray(random.integer(2) === 0 ? at : end))
    case 6:
      return input.subarray(0, at)
    default:
      return input.map((byte, index) => (index >= at && index < end ? byte ^ (1 << random.integer(8)) : byte))
  }
}

function bomb() {
  const open = random.pick([
    '[',
    '{"a":',
    '[{"b":',
    '"',
    '\\u0000',
    '<',
    '[x y="',
    ' from ',
    '9',
    '{"Event":{"System":',
    '\u00e9',
  ])
  return encode(
    random.pick(['', '{"ts":1,"EventID":1,"x":', '<38>1 - - sshd - - Failed x for ']) +
      open.repeat(random.integer(20_000)),
  )
}

function readCorpus() {
  const folder = join(root, 'docs', 'guide', 'fixtures')
  const lines = readdirSync(folder)
    .filter((name) => /\.(?:ndjson|log)$/.test(name))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
  const formats = join(root, 'packages', 'sources', 'fixtures')
  const written = readdirSync(formats).flatMap((name) =>
    readFileSync(join(formats, name), 'utf8').trimEnd().split('\n'),
  )
  const own = [
    '{"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":{"#text":1},"Channel":"Security"},"EventData":{"Data":[{"#attributes":{"Name":"a"},"#text":"b"},"c"]}}}',
    '{"winlog":{"channel":"Security","event_id":4625,"event_data":{"IpAddress":"::1"}},"message":"m"}',
    '{"Channel":"x","EventID":1,"EventData":"{\\"a\\":{\\"b\\":[1,2]}}","Hostname":{"name":"h"}}',
    '{"__proto__":{"a":1},"a":[{"b":[{"c":1e999}]},null],"a.b":2,"a":"\\ud800\\u0000"}',
    '<165>1 2026-11-20T10:00:00.003+01:00 h app 812 ID47 [x@1 iut="3" who="a \\"b\\" \\] \\\\"][y] \ufeffbody',
    '<34>Feb 29 10:00:01 h su[12]: FAILED SU (to root) x on pts/0\n',
    '<13>1 - h audispd - - type=EXECVE msg=audit(1.2:3): argc=2 a0="cat" a1="/etc/shadow"',
    '<13>1 - h app - - @cee: {"hostname":"o","a":{"b":[1,2]}}\n12 <34>1 - abcd11 <13>plain x',
    '{"_path":"http","ts":1,"id":{"orig_h":"2001:db8::1","resp_h":"::ffff:1.2.3.4"},"uri":"/a?b","host":"h"}',
  ]
  return [...lines, ...written, ...own, lines.slice(0, 12).join('\n')].map(encode)
}

/** A format of an operator's own, with a bit of everything. */
function ownFormat() {
  const text = String.raw`
id: own-format
logsource: { product: own }
patterns:
  - match: '(?P<at>\d+:\d+:\d+).*?(?P<src_ip>[\da-f.:]{7,45})(?P<rest>.*)$'
    integers: [at]
    set: { action: seen }
  - match: '(?P<key>\w+)[=:]"?(?P<value>[^"\s]*)'
map: { user: value }
time: { group: at, format: 'HH:mm:ss dd MM yyyy' }
`
  return tablesOf([{ path: 'own.yml', text }]).decoders
}

function isJson(text) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function joined(...parts) {
  return new Uint8Array(Buffer.concat(parts))
}

function encode(text) {
  return new TextEncoder().encode(text)
}
