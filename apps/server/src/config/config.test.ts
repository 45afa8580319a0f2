import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { environmentLayer } from './environment.ts'
import { type ConfigPlaces, layerOf, openConfiguration, readConfig, settings, toldOf } from './index.ts'
import { nearName } from './near-name.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'config-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function write(text: string): void {
  writeFileSync(join(dir, 'tocsin.yml'), text)
}
const places = (more: Partial<ConfigPlaces> = {}): ConfigPlaces => ({ dataDir: dir, environment: {}, ...more })

function read(more: Partial<ConfigPlaces> = {}) {
  const read = readConfig(places(more))
  if (!read.ok) throw new Error(read.error.map(({ where, says }) => `${where} ${says}`).join('; '))
  return read.value
}

function problems(more: Partial<ConfigPlaces> = {}) {
  const read = readConfig(places(more))
  return read.ok ? [] : read.error
}

test('a list of connections in the file is read once, and holds as it was read', () => {
  writeFileSync(join(dir, 'tocsin.yml'), 'connections:\n  list: [{ kind: journal, name: a, source: a }]\n')
  expect(read().config.connections.list).toMatchObject([{ connection: { kind: 'journal', name: 'a', from: 'end' } }])
})

describe('precedence', () => {
  test('defaults hold where nothing is said, and say so', () => {
    const { config, origins } = read()
    expect(config.http).toEqual({ host: '127.0.0.1', port: 4780, hosts: [], publicOrigin: null })
    expect(config.store.memory).toBe(512 * 1024 ** 2)
    expect(new Set([...origins.values()].map(({ kind }) => kind))).toEqual(new Set(['default']))
  })

  test('the command line wins over the environment, that over the file, that over the defaults', () => {
    write('http:\n  port: 1\n  host: 10.0.0.1\nretention: { rawDays: 3 }\nrules: { folders: [mine] }\n')
    const { config, origins } = read({
      environment: { TOCSIN_HTTP_PORT: '2', TOCSIN_RETENTION_RAW_DAYS: '4', TOCSIN_RULES_FOLDERS: '/a, /b' },
      options: [{ name: 'http.port', value: 3, as: '--port' }],
    })
    expect([config.http.port, config.retention.rawDays, config.http.host]).toEqual([3, 4, '10.0.0.1'])
    expect(config.rules.folders).toEqual(['/a', '/b'])
    expect(origins.get('http.port')).toEqual({ kind: 'option', where: '--port' })
    expect(origins.get('retention.rawDays')).toEqual({ kind: 'environment', where: 'TOCSIN_RETENTION_RAW_DAYS' })
    expect(origins.get('http.host')).toEqual({ kind: 'file', where: 'tocsin.yml:3:9' })
  })

  test('the older names of variables hold; the regular one wins', () => {
    expect(read({ environment: { TOCSIN_PORT: '5' } }).config.http.port).toBe(5)
    expect(read({ environment: { TOCSIN_PORT: '5', TOCSIN_HTTP_PORT: '6' } }).config.http.port).toBe(6)
  })

  test('relative folders stand beside the file that names them', () => {
    write('rules:\n  folders:\n    - mine\n    - /abs\n')
    expect(read().config.rules.folders).toEqual([join(dir, 'mine'), '/abs'])
  })

  test('sizes are written with their unit', () => {
    write('disk: { quota: 200GB }\nstore: { memory: 1073741824 }\n')
    const { config } = read()
    expect([config.disk.quota, config.store.memory]).toEqual([200 * 1024 ** 3, 1024 ** 3])
    expect(toldOf(read()).find(({ name }) => name === 'disk.quota')?.value).toBe('200GB')
  })
})

