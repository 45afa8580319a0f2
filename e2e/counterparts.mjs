import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { senderIdentity } from '../apps/server/dist/tls/own-identity.js'
import { pause, startServer } from './server.mjs'

/**
 * Other people's senders against the real listeners: rsyslog over TCP in both framings of RFC 6587 and over TLS
 * with a certificate, logger(1) over TCP and UDP, curl with
 * gzip. Each record must be stored once.
 */
const needed = {
  rsyslog: '/usr/sbin/rsyslogd',
  'rsyslog-openssl': '/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_ossl.so',
  bsdutils: '/usr/bin/logger',
  curl: '/usr/bin/curl',
  gzip: '/usr/bin/gzip',
}
for (const [name, path] of Object.entries(needed)) {
  if (existsSync(path) || existsSync(path.replace('/usr', ''))) continue
  console.error(`${path} is missing: apt-get install ${name}`)
  process.exit(77)
}
const run = promisify(execFile)
const data = mkdtempSync(join(tmpdir(), 'tocsin-counterparts-'))
const server = await startServer(join(data, 'tocsin'))
const children = []
try {
  const { port } = server.syslog

  for (const framing of ['octet-counted', 'traditional']) {
    const work = join(data, framing)
    mkdirSync(work)
    const input = join(work, 'input.log')
    writeFileSync(input, '')
    writeFileSync(
      join(work, 'rsyslog.conf'),
      `global(workDirectory="${work}")
module(load="imfile" mode="inotify")
input(type="imfile" File="${input}" Tag="sshd:" Facility="authpriv" Severity="info" ruleset="out")
ruleset(name="out") {
  action(type="omfwd" Target="127.0.0.1" Port="${port}" Protocol="tcp" TCP_Framing="${framing}"
         template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1")
}
`,
    )
    const rsyslog = spawn('/usr/sbin/rsyslogd', ['-n', '-f', join(work, 'rsyslog.conf'), '-i', join(work, 'pid')], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    children.push(rsyslog)
    await pause(1500)
    const lines = Array.from(
      { length: 500 },
      (_, i) => `Failed password for agent from 198.51.100.9 port ${20_000 + i} ssh2 (${framing})`,
    )
    appendFileSync(input, `${lines.join('\n')}\n`)
    await until(async () => (await count(`(${framing})`)) === 500, `500 records by rsyslog, ${framing}`)
  }

  // Over TLS the sender trusts our authority, and is proven by a certificate of it.
  {
    const work = join(data, 'tls')
    mkdirSync(work)
    const authority = join(data, 'tocsin', 'tls')
    const mine = await senderIdentity(authority, 'rsyslog-mairie', { now: Date.now(), days: 1 })
    writeFileSync(join(work, 'sender.key'), mine.key, { mode: 0o600 })
    writeFileSync(join(work, 'sender.crt'), mine.cert)
    const input = join(work, 'input.log')
    writeFileSync(input, '')
    writeFileSync(
      join(work, 'rsyslog.conf'),
      `global(workDirectory="${work}" DefaultNetstreamDriver="ossl"
       DefaultNetstreamDriverCAFile="${join(authority, 'authority.crt')}"
       DefaultNetstreamDriverCertFile="${join(work, 'sender.crt')}"
       DefaultNetstreamDriverKeyFile="${join(work, 'sender.key')}")
module(load="imfile" mode="inotify")
input(type="imfile" File="${input}" Tag="sshd:" Facility="authpriv" Severity="info" ruleset="out")
ruleset(name="out") {
  action(type="omfwd" Target="127.0.0.1" Port="${server.tls.port}" Protocol="tcp" TCP_Framing="octet-counted"
         StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
         StreamDriverPermittedPeers="localhost" template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1")
}
`,
    )
    children.push(
      spawn('/usr/sbin/rsyslogd', ['-n', '-f', join(work, 'rsyslog.conf'), '-i', join(work, 'pid')], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    )
    await pause(1500)
    const lines = Array.from(
      { length: 500 },
      (_, i) => `Failed password for agent from 198.51.100.9 port ${i} ssh2 (sealed)`,
    )
    appendFileSync(input, `${lines.join('\n')}\n`)
    await until(async () => (await count('(sealed)')) === 500, '500 records by rsyslog over TLS')
  }

  await run('logger', [
    '--udp',
    '--server',
    '127.0.0.1',
    '--port',
    String(server.udp.port),
    '-t',
    'sshd',
    'by datagram',
  ])
  await until(async () => (await count('by datagram')) === 1, 'one record by logger over UDP')

  for (const option of ['--octet-count', '--rfc5424']) {
    const more = option === '--octet-count' ? ['--rfc5424', '--octet-count'] : ['--rfc5424']
    await run('logger', [
      '--tcp',
      '--server',
      '127.0.0.1',
      '--port',
      String(port),
      ...more,
      '-t',
      'sshd',
      `logger ${option} été`,
    ])
    await until(async () => (await count(`logger ${option}`)) === 1, `one record by logger ${option}`)
  }

  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'curl', kind: 'ingest', sources: ['json', 'hec', 'otlp', 'bulk'] }),
  })
  const body = join(data, 'app.ndjson')
  writeFileSync(
    body,
    Array.from({ length: 200 }, (_, i) => JSON.stringify({ message: `curl ${i} sent`, host: 'srv-7' })).join('\n'),
  )
  await run('gzip', ['--keep', body])
  const headers = [
    '-H',
    `authorization: Bearer ${token}`,
    '-H',
    'content-encoding: gzip',
    '-H',
    'idempotency-key: once',
  ]
  for (let again = 0; again < 2; again++) {
    const { stdout } = await run('curl', [
      '-sS',
      ...headers,
      '--data-binary',
      `@${body}.gz`,
      `${server.url}/ingest/json`,
    ])
    assert.equal(JSON.parse(stdout).accepted, 200)
  }
  await until(async () => (await count('sent')) === 200, '200 records by curl, sent twice under one key')
  // The forms in which Fluent Bit, Vector, the OpenTelemetry Collector and Beats send.
  const shippers = [
    [
      '/services/collector/event',
      `Splunk ${token}`,
      '{"host":"a","event":"by collector 1"}{"event":{"message":"by collector 2"}}',
    ],
    [
      '/v1/logs',
      `Bearer ${token}`,
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"by otlp 1"}},{"body":{"stringValue":"by otlp 2"}}]}]}]}',
    ],
    [
      '/elastic/_bulk',
      `Bearer ${token}`,
      '{"create":{}}\n{"message":"by bulk 1"}\n{"create":{}}\n{"message":"by bulk 2"}\n',
    ],
  ]
  for (const [path, authorization, sent] of shippers) {
    const form = ['-H', `authorization: ${authorization}`, '-H', 'content-type: application/json']
    const { stdout } = await run('curl', ['-sS', '--fail-with-body', ...form, '--data-binary', sent, server.url + path])
    assert.ok(!stdout.includes('"errors":true'), stdout)
    const what = sent.match(/by \w+/)[0]
    await until(async () => (await count(what)) === 2, `two records ${what}`)
  }
  console.log(
    'counterparts: rsyslog in two framings and over TLS, logger in two and over UDP, curl with gzip and a key; every record stored once',
  )
} finally {
  for (const child of children) child.kill('SIGTERM')
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}

async function count(text) {
  const { rows } = await server.ask('/api/search', {
    method: 'POST',
    body: JSON.stringify({
      from: 'event',
      time: [0, 8.64e15],
      timeField: 'received',
      where: { kind: 'contains', field: 'message', text },
      measures: [{ kind: 'count' }],
      limit: 1,
    }),
  })
  return rows[0].measure0
}

async function until(holds, what) {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) {
      await pause(700) // long enough for a double to show
      assert.ok(await holds(), `${what}, and no more`)
      return
    }
    await pause(200)
  }
  assert.fail(`${what} did not come`)
}
