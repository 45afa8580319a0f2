import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { connect, count, freePort, household, requirePrograms, run, until } from './senses-kit.mjs'
import { pause, startServer } from './server.mjs'

/**
 * Services of others: journald's files and systemd-journal-upload, mosquitto with names and passwords, MariaDB's audit plugin and
 * PostgreSQL's log, a signed webhook sent twice, an API that is asked page by page. Each record is stored once.
 */
const postgres = '/usr/lib/postgresql/15/bin'
requirePrograms({
  systemd: '/usr/bin/journalctl',
  'systemd-journal-remote': '/usr/lib/systemd/systemd-journal-upload',
  mosquitto: '/usr/sbin/mosquitto',
  'mosquitto-clients': '/usr/bin/mosquitto_pub',
  'mariadb-server': '/usr/lib/mysql/plugin/server_audit.so',
  'postgresql-15': `${postgres}/initdb`,
})
const work = mkdtempSync(join(tmpdir(), 'tocsin-services-'))
chmodSync(work, 0o755)
const house = household()
const serving = ['--set', `follow.roots=${work}`]
const root = process.getuid() === 0
let server = await startServer(join(work, 'tocsin'), serving)
try {
  await journal()
  await databases()
  await broker()
  await fluentBit()
  await webhook()
  await api()
  console.log('services: all held')
} finally {
  await house.end()
  await server.stop()
  rmSync(work, { recursive: true, force: true })
}

/** Real journal files, made by systemd from its export format, read by journalctl and sent by systemd-journal-upload. */
async function journal() {
  const folder = join(work, 'journal')
  mkdirSync(folder)
  let written = 0
  const write = (name, count) => {
    const entries = Array.from({ length: count }, () => {
      const at = (Date.now() + written) * 1000
      const fields = [
        `__REALTIME_TIMESTAMP=${at}`,
        `__MONOTONIC_TIMESTAMP=${++written}`,
        '_BOOT_ID=5b6d8e1f0a7c4c0d9b2e3f4a5b6c7d8e',
        '_MACHINE_ID=1b6d8e1f0a7c4c0d9b2e3f4a5b6c7d8e',
        '_HOSTNAME=gw-12',
        'PRIORITY=6',
        'SYSLOG_FACILITY=4',
        'SYSLOG_IDENTIFIER=sshd',
        '_PID=812',
        `MESSAGE=Failed password for agent from 198.51.100.9 port ${20_000 + written} ssh2`,
      ]
      return `${fields.join('\n')}\n`
    })
    execFileSync('/usr/lib/systemd/systemd-journal-remote', ['-o', join(folder, name), '-'], {
      input: `${entries.join('\n')}\n`,
    })
  }
  write('one.journal', 120)
  await connect(server, { kind: 'journal', name: 'Journal', source: 'gateway', directory: folder, from: 'start' })
  const read = () => count(server, 'gateway', 'Failed password')
  await until('120 entries of the journal', async () => (await read()) === 120)
  await server.kill()
  write('two.journal', 80)
  server = await startServer(join(work, 'tocsin'), serving)
  await until('80 more', async () => (await read()) >= 200)

  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'journal', kind: 'ingest', sources: ['journal'] }),
  })
  const upload = [`--url=${server.url.replace('//', `//journal:${token}@`)}`, `--directory=${folder}`, '--follow=no']
  await run('/usr/lib/systemd/systemd-journal-upload', [...upload, `--save-state=${join(work, 'upload.state')}`])
  const sent = () => count(server, 'journal', 'Failed password')
  await until('200 entries by systemd-journal-upload', async () => (await sent()) >= 200)
  await pause(1000)
  assert.deepEqual([await read(), await sent()], [200, 200])
  console.log(
    'services: 200 entries of a real journal through journalctl and kill -9, and by systemd-journal-upload, each once',
  )
}

