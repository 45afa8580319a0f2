import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { connect, count, freePort, household, requirePrograms, run, until } from './senses-kit.mjs'
import { pause, startServer } from './server.mjs'

/**
 * A machine's own logs, followed: sshd through rsyslog, nginx, dnsmasq and auditd's format, rotated by logrotate in both its
 * ways, with the server killed on the way. An ordinary day opens no incident; thirty failed SSH logins and a good one open one.
 */
requirePrograms({
  rsyslog: '/usr/sbin/rsyslogd',
  bsdutils: '/usr/bin/logger',
  'openssh-server': '/usr/sbin/sshd',
  'openssh-client': '/usr/bin/ssh',
  'nginx-light': '/usr/sbin/nginx',
  'dnsmasq-base': '/usr/sbin/dnsmasq',
  logrotate: '/usr/sbin/logrotate',
})
const work = mkdtempSync(join(tmpdir(), 'tocsin-senses-'))
// Programs that let go of root must be able to come in.
chmodSync(work, 0o755)
const logs = join(work, 'log')
for (const folder of ['nginx', 'audit', 'plain']) mkdirSync(join(logs, folder), { recursive: true })
const me = userInfo().username
const house = household()
const serving = ['--set', `follow.roots=${logs},/var/log`]
let server = await startServer(join(work, 'tocsin'), serving)
try {
  const socket = await startRsyslog()
  const ssh = await startSshd(socket)
  const web = await startNginx()
  const names = await startDnsmasq()
  const follow = { kind: 'follow', source: 'this-host', decoder: 'auto', from: 'start' }
  await connect(server, { ...follow, name: 'Logs', paths: [join(logs, '*.log'), join(logs, '*', '*.log')] })

  await ordinaryDay({ socket, ssh, web, names })
  await thisMachine(follow)
  await server.settled()
  const before = await incidents()
  for (const { story } of before) console.log(`senses: an ordinary day opened: ${story.en}`)
  assert.deepEqual(before, [], 'an ordinary day opens no incident')

  await guessed(ssh)
  await rotatedAndKilled()
  console.log('senses: all held')
} finally {
  await house.end()
  await server.stop()
  rmSync(work, { recursive: true, force: true })
}

/** @returns the socket that programs log to, which rsyslog writes to auth.log as Debian does */
async function startRsyslog() {
  const socket = join(work, 'dev-log')
  writeFileSync(
    join(work, 'rsyslog.conf'),
    `global(workDirectory="${work}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${socket}" CreatePath="on")
action(type="omfile" File="${join(logs, 'auth.log')}" Template="RSYSLOG_TraditionalFileFormat")
`,
  )
  house.start('/usr/sbin/rsyslogd', ['-n', '-f', join(work, 'rsyslog.conf'), '-i', join(work, 'rsyslog.pid')])
  await until('rsyslog listens', () => existsSync(socket))
  return socket
}

