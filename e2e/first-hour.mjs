import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli, root, startServer } from './server.mjs'

/** Runs docs/guide/first-hour.md: every command that it prints, in its order, and what it promises of their answers. */
const guide = readFileSync(join(root, 'docs', 'guide', 'first-hour.md'), 'utf8')
const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) => block.trim().split('\n'))

const data = mkdtempSync(join(tmpdir(), 'tocsin-first-hour-'))
const server = await startServer(data)
let stopped = false
const ran = []
try {
  let token = ''
  for (const command of commands) {
    // Started above, or stopped below, or a test of its own.
    if (command === 'npm start' || command.startsWith('node e2e/')) continue
    if (command.includes('log rerun') && !stopped) {
      stopped = true
      assert.equal(await server.stop(), 0)
    }
    if (command.startsWith('logger') && !existsSync('/usr/bin/logger') && !existsSync('/bin/logger')) continue
    const [, name] = /^([A-Z]+)=\$\(/.exec(command) ?? []
    const line = command
      .replace(/^[A-Z]+=\$\((.*)\)$/, '$1')
      .replaceAll('npx --no-install tocsin', `${process.execPath} ${cli}`)
      .replaceAll('http://127.0.0.1:4780', server.url)
      .replaceAll('--port 4781', `--port ${server.syslog.port}`)
      .replace(/^curl /, 'curl -sS ')
      .replace('.tocsin', data)
    const printed = execFileSync('sh', ['-c', `${line} 2>&1`], {
      cwd: root,
      env: { ...process.env, TOCSIN_DATA: data, TOKEN: token },
    }).toString()
    if (name === 'TOKEN') token = printed.trim()
    ran.push({ command, printed })
  }
} finally {
  if (!stopped) await server.stop()
  rmSync(data, { recursive: true, force: true })
}

const said = (part) => ran.filter(({ command }) => command.includes(part)).map(({ printed }) => printed)
assert.equal(JSON.parse(said('/healthz')[0]).status, 'ok')
for (const printed of said(' replay ')) {
  assert.match(printed, /^(\d+) records, \1 events stored, 0 refused$/m)
  assert.match(printed, /^ {2}INC-\d+/m)
}
assert.match(said('replay docs/guide/fixtures/sshd.log')[0], /critical .*198\.51\.100\.7/)
assert.match(said('incidents INC-1')[0], /Techniques: T\d{4}/)
assert.match(said('search device.hostname')[0], /[1-9]\d* events/)
assert.match(said('--count')[0], /^[1-9]\d* events$/m)
assert.equal(JSON.parse(said('/ingest/syslog')[0]).accepted, 49)
assert.match(said('rules check')[0], /loaded/)
assert.match(said('rules match')[0], /^\{"event":\d+,"rule":"[0-9a-f-]{36}"\}$/m)
const digests = said('log rerun').map((printed) => /sha256 ([0-9a-f]{64})/.exec(printed)?.[1])
assert.equal(digests.length, 2)
assert.ok(digests[0] !== undefined && digests[0] === digests[1], 'the same findings, byte for byte')
console.log(`first hour: ${ran.length} commands of the guide ran and did what it says`)
