import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pause, startServer } from './server.mjs'

/**
 * Hostile senders at every listener of a real server, among neighbours that behave.
 *
 * What must hold: everything hostile is refused with source, reason and offset, counted and sampled; what is odd but readable is
 * kept and marked; no neighbour's record is lost; memory stays bounded; the server lives and stops when it is told to.
 *
 *   node e2e/hostile.mjs [--seconds 60]
 */
const at = process.argv.indexOf('--seconds')
const seconds = Number(at === -1 ? 60 : process.argv[at + 1])
const began = Date.now()
const say = (what) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`)

const mebibyte = 1024 * 1024
/** Bytes that the process may grow by: queues, bodies and unfinished frames have bounds, the databases have theirs. */
const mayGrow = 900 * mebibyte

const data = mkdtempSync(join(tmpdir(), 'tocsin-hostile-'))
const server = await startServer(data)
const { port: http } = new URL(server.url)
const { token } = await server.ask('/api/tokens', {
  method: 'POST',
  body: JSON.stringify({ name: 'neighbours', kind: 'ingest' }),
})
const { token: hostileToken } = await server.ask('/api/tokens', {
  method: 'POST',
  body: JSON.stringify({ name: 'hostile', kind: 'ingest' }),
})
const { token: narrowToken } = await server.ask('/api/tokens', {
  method: 'POST',
  body: JSON.stringify({ name: 'narrow', kind: 'ingest', sources: ['zeek'] }),
})

const before = rss()
let highest = before
const watching = setInterval(() => {
  highest = Math.max(highest, rss())
}, 200)

const neighbours = startNeighbours()
/** What status must count at least, as `source stage reason`. */
const expected = new Map()
const expect = (source, stage, reason, count = 1) => {
  const key = `${source} ${stage} ${reason}`
  expected.set(key, (expected.get(key) ?? 0) + count)
}

try {
  await endlessLines()
  await octetCounts()
  await textOverTcp()
  await jsonBodies()
  await gzipBodies()
  await brokenRequests()
  await crowd()
  await timesAndMarks()
  await flood()
  while (Date.now() - began < seconds * 1000) await mixed()
  const { accepted, sent } = await neighbours.stop()
  await server.settled()
  await check(accepted, sent)
  say('the server is told to stop')
  assert.equal(await server.stop(), 0, 'the server stops when it is told to')
  say('done')
} finally {
  clearInterval(watching)
  await server.kill()
  rmSync(data, { recursive: true, force: true })
}

async function endlessLines() {
  say('syslog: a line without an end, 24 MiB of it, and a counted frame that says 300 KiB')
  await speak([Buffer.alloc(24 * mebibyte, 'A'), '\n<34>1 2026-01-01T00:00:00Z h sshd - - - after the endless line\n'])
  expect('syslog', 'receive', 'too-long')
  await speak([`300000 <34>${'B'.repeat(299_996)}`, '24 <34>1 - h sshd - - - ok!\n'])
  expect('syslog', 'receive', 'too-long')
  say('ingest: a line of 24 MiB between two good ones')
  const answer = await post('json', [
    '{"message":"before the long line"}\n',
    ...Array.from({ length: 24 }, () => Buffer.alloc(mebibyte, 'C')),
    '\n{"message":"after the long line"}\n',
  ])
  assert.equal(answer.status, 200)
  assert.equal(answer.body.accepted, 2, 'the neighbours of a long line are kept')
  assert.deepEqual(answer.body.refused, [{ reason: 'too-long', offset: 35, count: 1 }])
  expect('json', 'receive', 'too-long')
}

async function octetCounts() {
  say('syslog: octet counts that lie, overflow, or are cut off; garbage between counted frames')
  await speak(['999999999 <34>a count of nine digits\n'])
  expect('syslog', 'receive', 'bad-count')
  await speak(['500 <34>1 - h sshd - - - this frame says 500 and ends here'])
  expect('syslog', 'receive', 'cut-off')
  const one = '<34>1 - h sshd - - - counted'
  await speak([`${one.length} ${one}`, 'garbage that is neither count nor priority ', `${one.length} ${one}`])
  expect('syslog', 'receive', 'garbage')
  await speak(['99999999999999999999999999999999999999 <34>x\n', `${'7'.repeat(100_000)}\n`])
  expect('syslog', 'receive', 'too-long')
}

async function textOverTcp() {
  say('syslog: NULs, controls, terminal escapes, bidirectional marks, wrong encodings, any bytes')
  await speak([
    '<34>1 - h sshd - - - nul \0 in the middle\n',
    '<34>1 - h sshd - - - escape \x1b]0;owned\x07\x1b[2J and \u202egnp.exe\n',
    Buffer.from([...Buffer.from('<34>1 - h sshd - - - latin \xe9\xff ', 'latin1'), 0xc3, 0x28, 10]),
    Buffer.from('\ufeff<34>1 - h sshd - - - utf-16\n', 'utf16le'),
    '   \n\t\n',
  ])
  await speak([Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919 + (index >> 3)) & 255))])
}

async function jsonBodies() {
  say('ingest: JSON that is deep, wide, broken, no object, or no UTF-8')
  const wide = `{${Array.from({ length: 60_000 }, (_, index) => `"f${index}":${index % 10}`).join(',')}}`
  const records = [
    `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    wide,
    '{"message":"half"',
    '[1,2,3]',
    '"text"',
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"message":"prototype"}',
    '{"message":"lone half \\ud800 and nul \\u0000 and \\u202e"}',
    '{"time":1e308,"message":"numbers","n":-1e999,"m":123456789012345678901234567890}',
    '{"message":{"message":{"message":"nested"}},"message.message":"clash"}',
  ]
  const answer = await post('json', [
    `${records.join('\n')}\n`,
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d, 10]),
    '{"message":"good record after them"}\n',
  ])
  assert.equal(answer.status, 200)
  assert.equal(answer.body.accepted, records.length + 2)
  expect('json', 'decode', 'too-deep', 2)
  expect('json', 'decode', 'not-json', 1)
  expect('json', 'decode', 'not-an-object', 2)
  expect('json', 'decode', 'not-utf8', 1)
  for (const source of ['windows', 'zeek']) {
    const { body } = await post(source, [`${records.slice(0, 2).join('\n')}\n`])
    assert.equal(body.accepted, 2)
    expect(source, 'decode', 'too-deep', 2)
  }
}