/** sshd on loopback with a configuration of its own; what it says goes to rsyslog under its own name. */
async function startSshd(socket) {
  const port = await freePort()
  const at = (name) => join(work, name)
  mkdirSync('/run/sshd', { recursive: true })
  for (const key of ['host', 'mine']) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)])
  writeFileSync(at('authorized'), execFileSync('cat', [at('mine.pub')]), { mode: 0o600 })
  writeFileSync(
    at('sshd.conf'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${at('host')}
AuthorizedKeysFile ${at('authorized')}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
MaxStartups 100
`,
  )
  const sshd = house.start('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const logger = spawn('/usr/bin/logger', ['-t', 'sshd', `--id=${sshd.pid}`, '-p', 'auth.info', '-u', socket], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  sshd.stderr.pipe(logger.stdin)
  const wrong = at('wrong-password.sh')
  writeFileSync(wrong, '#!/bin/sh\necho not-the-password\n', { mode: 0o755 })
  const options = [
    'UserKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
    'LogLevel=ERROR',
    'NumberOfPasswordPrompts=3',
  ]
  const client = (more) => ['-F', 'none', '-p', String(port), ...[...options, ...more].flatMap((one) => ['-o', one])]
  const ssh = {
    /** With a key, as the one who runs this. */
    in: () =>
      run('ssh', [
        ...client(['BatchMode=yes', `IdentityFile=${at('mine')}`, 'IdentitiesOnly=yes']),
        `${me}@127.0.0.1`,
        'true',
      ]),
    /** Three wrong passwords. */
    fail: (user) =>
      run(
        'ssh',
        [...client(['PreferredAuthentications=password', 'PubkeyAuthentication=no']), `${user}@127.0.0.1`, 'true'],
        {
          env: { ...process.env, SSH_ASKPASS: wrong, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' },
        },
      ).then(
        () => assert.fail('the wrong password was right'),
        () => {},
      ),
  }
  await until('sshd lets in', () =>
    ssh.in().then(
      () => true,
      () => false,
    ),
  )
  return ssh
}

async function startNginx() {
  const port = await freePort()
  const root = join(work, 'www')
  mkdirSync(root)
  for (const page of ['index.html', 'velib.html', 'mairie.css']) writeFileSync(join(root, page), page)
  writeFileSync(
    join(work, 'nginx.conf'),
    `daemon off; pid ${join(work, 'nginx.pid')}; error_log ${join(logs, 'nginx', 'error.log')};
events {}
http {
  access_log ${join(logs, 'nginx', 'access.log')} combined;
  client_body_temp_path ${work}/n1; proxy_temp_path ${work}/n2; fastcgi_temp_path ${work}/n3; uwsgi_temp_path ${work}/n4; scgi_temp_path ${work}/n5;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`,
  )
  house.start('/usr/sbin/nginx', ['-c', join(work, 'nginx.conf'), '-p', work, '-e', join(logs, 'nginx', 'error.log')])
  const get = (path) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux)' } })
  await until('nginx answers', () =>
    get('/').then(
      () => true,
      () => false,
    ),
  )
  return { get }
}

async function startDnsmasq() {
  const port = await freePort()
  const args = [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--log-queries',
    '--bind-interfaces',
  ]
  const own = [
    `--port=${port}`,
    '--listen-address=127.0.0.1',
    `--user=${me}`,
    `--pid-file=${join(work, 'dnsmasq.pid')}`,
  ]
  const say = [`--log-facility=${join(logs, 'dnsmasq.log')}`, '--address=/example.org/192.0.2.80']
  house.start('/usr/sbin/dnsmasq', [...args, ...own, ...say])
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${port}`])
  await until('dnsmasq answers', () =>
    resolver.resolve4('www.example.org').then(
      () => true,
      () => false,
    ),
  )
  return resolver
}

/** What a machine does on a day without anything: people who work, jobs, a mistyped password, a page that is not there. */
async function ordinaryDay({ socket, ssh, web, names }) {
  const say = (tag, text) => run('logger', ['-t', tag, '-p', 'auth.info', '-u', socket, text])
  for (let login = 0; login < 3; login++) await ssh.in()
  await ssh.fail(me)
  await ssh.in()
  for (let hour = 0; hour < 24; hour++) {
    await say('CRON', 'pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)')
    await say('CRON', '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)')
    await say('CRON', 'pam_unix(cron:session): session closed for user root')
  }
  await say('sudo', '     zoe : TTY=pts/0 ; PWD=/home/zoe ; USER=root ; COMMAND=/usr/bin/apt-get update')
  await say('sudo', 'pam_unix(sudo:session): session opened for user root(uid=0) by zoe(uid=1000)')
  await say('systemd-logind', 'New session 4 of user zoe.')
  for (let visit = 0; visit < 100; visit++) {
    for (const path of ['/', '/velib.html', '/mairie.css']) await web.get(path)
    if (visit % 20 === 0) await web.get('/favicon.ico')
  }
  const hosts = ['www', 'agenda', 'velos', 'eau', 'mail', 'agents', 'cartes', 'bibliotheque']
  for (const host of hosts) for (let again = 0; again < 10; again++) await names.resolve4(`${host}.example.org`)
  const at = (Date.now() / 1000).toFixed(3)
  appendFileSync(
    join(logs, 'audit', 'audit.log'),
    [
      `type=USER_ACCT msg=audit(${at}:101): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:accounting grantors=pam_permit acct="root" exe="/usr/sbin/cron" hostname=? addr=? terminal=cron res=success'`,
      `type=USER_START msg=audit(${at}:102): pid=812 uid=0 auid=0 ses=3 msg='op=PAM:session_open grantors=pam_unix acct="root" exe="/usr/sbin/cron" hostname=? addr=? terminal=cron res=success'`,
      `type=SERVICE_START msg=audit(${at}:103): pid=1 uid=0 auid=4294967295 ses=4294967295 msg='unit=apt-daily comm="systemd" exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success'`,
      '',
    ].join('\n'),
  )
  await until('every log is read', async () => {
    const found = await Promise.all(
      ['Accepted publickey', 'velib.html', 'bibliotheque.example.org', 'USER_START', 'run-parts'].map((text) =>
        count(server, 'this-host', text),
      ),
    )
    return found.every((each) => each > 0) && found[1] >= 100
  })
  console.log(
    `senses: an ordinary day of sshd, cron, sudo, nginx, dnsmasq, auditd: ${await count(server, 'this-host')} events`,
  )
}