describe('what is wrong', () => {
  test.each([
    ['http:\n  prot: 80\n', 'tocsin.yml:2:3', 'there is no setting http.prot', 'Did you mean http.port?'],
    ['htpp: {}\n', 'tocsin.yml:1:1', 'there is no setting htpp', 'Did you mean http?'],
    ['port: 80\n', 'tocsin.yml:1:1', 'there is no setting port', 'Did you mean http.port?'],
    [
      'http:\n  port: eighty\n',
      'tocsin.yml:2:9',
      'http.port takes a whole number from 0 to 65535, not "eighty"',
      '4780',
    ],
    ['http: 80\n', 'tocsin.yml:1:1', 'http holds settings, not a value', 'below it, indented'],
    ['http:\n  port: 1\n  port: 2\n', 'tocsin.yml:3:3', 'Map keys must be unique', 'Correct the YAML'],
    ['http: [\n', 'tocsin.yml:2:1', 'Flow sequence', 'Correct the YAML'],
    ['- a\n', 'tocsin.yml:1:1', 'the file is no map', 'section'],
    ['people: { lens: nmaes }\n', 'tocsin.yml:1:17', 'people.lens takes one of names, pseudonyms', 'pseudonyms'],
    ['disk: { quota: 5 }\n', 'tocsin.yml:1:16', 'disk.quota takes a size of 1GB or more', '200GB'],
    ['disk: { shedAt: 0.97, stopAt: 0.9 }\n', 'tocsin.yml:1:31', 'disk.stopAt (0.9) is not above', 'Leave room'],
    ['retention: { rawDays: 100 }\n', 'tocsin.yml:1:23', 'retention.rawDays (100) is more than', 'columns'],
    [
      'oidc: { issuer: "https://id.example.org" }\n',
      'tocsin.yml:1:17',
      'oidc.clientId is missing',
      'Give oidc.clientId',
    ],
    ['http: { hosts: [&a soc, *a] }\n', 'tocsin.yml:1:25', 'an alias stands here', 'Write the value itself'],
  ])('%j is refused with its place and a remedy', (text, where, says, fix) => {
    write(text)
    expect(problems()).toEqual([{ where, says: expect.stringContaining(says), fix: expect.stringContaining(fix) }])
  })

  test('all of it is said at once', () => {
    write('http: { port: x, hots: [] }\n')
    const found = problems({
      environment: { TOCSIN_QUERY_SECONDS: '0' },
      options: [{ name: 'a.b', value: 1, as: '--set' }],
    })
    expect(found.map(({ where }) => where)).toEqual([
      'tocsin.yml:1:15',
      'tocsin.yml:1:18',
      'TOCSIN_QUERY_SECONDS',
      '--set',
    ])
  })

  test('a named file that is not there, is no UTF-8 or too large is refused', () => {
    expect(problems({ file: join(dir, 'none.yml') })).toMatchObject([{ says: 'there is no such file' }])
    writeFileSync(join(dir, 'latin.yml'), Buffer.from([0x61, 0xe9]))
    expect(problems({ file: join(dir, 'latin.yml') })).toMatchObject([{ says: 'the file is no UTF-8' }])
    writeFileSync(join(dir, 'large.yml'), '#'.repeat(1_000_001))
    expect(problems({ file: join(dir, 'large.yml') })).toMatchObject([{ fix: 'Keep settings only' }])
  })

  test('a variable that names no setting is noted and stops nothing', () => {
    expect(
      environmentLayer({ TOCSIN_HTPP_PORT: '1', TOCSIN_DATA: '/x', TOCSIN_NO_SKIPS: '1', PATH: '' }, dir),
    ).toMatchObject({
      given: [],
      problems: [],
      notes: [{ where: 'TOCSIN_HTPP_PORT', fix: 'Did you mean TOCSIN_HTTP_PORT?' }],
    })
  })

  propertyTest.prop([
    fc.oneof(
      fc.string(),
      fc.json(),
      fc.string({ unit: fc.constantFrom(':', '-', ' ', '\n', 'http', 'port', '{', '[', '&a', '*a', '!!x', '"', '|') }),
    ),
  ])('any text gives settings or located problems, never an exception', (text) => {
    const { problems } = layerOf(text, 'x.yml', '/')
    for (const { where, fix } of problems) {
      expect(where).toMatch(/^x\.yml:\d+:\d+$/)
      expect(fix).not.toBe('')
    }
  })
})