async function gzipBodies() {
  say('ingest: compression bombs, truncated, damaged and false gzip')
  const bomb = gzipSync(Buffer.alloc(200 * mebibyte, 'D'))
  for (const more of [{}, { 'idempotency-key': 'bomb' }]) {
    const answer = await post('json', [bomb], { 'content-encoding': 'gzip', ...more })
    assert.equal(answer.status, 413)
    assert.equal(answer.body.code, 'gzip-bomb')
    expect('json', 'receive', 'gzip-bomb')
  }
  const good = gzipSync('{"message":"zipped"}\n'.repeat(1000))
  const damaged = Buffer.from(good)
  damaged.fill(0xaa, damaged.length - 8, damaged.length - 4) // RFC 1952 §2.3.1: the CRC-32
  for (const [reason, body] of [
    ['gzip-truncated', good.subarray(0, -4)],
    ['gzip-damaged', damaged],
    ['gzip-trailing-garbage', Buffer.concat([good, Buffer.from('tail')])],
    ['not-gzip', Buffer.from('{"message":"plain"}\n')],
    ['gzip-truncated', Buffer.alloc(0)],
  ]) {
    const answer = await post('json', [body], { 'content-encoding': 'gzip' })
    assert.equal(answer.status, 400, `${reason}: ${JSON.stringify(answer)}`)
    assert.equal(answer.body.code, reason)
    assert.ok(answer.body.fix.length > 0)
    expect('json', 'receive', reason)
  }
  const twice = await Promise.all(
    [1, 2].map(() => post('json', [good], { 'content-encoding': 'gzip', 'idempotency-key': 'twice' })),
  )
  assert.deepEqual(
    twice.map(({ body }) => body.repeated === true).sort(),
    [false, true],
    'a body with a key is kept once',
  )
}

