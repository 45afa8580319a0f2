import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../bin/tocsin.mjs', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'config-cli-'))
const data = join(home, 'data')
const environment = { ...process.env, TOCSIN_DATA: data }
afterAll(() => rmSync(home, { recursive: true }))

function tocsin(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: environment,
  })
  return { code: status, out: stdout, err: stderr }
}

function file(text: string, path = join(home, 'tocsin.yml')): string {
  writeFileSync(path, text)
  return path
}

test('a file is checked: 0 where it is right, 3 with the places where it is not', () => {
  expect(tocsin('config', 'check', file('http: { port: 81 }\n'))).toMatchObject({ code: 0, err: '' })
  const { code, out } = tocsin('config', 'check', file('http:\n  prot: 81\n'))
  expect([code, out]).toEqual([3, 'tocsin.yml:2:3: there is no setting http.prot\n  Did you mean http.port?\n'])
}, 60_000)

test('show tells where a value came from; a server does not start on wrong settings', () => {
  const config = file(
    'oidc: { issuer: "https://id.example.org", clientId: t, clientSecret: hunter2 }\nhttp: { port: 81 }\n',
  )
  const { code, out } = tocsin('config', 'show', '--why', '--config', config, '--set', 'query.seconds=5')
  expect(code).toBe(0)
  expect(out).toMatch(/^http\.port +81 +tocsin\.yml:2:15 /m)
  expect(out).toMatch(/^query\.seconds +5 +--set /m)
  expect(out).not.toContain('hunter2')
  const refused = tocsin('serve', '--config', file('http: { port: x }\n'))
  expect([refused.code, refused.out]).toEqual([2, ''])
  expect(refused.err).toContain('tocsin.yml:1:15: http.port takes a whole number')
}, 60_000)

test('a running server takes what can change, names what needs a restart, and keeps the old on refusal', async () => {
  const server = spawn(process.execPath, [bin, 'serve', '--port', '0', '--no-syslog', '--json', '--workers', '1'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let err = ''
  server.stderr.on('data', (chunk) => {
    err += chunk
  })
  try {
    await new Promise((resolve, reject) => {
      server.stdout.once('data', resolve)
      server.once('exit', () => reject(new Error(err)))
    })
    const own = join(data, 'tocsin.yml')
    file('retention: { rawDays: 3 }\nstore: { threads: 1 }\n', own)
    const reloaded = tocsin('config', 'reload', '--json')
    expect(reloaded.code).toBe(0)
    expect(JSON.parse(reloaded.out)).toMatchObject({ changed: ['retention.rawDays'], needsRestart: ['store.threads'] })
    file('retention: { rawDays: 4 }\nrules: { folders: [nowhere] }\n', own)
    const refused = tocsin('config', 'reload')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('no such folder of rules')
    const shown = tocsin('config', 'show')
    expect(shown.out).toMatch(/^retention\.rawDays +3$/m)
    expect(shown.err).toContain('no such folder of rules')
    file('nonsense: 1\n', own)
    server.kill('SIGHUP')
    for (let tries = 0; !err.includes('there is no setting nonsense') && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(err).toContain('tocsin.yml:1:1: there is no setting nonsense')
  } finally {
    server.kill('SIGTERM')
    if (server.exitCode === null) await new Promise((resolve) => server.once('exit', resolve))
  }
}, 120_000)