/** Real servers that write what they are asked, in folders of their own. */
async function databases() {
  const logs = join(work, 'db', 'log')
  for (const name of ['mariadb', 'postgresql']) mkdirSync(join(logs, name), { recursive: true })
  const mysql = join(work, 'db', 'mysql')
  const user = userInfo().username
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${mysql}`,
    `--user=${user}`,
    '--auth-root-authentication-method=normal',
  ])
  const socket = join(work, 'db', 'm.sock')
  house.start(
    '/usr/sbin/mariadbd',
    [
      '--no-defaults',
      `--datadir=${mysql}`,
      `--socket=${socket}`,
      '--skip-networking',
      `--user=${user}`,
      '--plugin-dir=/usr/lib/mysql/plugin',
      '--plugin-load-add=server_audit',
      '--server-audit-logging=ON',
      `--server-audit-file-path=${join(logs, 'mariadb', 'server_audit.log')}`,
      '--innodb-buffer-pool-size=16M',
      '--aria-pagecache-buffer-size=8M',
    ],
    { stdio: 'ignore' },
  )
  const pg = join(work, 'db', 'pg')
  mkdirSync(pg, { mode: 0o700 })
  if (root) await run('chown', ['-R', 'postgres', pg, join(logs, 'postgresql')])
  const as = (program, args) => (root ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args])
  // Where postgres may not be, its programs do not start.
  const options = { cwd: '/' }
  const trust = ['--auth-local=trust', '--auth-host=scram-sha-256', '--no-sync']
  await run(...as(`${postgres}/initdb`, ['--pgdata', pg, ...trust]), options)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: pg,
    logging_collector: 'on',
    log_directory: join(logs, 'postgresql'),
    log_destination: 'csvlog',
    log_filename: 'server.log',
    log_file_mode: '0644',
    log_connections: 'on',
    log_statement: 'ddl',
    log_timezone: 'UTC',
    shared_buffers: '16MB',
  }
  const set = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [program, args] = as(`${postgres}/postgres`, ['-D', pg, ...set])
  house.start(program, args, { stdio: 'ignore', ...options })

  const follow = { kind: 'follow', decoder: 'auto', from: 'start' }
  await connect(server, { ...follow, name: 'MariaDB', source: 'mariadb', paths: [join(logs, 'mariadb', '*.log')] })
  await connect(server, {
    ...follow,
    name: 'PostgreSQL',
    source: 'postgresql',
    paths: [join(logs, 'postgresql', '*.csv')],
  })
  const sql = (...args) => run('mariadb', ['--no-defaults', `--socket=${socket}`, ...args])
  await until('MariaDB answers', () =>
    sql('-e', 'select 1').then(
      () => true,
      () => false,
    ),
  )
  await sql('-e', "create user 'agent'@'localhost' identified by 'p'; create database eau; select 'bilan_annuel'")
  await sql('-uagent', '-pwrong', '-e', 'select 1').catch(() => undefined)
  const psql = (name, password) =>
    run('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', name, 'postgres', '-c', 'select 1'], {
      env: { ...process.env, PGPASSWORD: password },
    }).catch(() => undefined)
  await until('PostgreSQL listens', () => existsSync(join(logs, 'postgresql', 'server.csv')))
  for (let tries = 0; tries < 3; tries++) await psql('comptable', 'wrong')

  const failed = async (source) => (await outcomes(server, source)).failure ?? 0
  await until('what MariaDB was asked', async () => (await count(server, 'mariadb', 'bilan_annuel')) > 0)
  await until('a refused login at MariaDB', async () => (await failed('mariadb')) >= 1)
  await until('three refused logins at PostgreSQL', async () => (await count(server, 'postgresql', 'comptable')) >= 3)
  console.log(
    `services: MariaDB's audit (${await count(server, 'mariadb')} events), PostgreSQL's csvlog (${await count(server, 'postgresql')})`,
  )
}

/** A broker that asks for a name and a password; the server is killed while messages come. */
async function broker() {
  const port = await freePort()
  const passwords = join(work, 'mosquitto.passwords')
  await run('mosquitto_passwd', ['-b', '-c', passwords, 'tocsin', 'a-pass'])
  await run('mosquitto_passwd', ['-b', passwords, 'sensors', 'b-pass'])
  chmodSync(passwords, 0o644)
  const certificate = join(work, 'broker.crt')
  const subject = ['-subj', '/CN=broker', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes']
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-keyout',
    join(work, 'broker.key'),
    '-out',
    certificate,
    ...subject,
  ])
  chmodSync(join(work, 'broker.key'), 0o644)
  writeFileSync(
    join(work, 'mosquitto.conf'),
    `listener ${port} 127.0.0.1
certfile ${certificate}
keyfile ${join(work, 'broker.key')}
password_file ${passwords}
allow_anonymous false
persistence false
max_queued_messages 10000
max_inflight_messages 200
`,
  )
  house.start('/usr/sbin/mosquitto', ['-c', join(work, 'mosquitto.conf')], { stdio: 'ignore' })
  const who = [
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '--cafile',
    certificate,
    '-u',
    'sensors',
    '-P',
    'b-pass',
    '-q',
    '1',
  ]
  const publish = (topic, lines) => {
    execFileSync('/usr/bin/mosquitto_pub', [...who, '-t', topic, '-l'], { input: `${lines.join('\n')}\n` })
  }
  await until('mosquitto answers', () =>
    run('mosquitto_pub', [...who, '-t', 'x', '-m', 'x']).then(
      () => true,
      () => false,
    ),
  )
  const connection = {
    kind: 'mqtt',
    name: 'Broker',
    source: 'sensors',
    url: `mqtts://127.0.0.1:${port}`,
    authority: readFileSync(certificate, 'utf8'),
    username: 'tocsin',
    topics: ['application/+/device/#'],
    routes: [{ topic: 'application/lora/#', source: 'lorawan', decoder: 'json' }],
  }
  await connect(server, connection, 'a-pass')
  const uplink = (n) =>
    JSON.stringify({
      time: new Date().toISOString(),
      deviceInfo: { devEui: '70b3d57ed0000001' },
      fCnt: n,
      message: `uplink ${n} here`,
    })
  publish(
    'application/lora/device/7/event/up',
    Array.from({ length: 300 }, (_, n) => uplink(n)),
  )
  await until('300 uplinks', async () => (await count(server, 'lorawan', 'uplink')) === 300)
  // Those that come while nobody listens, and while it dies.
  await server.kill()
  publish(
    'application/lora/device/7/event/up',
    Array.from({ length: 300 }, (_, n) => uplink(300 + n)),
  )
  server = await startServer(join(work, 'tocsin'), serving)
  publish(
    'application/water/device/1',
    Array.from({ length: 50 }, (_, n) => JSON.stringify({ message: `level ${n}` })),
  )
  await until('300 more', async () => (await count(server, 'lorawan', 'uplink')) >= 600)
  await until('50 levels', async () => (await count(server, 'sensors', 'level')) >= 50)
  await pause(1000)
  assert.deepEqual([await count(server, 'lorawan', 'uplink'), await count(server, 'sensors', 'level')], [600, 50])
  console.log('services: 650 messages of mosquitto over TLS, 300 while the server was dead, each once')
}