async function brokenRequests() {
  say('ingest: lying lengths, smuggling, unknown encodings and sources, tokens that may not, senders that stop')
  const head = (more) =>
    `POST /ingest/json HTTP/1.1\r\nHost: 127.0.0.1:${http}\r\nAuthorization: Bearer ${hostileToken}\r\n${more}\r\n`
  const whole = '{"message":"smuggled"}\n'
  const answers = [
    ['both lengths', 400, `${head('Content-Length: 23\r\nTransfer-Encoding: chunked\r\n')}${whole}`],
    ['two lengths', 400, `${head('Content-Length: 23\r\nContent-Length: 4\r\n')}${whole}`],
    ['obscure chunking', 400, `${head('Transfer-Encoding: xchunked\r\n')}${whole}`],
    ['a chunk size that is none', 400, `${head('Transfer-Encoding: chunked\r\n')}zz\r\n${whole}`],
    ['no HTTP', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['bare line feeds', 400, 'GET / HTTP/1.1\nHost: x\n\n'],
    ['headers of 64 KiB', 431, `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`],
    ['another host', 421, 'GET /api/status HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['a length beyond the limit', 413, head('Content-Length: 99999999999\r\n')],
  ]
  for (const [what, status, bytes] of answers) {
    const heard = await talk(Number(http), [bytes], { wait: 3000 })
    assert.match(heard, new RegExp(`^HTTP/1.1 ${status} `), `${what}: ${JSON.stringify(heard.slice(0, 200))}`)
    assert.match(heard, /"fix":"/, what)
  }
  expect('json', 'receive', 'too-large')
  // More is promised than comes, and the sender goes: with a key nothing is kept, without one what came is.
  await talk(Number(http), [`${head('Content-Length: 1000\r\n')}${whole}`], { cut: true })
  await talk(Number(http), [`${head('Content-Length: 1000\r\nIdempotency-Key: cut\r\n')}${whole}`], { cut: true })
  expect('json', 'receive', 'broken-off', 2)
  const refusals = [
    [415, 'json', { 'content-encoding': 'br' }, hostileToken, 'bad-encoding'],
    [400, 'json', { 'idempotency-key': 'a b' }, hostileToken, 'bad-key'],
    [403, 'json', {}, narrowToken, 'not-this-source'],
    [404, 'nosuch', {}, hostileToken, 'unknown-source'],
    [401, 'json', {}, 'tocsin_nothing', 'bad-token'],
  ]
  for (const [status, source, headers, by, code] of refusals) {
    const answer = await post(source, [whole], headers, by)
    assert.equal(answer.status, status, JSON.stringify(answer))
    assert.equal(answer.body.code, code)
    if (status === 415 || status === 400 || code === 'not-this-source') expect(source, 'receive', code)
  }
}

async function crowd() {
  say('300 connections at syslog and ingest, most of them hostile or silent, in turn')
  const one = '<34>1 - h sshd - - - one of a crowd\n'
  const jobs = Array.from({ length: 300 }, (_, index) => async () => {
    if (index % 5 === 0) return await speak([Buffer.alloc(256 * 1024, index & 255)])
    if (index % 5 === 1) return await speak([one.slice(0, 12)], { hold: 1500 })
    if (index % 5 === 2) return await talk(Number(http), ['POST /ingest/json HTTP/1.1\r\nHost: 127'], { hold: 1500 })
    if (index % 5 === 3) return await talk(server.syslog.port, [one.repeat(5)], { reset: true })
    return await speak([one])
  })
  await inTurn(jobs, 120)
}

async function timesAndMarks() {
  say('times before, after and without now; duplicates; what goes back in time: all kept and marked')
  const now = Date.now()
  const lines = [
    ['marked skewed', new Date(now - 3 * 86_400_000)],
    ['marked skewed', new Date(now + 3_600_000)],
    ['marked skewed', new Date('2099-12-31T23:59:59Z')],
    ['marked skewed', new Date('1971-01-01T00:00:00Z')],
    ['marked stated', new Date(now)],
    ['marked stated', new Date(now - 60_000)],
    ['marked stated', new Date(now)],
  ].map(([what, time]) => `<34>1 ${time.toISOString()} odd-times sshd - - - ${what}\n`)
  await speak([...lines, lines[4], '<34>1 - odd-times sshd - - - marked none\n'])
}

async function flood() {
  say('24 bodies of one token at once, 8 MiB each')
  const line = `{"message":"flood","pad":"${'x'.repeat(400)}"}\n`
  const body = Buffer.from(line.repeat(Math.ceil((8 * mebibyte) / line.length)))
  const answers = await Promise.all(Array.from({ length: 24 }, () => post('json', [body])))
  const said = new Map()
  for (const { status } of answers) said.set(status, (said.get(status) ?? 0) + 1)
  say(`  answers ${JSON.stringify(Object.fromEntries(said))}`)
  for (const { status } of answers) assert.ok(status === 200 || status === 429, `${status}`)
  const busy = answers.filter(({ status }) => status === 429).length
  if (busy > 0) expect('json', 'receive', 'too-many', busy)
}

async function mixed() {
  await Promise.all([
    speak([Buffer.alloc(mebibyte, '<')]),
    speak([`70000 <34>${'y'.repeat(69_996)}`]),
    post('json', [`${'{"a":'.repeat(2000)}\n`, 'nothing\n']),
    pause(500),
  ])
}

async function check(accepted, sent) {
  const status = await server.ask('/api/status')
  assert.equal(status.ready, true)
  const counted = new Map(status.refused.map((row) => [`${row.source} ${row.stage} ${row.reason}`, row]))
  say('refused, as the status says it:')
  for (const [key, { count, samples }] of counted) {
    const sample = samples.at(-1)
    say(`  ${String(count).padStart(6)} ${key} (byte ${sample?.offset} from ${sample?.peer})`)
    assert.ok(
      samples.every(({ excerpt }) => [...excerpt].every((one) => one >= ' ' && one !== '\x7f')),
      `${key} shows bytes as they came`,
    )
  }
  for (const [key, least] of expected) {
    assert.ok((counted.get(key)?.count ?? 0) >= least, `${key}: ${counted.get(key)?.count ?? 0} of ${least} counted`)
    assert.ok((counted.get(key)?.samples.length ?? 0) > 0, `${key} has a sample`)
  }
  const found = async (where) =>
    Number(
      (
        await server.ask('/api/search', {
          method: 'POST',
          body: JSON.stringify({
            from: 'event',
            time: [-8.64e15, 8.64e15],
            timeField: 'time',
            where,
            measures: [{ kind: 'count' }],
            limit: 1,
          }),
        })
      ).rows[0]?.measure0 ?? 0,
    )
  const records = { kind: 'starts', field: 'message', text: 'neighbour record' }
  const overHttp = await found({
    kind: 'and',
    of: [records, { kind: 'cmp', field: 'source', op: 'eq', value: 'json' }],
  })
  const overTcp = await found({
    kind: 'and',
    of: [records, { kind: 'cmp', field: 'source', op: 'eq', value: 'syslog' }],
  })
  say(`neighbours: ${overHttp} of ${accepted} acknowledged over HTTP stored, ${overTcp} of ${sent} sent over TCP`)
  assert.equal(overHttp, accepted, 'what was acknowledged is stored, once')
  assert.equal(overTcp, sent, 'no neighbour on another connection lost a record')
  assert.ok(accepted > 100 && sent > 100, 'the neighbours were busy')

  const odd = { kind: 'cmp', field: 'device.hostname', op: 'eq', value: 'odd-times' }
  for (const [quality, count] of [
    ['skewed', 4],
    ['stated', 4],
    ['none', 1],
  ]) {
    const marked = { kind: 'cmp', field: 'time_quality', op: 'eq', value: quality }
    assert.equal(await found({ kind: 'and', of: [odd, marked] }), count, `${quality} times are kept and marked`)
  }
  assert.equal(await found({ kind: 'anywhere', text: 'smuggled' }), 1, 'of the broken requests, one record came whole')
  clearInterval(watching)
  say(`memory: ${mib(before)} before, ${mib(highest)} at the highest, ${mib(rss())} now`)
  assert.ok(highest - before < mayGrow, 'memory is bounded')
  assert.equal(status.unacknowledged, 0, 'nothing is stuck on its way to the log')
}

/** Senders that behave: ten over HTTP, ten over TCP, a record now and then, until they are stopped. */
function startNeighbours() {
  let running = true
  let accepted = 0
  let sent = 0
  const overHttp = Array.from({ length: 10 }, async (_, sender) => {
    for (let n = 0; running; n++) {
      const lines = Array.from({ length: 5 }, (_, i) =>
        JSON.stringify({ message: `neighbour record ${sender} ${n} ${i}` }),
      )
      const answer = await post('json', [`${lines.join('\n')}\n`], { 'idempotency-key': `${sender}-${n}` }, token)
      if (answer.status === 200) accepted += answer.body.accepted
      else assert.ok([429, 503].includes(answer.status), `a neighbour got ${JSON.stringify(answer)}`)
      await pause(50)
    }
  })
  const overTcp = Array.from({ length: 10 }, async (_, sender) => {
    const socket = connect(server.syslog.port, server.syslog.host)
    let cutOff
    socket.on('error', (error) => {
      cutOff = error
    })
    for (let n = 0; running && cutOff === undefined; n++) {
      const record = `<34>1 ${new Date().toISOString()} neighbour-${sender} sshd - - - neighbour record ${n}`
      // half of them count octets
      socket.write(sender % 2 === 0 ? `${record}\n` : `${Buffer.byteLength(record)} ${record}`)
      sent++
      await pause(20)
    }
    await new Promise((ended) => {
      socket.resume().once('close', ended)
      socket.end()
    })
    assert.equal(cutOff, undefined, 'no neighbour is cut off')
  })
  for (const neighbour of [...overHttp, ...overTcp]) neighbour.catch(() => {}) // told by stop()
  return {
    stop: async () => {
      running = false
      await Promise.all([...overHttp, ...overTcp])
      return { accepted, sent }
    },
  }
}

/** Speaks to the syslog listener and leaves in good order. */
function speak(parts, how = {}) {
  return talk(server.syslog.port, parts, how)
}

/**
 * Writes parts at the pace of the reader, and gives what came back.
 *
 * `hold`: milliseconds of silence before it leaves; `wait`: for an answer; `cut`: leaves without an end; `reset`: leaves in the
 * middle of reading.
 */
function talk(port, parts, { hold = 0, wait = 0, cut = false, reset = false } = {}) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    const done = () => resolve(heard)
    socket.setTimeout(30_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      if (wait > 0) socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', done)
    socket.on('connect', async () => {
      for (const part of parts) {
        if (socket.destroyed) return
        if (!socket.write(part)) {
          await Promise.race([
            new Promise((drained) => socket.once('drain', drained)),
            new Promise((closed) => socket.once('close', closed)),
          ])
        }
      }
      await pause(Math.max(hold, cut ? 200 : 0))
      if (wait > 0) {
        await pause(wait)
        socket.destroy()
      } else if (reset) socket.resetAndDestroy()
      else if (cut) socket.destroy()
      else socket.end()
    })
  })
}

async function post(source, parts, headers = {}, by = hostileToken) {
  const response = await fetch(`${server.url}/ingest/${source}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, ...headers },
    body: Buffer.concat(parts.map((part) => Buffer.from(part))),
  })
  return { status: response.status, body: await response.json() }
}

async function inTurn(jobs, atOnce) {
  const left = [...jobs]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let job = left.shift(); job !== undefined; job = left.shift()) await job()
    }),
  )
}

function rss() {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

function mib(bytes) {
  return `${Math.round(bytes / mebibyte)} MiB`
}