describe('a secret', () => {
  test('is never shown: not as a value, not in what is wrong with it', () => {
    write('oidc: { issuer: "https://id.example.org", clientId: tocsin, clientSecret: hunter2 }\n')
    expect(JSON.stringify(toldOf(read()))).not.toContain('hunter2')
    expect(toldOf(read()).find(({ name }) => name === 'oidc.clientSecret')?.value).toBe('(kept secret)')
    write('oidc: { clientSecret: [hunter2] }\n')
    expect(problems()).toHaveLength(1)
    expect(JSON.stringify(problems())).not.toContain('hunter2')
  })
})

describe('a reload', () => {
  const opened = () => openConfiguration(places(), read(), () => 1000)

  test('changes what can change live, and says what needs a restart', async () => {
    const configuration = opened()
    const heard: unknown[] = []
    configuration.onReload((next, changed) => {
      heard.push([next.retention.rawDays, changed, configuration.now().retention.rawDays])
      return undefined
    })
    write('retention: { rawDays: 2 }\nhttp: { port: 99 }\n')
    expect(await configuration.reload()).toMatchObject({
      ok: true,
      value: { changed: ['retention.rawDays'], needsRestart: ['http.port'] },
    })
    expect(heard).toEqual([[2, ['retention.rawDays'], 7]])
    expect([configuration.now().retention.rawDays, configuration.now().http.port]).toEqual([2, 4780])
    expect(configuration.status()).toMatchObject({ needsRestart: ['http.port'], refused: null })
    expect(configuration.told().find(({ name }) => name === 'http.port')).toMatchObject({
      value: '4780',
      afterRestart: '99',
    })
  })

  test('that is refused leaves the old one, and the status says why until one succeeds', async () => {
    const configuration = opened()
    write('retention: { rawDays: 2 }\nnonsense: 1\n')
    expect((await configuration.reload()).ok).toBe(false)
    expect(configuration.now().retention.rawDays).toBe(7)
    expect(configuration.status().refused).toMatchObject({ at: 1000, problems: [{ where: 'tocsin.yml:2:1' }] })
    write('retention: { rawDays: 2 }\n')
    expect((await configuration.reload()).ok).toBe(true)
    expect(configuration.status().refused).toBeNull()
  })

  test('is refused where a part of the house cannot follow; nothing is applied then', async () => {
    const configuration = opened()
    const applied: string[] = []
    configuration.onReload(() => () => void applied.push('first'))
    const stop = configuration.onReload(() => {
      throw Object.assign(new Error('no such folder'), { where: '/rules', fix: 'Make it' })
    })
    write('retention: { rawDays: 2 }\n')
    expect(await configuration.reload()).toEqual({
      ok: false,
      error: [{ where: '/rules', says: 'no such folder', fix: 'Make it' }],
    })
    expect([configuration.now().retention.rawDays, applied]).toEqual([7, []])
    stop()
    await configuration.reload()
    expect([configuration.now().retention.rawDays, applied]).toEqual([2, ['first']])
  })
})

describe('near names', () => {
  test.each([
    ['htpp.port', 'http.port'],
    ['rawdays', 'rawDays'],
    ['completely-else', undefined],
    ['x'.repeat(5000), undefined],
  ])('%s means %s', (written, meant) => {
    expect(nearName(written, ['http.port', 'rawDays'])).toBe(meant)
  })
})

test('every setting has a section and a name, says what it does, and takes its own default', () => {
  for (const { name, says, takes, shape, otherwise } of settings) {
    expect(name).toMatch(/^[a-zA-Z]+\.[a-zA-Z]+$/)
    expect(
      [says, takes].every((text) => text.length > 4),
      name,
    ).toBe(true)
    expect(shape.parse(otherwise)).toEqual(otherwise)
  }
})
