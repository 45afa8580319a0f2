import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decoders } from '@tocsin/sources'
import { expect, test } from 'vitest'
import { layerOf } from '../config/config-file.ts'
import { configSchema } from '../config/schema.ts'
import { checkConnection } from './check-connection.ts'
import { configuredConnections, secretIn } from './configured.ts'
import { decoderOfFile } from './follow/file-kinds.ts'
import { isRotatedName, nameMatcher } from './follow/glob.ts'
import { patternBase, readableWithin } from './follow/roots.ts'

const guide = readFileSync(fileURLToPath(new URL('../../../../docs/guide/senders.md', import.meta.url)), 'utf8')

const ids = decoders.map(({ id }) => id)

function read(text: string) {
  const { given, problems } = layerOf(text, 'tocsin.yml', '/etc')
  const tree: Record<string, Record<string, unknown>> = {}
  for (const { setting, value } of given) {
    const [section = '', key = ''] = setting.name.split('.')
    // What a list of connections became is read already.
    if (setting.name !== 'connections.list') tree[section] = { ...tree[section], [key]: value }
  }
  const list = given.find(({ setting }) => setting.name === 'connections.list')?.value ?? []
  return {
    problems,
    config: { ...configSchema.parse(tree), connections: { list } } as ReturnType<typeof configSchema.parse>,
  }
}

test('the example of the guide gives its connections, each of which can be taken', () => {
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(guide) ?? []
  const { problems, config } = read(text)
  expect(problems).toEqual([])
  const all = configuredConnections(config)
  expect(all.map(({ id }) => id)).toEqual(['this-host-logs', 'this-host-journal', 'file-web', 'file-lorawan'])
  for (const { connection } of all) {
    expect(
      checkConnection(connection, { dataDir: '/var/lib/tocsin', roots: config.follow.roots, decoders: ids }),
    ).toBeUndefined()
  }
  expect(all[3]).toMatchObject({ hasSecret: true, secretFile: '/etc/tocsin/broker.password' })
})

test.each([
  ['{ kind: follow, name: a, source: a, paths: [relative] }', 'paths.0'],
  ['{ kind: nothing }', 'kind'],
  ['{ kind: journal, name: a, source: a, secretFile: here }', 'secretFile'],
  ['{ kind: journal, name: a, source: a, more: 1 }', 'more'],
])('a wrong one is said with its place: %s', (one, what) => {
  const { problems } = read(`connections:\n  list:\n    - ${one}\n`)
  expect(problems).toHaveLength(1)
  expect(problems[0]?.where).toMatch(/^tocsin.yml:\d/)
  expect(problems[0]?.says).toContain(what)
})

test('two of one name are refused', () => {
  const one = '{ kind: journal, name: a, source: a }'
  expect(read(`connections:\n  list: [${one}, ${one}]\n`).problems[0]?.says).toContain('one name')
})

test('a secret is what its file holds, without the line end', () => {
  const dir = mkdtempSync(join(tmpdir(), 'secret-'))
  writeFileSync(join(dir, 's'), 'hush hush\n')
  expect(secretIn(join(dir, 's'))).toBe('hush hush')
  rmSync(dir, { recursive: true })
})

test.each([
  ['/etc/shadow', 'outside'],
  ['/var/log/../../etc/shadow', 'outside'],
  ['/*/log/a', 'outside'],
  ['/var/lib/tocsin/keys/master.key', 'outside'],
])('%s may not be followed', (path, why) => {
  const { connections } = read(
    `connections:\n  list: [{ kind: follow, name: a, source: a, paths: ['${path}'] }]\n`,
  ).config
  const found = checkConnection(connections.list[0]?.connection as never, {
    dataDir: '/var/lib/tocsin',
    roots: ['/var/log', '/var/lib'],
    decoders: ids,
  })
  expect(found?.message).toContain(why)
})

test('a decoder that there is not is named', () => {
  const { connections } = read(
    'connections:\n  list: [{ kind: follow, name: a, source: a, paths: [/var/log/a], decoder: none }]\n',
  ).config
  const found = checkConnection(connections.list[0]?.connection as never, {
    dataDir: '/d',
    roots: ['/var/log'],
    decoders: ids,
  })
  expect(found?.code).toBe('bad-decoder')
})

test('Tocsin’s own data is never read, wherever a root is', () => {
  const within = readableWithin(['/', '/srv'], '/var/lib/tocsin')
  expect([within('/var/log/a'), within('/var/lib/tocsin/state.sqlite'), within('/var/lib/tocsin-other/a')]).toEqual([
    true,
    false,
    true,
  ])
  expect(patternBase('/var/log/*/a.log')).toBe('/var/log')
})

test.each([
  ['*.log', 'a.log', true],
  ['*.log', '.hidden.log', false],
  ['a*b*c', 'aXbYc', true],
  ['a?c', 'ac', false],
  [`${'*a'.repeat(30)}b`, 'a'.repeat(200), false],
])('%s fits %s: %s', (pattern, name, fits) => {
  expect(nameMatcher(pattern)(name)).toBe(fits)
})

test('names of rotation are known, and no others', () => {
  const rotated = ['a.log.1', 'a.log-20260101', 'a.log.2.gz', 'messages-20260101', 'a.log.20260101-12']
  expect(rotated.filter((name) => !isRotatedName(name))).toEqual([])
  expect(['a.log', 'access-2026-01-01.log', 'log.smbd', 'v1.2.log'].filter(isRotatedName)).toEqual([])
})

test('a file’s name leads to a decoder that there is', () => {
  const of = (path: string) => decoderOfFile(`/var/log/${path}`)
  const names = [
    'auth.log',
    'nginx/access.log',
    'audit/audit.log',
    'mysql/error.log',
    'postgresql/a.csv',
    'dnsmasq.log',
    'x.json',
  ]
  expect(names.map(of)).toEqual(['syslog', 'web', 'auditd', 'mariadb', 'postgresql', 'dnsmasq', 'json'])
  const known = decoders.map(({ id }) => id)
  for (const name of [
    ...names,
    'suricata/eve.json',
    'zeek/conn.log',
    'openvpn/a.log',
    'unbound.log',
    'named/q.log',
    'modsec_audit.log',
    'dovecot.log',
  ]) {
    expect(known).toContain(of(name))
  }
})
