import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { cli, startServer } from './server.mjs'

/**
 * The snippets of the catalogue, as `tocsin source add` fills them: read by the program that they are for where it is installed,
 * else by a parser of their syntax. What is checked by nothing is printed.
 */
// Debian installs either rsyslog or syslog-ng: the other one may lie elsewhere.
const syslogNg = process.env.SYSLOG_NG ?? '/usr/sbin/syslog-ng'
const data = mkdtempSync(join(tmpdir(), 'snippets-'))
const server = await startServer(data)
const program = (path, args, wrap = (text) => text) => ({ path, args, wrap })
const yaml = (text) => assert.equal(typeof parse(text), 'object')
const json = (text) => assert.equal(typeof JSON.parse(text.replace(/^# .*\n/, '')), 'object')
const shell = (text) => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}
// Each is laid into a file whose name stands for `%`.
const programs = {
  rsyslog: program('/usr/sbin/rsyslogd', ['-N1', '-f', '%']),
  // What Debian's own configuration has before it reads conf.d.
  'syslog-ng': program(
    syslogNg,
    ['--syntax-only', '-f', '%'],
    (text) => `@version: ${syslogNgVersion()}\nsource s_src { internal(); };\n${text}`,
  ),
  nginx: program(
    '/usr/sbin/nginx',
    ['-t', '-q', '-e', 'stderr', '-c', '%'],
    (text) => `pid ${join(data, 'nginx.pid')};\nevents {}\nhttp {\nserver { listen 127.0.0.1:8; }\n${text}\n}`,
  ),
}
const parsers = {
  ...{ filebeat: yaml, winlogbeat: yaml, vector: yaml, 'otel-collector': yaml },
  ...{ journald: json, files: json, mqtt: json, webhook: json },
  ...{ suricata: shell, zeek: shell, script: shell },
}
const checked = []
const unchecked = []
try {
  const { equipment } = await server.ask('/api/sources/catalogue')
  for (const { id, ways } of equipment) {
    for (const { door } of ways) {
      const ran = spawnSync(
        process.execPath,
        [cli, 'source', 'add', id, '--as', `${id}-x`, '--door', door, '--host', '127.0.0.1', '--data', data],
        { encoding: 'utf8' },
      )
      assert.equal(ran.status, 0, `${id} ${door}: ${ran.stderr}`)
      assert.doesNotMatch(ran.stdout, /\{\{/, `${id} ${door}: nothing is left to fill`)
      check(id, door, ran.stdout)
    }
  }
  console.log(`snippets: ${checked.length} checked: ${checked.join(', ')}`)
  console.log(`snippets: as documented, checked by nothing here: ${unchecked.join(', ')}`)
} finally {
  await server.stop()
  rmSync(data, { recursive: true })
}

function check(id, door, text) {
  const real = programs[id]
  if (real !== undefined && existsSync(real.path)) {
    const file = join(data, 'snippet.conf')
    // The authority's file is the operator's to lay down.
    writeFileSync(file, real.wrap(text.replaceAll('/etc/tocsin/authority.crt', join(data, 'tls', 'authority.crt'))))
    const args = real.args.map((one) => (one === '%' ? file : one))
    const { status, stdout, stderr } = spawnSync(real.path, args, { encoding: 'utf8' })
    assert.equal(status, 0, `${id} ${door}: ${stdout}${stderr}\n${readFileSync(file, 'utf8')}`)
    checked.push(`${id} (${door}, itself)`)
  } else if (parsers[id] !== undefined) {
    try {
      parsers[id](text)
    } catch (error) {
      throw new Error(`${id} ${door}: ${error}\n${text}`)
    }
    checked.push(`${id} (${door}, its syntax)`)
  } else unchecked.push(`${id} (${door})`)
}

function syslogNgVersion() {
  const { stdout } = spawnSync(syslogNg, ['--version'], { encoding: 'utf8' })
  return /\((\d+\.\d+)/.exec(stdout)?.[1] ?? /syslog-ng \d+ \((\d+\.\d+)/.exec(stdout)?.[1] ?? '3.38'
}