/** The forms of Fluent Bit's outputs `splunk`, `http` (json_lines) and `es`, as its manual and its own code write them. */
async function fluentBit() {
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'fluent-bit', kind: 'ingest', sources: ['hec', 'json', 'bulk'] }),
  })
  const now = Date.now() / 1000
  const log = (n) => ({ log: `fluent line ${n}`, stream: 'stdout' })
  const forms = [
    [
      '/services/collector/event',
      `Splunk ${token}`,
      [1, 2].map((n) => JSON.stringify({ time: now, event: log(n) })).join(''),
    ],
    ['/ingest/json', `Bearer ${token}`, `${[3, 4].map((n) => JSON.stringify({ date: now, ...log(n) })).join('\n')}\n`],
    [
      '/elastic/_bulk',
      `Basic ${Buffer.from(`any:${token}`).toString('base64')}`,
      [5, 6]
        .map(
          (n) =>
            `{"create":{"_index":"fluent-bit"}}\n${JSON.stringify({ '@timestamp': new Date().toISOString(), ...log(n) })}\n`,
        )
        .join(''),
    ],
  ]
  for (const [path, authorization, text] of forms) {
    const headers = {
      authorization,
      'user-agent': 'Fluent-Bit',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    }
    const { status } = await fetch(server.url + path, { method: 'POST', headers, body: gzipSync(text) })
    assert.equal(status, 200, path)
  }
  const found = async () =>
    (await Promise.all(['hec', 'json', 'bulk'].map((source) => count(server, source, 'fluent line')))).join()
  await until('six lines in the three forms of Fluent Bit', async () => (await found()) === '2,2,2')
  console.log('services: the forms of Fluent Bit’s splunk, http and es outputs, compressed')
}