/** What this very machine logged before, whatever it is. */
async function thisMachine(follow) {
  const paths = [
    'auth.log',
    'syslog',
    'messages',
    'kern.log',
    'daemon.log',
    'dpkg.log',
    'alternatives.log',
    'fontconfig.log',
    'apt/*.log',
  ]
  const own = { ...follow, source: 'own-logs', name: 'Own logs', paths: paths.map((path) => `/var/log/${path}`) }
  const { id } = await connect(server, own)
  const { health } = await until('they are read to their end', async () => {
    const one = await server.ask(`/api/connections/${id}`)
    return one.health.places.every(({ position, size }) => position === size) ? one : undefined
  })
  for (const { name, size } of health.places) console.log(`senses: ${name}, ${size} bytes`)
}

async function guessed(ssh) {
  for (let round = 0; round < 10; round++) await ssh.fail('root')
  await ssh.in()
  const [incident] = await until('the incident', async () => {
    const found = await incidents()
    return found.some(({ severity }) => severity === 'critical') ? found : undefined
  })
  await server.settled()
  const all = await incidents()
  for (const { story } of all) console.log(`senses: ${story.en}`)
  assert.equal(all.length, 1, 'thirty failed logins and a good one are one incident')
  assert.ok(incident.id)
}

/** Two logs, rotated by logrotate as it does by default and with copytruncate, while the server is killed with -9. */
async function rotatedAndKilled() {
  const [moved, cut] = ['moved', 'cut'].map((name) => join(logs, 'plain', `${name}.log`))
  const config = join(work, 'logrotate.conf')
  writeFileSync(
    config,
    `${moved} {\n  rotate 5\n  create\n  missingok\n  nocompress\n}\n${cut} {\n  rotate 5\n  copytruncate\n  missingok\n  nocompress\n}\n`,
    { mode: 0o644 },
  )
  const rotate = () => run('logrotate', ['--force', '--state', join(work, 'logrotate.state'), config])
  let file
  let written = 0
  const reopen = () => {
    if (file !== undefined) closeSync(file)
    file = openSync(moved, 'a')
  }
  const write = (lines) => {
    for (let line = 0; line < lines; line++) {
      writeSync(file, `moved ${written} here\n`)
      appendFileSync(cut, `cut ${written++} here\n`)
    }
  }
  reopen()
  for (let round = 0; round < 4; round++) {
    write(400)
    // What was rotated away before anybody knew of the file is history.
    for (const word of round === 0 ? ['moved', 'cut'] : [])
      await until(`${word} is known`, async () => (await count(server, 'this-host', `${word} `)) === 400)
    await rotate()
    // Who writes holds the old file for a while.
    write(100)
    reopen()
    if (round % 2 === 0) {
      await pause(150 * (round + 1))
      await server.kill()
      write(100)
      if (round === 2) await rotate().then(reopen)
      server = await startServer(join(work, 'tocsin'), serving)
    }
    write(50)
  }
  closeSync(file)
  for (const word of ['moved', 'cut']) {
    await until(`${written} lines of ${word}`, async () => (await count(server, 'this-host', `${word} `)) >= written)
  }
  await pause(1500)
  for (const word of ['moved', 'cut']) {
    const found = await count(server, 'this-host', `${word} `)
    assert.equal(found, written, `${word}: each line once`)
  }
  console.log(`senses: twice ${written} lines through six rotations and two kill -9, each once`)
}

async function incidents() {
  return (await server.ask('/api/incidents')).incidents
}