async function webhook() {
  const secret = randomUUID()
  const connection = { kind: 'webhook', name: 'Forge', source: 'forge', form: 'github' }
  const { path } = await connect(server, connection, secret)
  const body = JSON.stringify({ action: 'added_to_repository', message: 'a key was added', sender: { login: 'zoe' } })
  const send = (signature) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    })
  const right = createHmac('sha256', secret).update(body).digest('hex')
  const answers = [await send(right), await send(right), await send(right.replace(/^../, 'zz'))]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 401],
  )
  await until('the delivery', async () => (await count(server, 'forge', 'a key was added')) > 0)
  await pause(1000)
  assert.equal(await count(server, 'forge'), 1)
  console.log('services: a signed delivery twice, stored once; a wrong signature refused')
}

async function api() {
  const all = Array.from({ length: 25 }, (_, n) => ({ id: n + 1, message: `audit record ${n + 1}` }))
  const asked = []
  const other = createServer((request, response) => {
    const after = Number(new URL(request.url, 'http://x').searchParams.get('after') ?? 0)
    asked.push([request.headers['x-api-key'], after])
    const data = all.filter(({ id }) => id > after).slice(0, 10)
    response.end(JSON.stringify({ data }))
  })
  await new Promise((done) => other.listen(0, '127.0.0.1', done))
  const connection = {
    kind: 'poll',
    name: 'API',
    source: 'api-audit',
    url: `http://127.0.0.1:${other.address().port}/audit`,
    allowPrivate: true,
    headers: { 'x-api-key': '{secret}' },
    items: '/data',
    next: { by: 'last', pointer: '/id', param: 'after' },
    everySeconds: 5,
  }
  await connect(server, connection, 'k-123')
  await until('25 records', async () => (await count(server, 'api-audit')) === 25)
  await server.kill()
  all.push({ id: 26, message: 'audit record 26' })
  server = await startServer(join(work, 'tocsin'), serving)
  await until('the 26th', async () => (await count(server, 'api-audit')) === 26)
  assert.ok(asked.every(([key]) => key === 'k-123'))
  other.closeAllConnections()
  other.close()
  console.log('services: an API page by page, through kill -9, each record once')
}

async function outcomes(from, source) {
  const { rows } = await from.ask('/api/search', {
    method: 'POST',
    body: JSON.stringify({
      from: 'event',
      time: [0, 8.64e15],
      timeField: 'received',
      where: { kind: 'cmp', field: 'source', op: 'eq', value: source },
      groupBy: [{ kind: 'field', field: 'status_id' }],
      measures: [{ kind: 'count' }],
      limit: 10,
    }),
  })
  const of = (status) => rows.find((row) => Object.values(row).includes(status))?.measure0
  return { success: of(1), failure: of(2) }
}
