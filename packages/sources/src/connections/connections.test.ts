import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import type { Host } from '@tocsin/capability'
import { everything, type OpenStateStore, openStateStore, type Scope } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectionsCapability } from './capability.ts'
import { keepPositions, positionsOf } from './connection.repository.ts'
import { connectionShape, type KnownConnection, type ShownConnection } from './connection.ts'
import { connectionPresets } from './presets.ts'
import { connectionsMigrations } from './tables.ts'

let dir: string
let state: OpenStateStore
const secrets = new Map<string, string>()
let changes = 0

beforeEach(async () => {
  secrets.clear()
  changes = 0
  dir = mkdtempSync(join(tmpdir(), 'connections-'))
  state = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: connectionsMigrations,
    synchronous: 'NORMAL',
  })
})
afterEach(() => {
  state.close()
  rmSync(dir, { recursive: true, force: true })
})

const configured: KnownConnection = {
  id: 'file-x',
  origin: 'file',
  connection: connectionShape.parse({ kind: 'journal', name: 'X', source: 'host' }),
  paused: false,
  hasSecret: false,
  createdAt: null,
  createdBy: null,
}

async function ask(method: string, path: string, input: object, scope: Scope = everything): Promise<unknown> {
  const wing = connectionsCapability({
    state: state.store,
    sealed: {
      seal: async (name, bytes) => void secrets.set(name, Buffer.from(bytes).toString()),
      forget: async (name) => void secrets.delete(name),
      names: async (prefix = '') => [...secrets.keys()].filter((name) => name.startsWith(prefix)),
    },
    configured: () => [configured],
    check: () => undefined,
    changed: () => changes++,
    health: async () => new Map(),
  })
  const route = wing.routes.find((one) => one.method === method && one.path === path)
  if (route === undefined) throw new Error(`no ${method} ${path}`)
  const host = { now: () => 5, state: state.store } as unknown as Host
  return route.output.parse(await route.handle({ input: route.input.parse(input), scope, who: 'ada' }, host))
}
const add = (connection: object, secret?: string) =>
  ask('POST', '/connections', { connection, ...(secret === undefined ? {} : { secret }) }) as Promise<ShownConnection>
const one = '/connections/:id'
const hook = { kind: 'webhook', name: 'Forge', source: 'forge', form: 'github' }
const api = { kind: 'poll', name: 'API', source: 'api', url: 'https://api.example/a', headers: { a: 'b {secret}' } }

test('what is added is listed with those of the configuration, its secret sealed and never shown', async () => {
  const made = await add(hook, 'hush')
  expect(made).toMatchObject({ hasSecret: true, path: `/hooks/${made.id}`, health: { state: 'starting' } })
  expect([...secrets]).toEqual([[`connection:${made.id}`, 'hush']])
  const { connections } = (await ask('GET', '/connections', {})) as { connections: ShownConnection[] }
  expect(connections.map(({ id, origin }) => [id, origin])).toEqual([
    ['file-x', 'file'],
    [made.id, 'registry'],
  ])
  expect(JSON.stringify(connections)).not.toContain('hush')
  expect(changes).toBe(1)
})

test('a connection that needs a secret is not taken without one', async () => {
  await expect(add(hook)).rejects.toMatchObject({ code: 'bad-secret' })
  await expect(add(api)).rejects.toMatchObject({ code: 'bad-secret' })
  const made = await add(hook, 'hush')
  await expect(ask('PUT', one, { id: made.id, secret: null })).rejects.toMatchObject({ code: 'bad-secret' })
})

test('a secret goes to no other address than the one that it was given for', async () => {
  const made = await add(api, 'hush')
  const elsewhere = { ...api, url: 'https://evil.example/a' }
  await expect(ask('PUT', one, { id: made.id, connection: elsewhere })).rejects.toMatchObject({ code: 'bad-secret' })
  await keepPositions(state.store, made.id, new Map([['cursor', '7']]), 1)
  await ask('PUT', one, { id: made.id, connection: { ...api, url: 'https://api.example/b' } })
  expect((await positionsOf(state.store, made.id)).size).toBe(0)
  await ask('PUT', one, { id: made.id, connection: elsewhere, secret: 'other' })
  expect([...secrets.values()]).toEqual(['other'])
})

test('pauses, goes on, and is taken away with its secret and where it stood', async () => {
  const made = await add(hook, 'hush')
  await keepPositions(state.store, made.id, new Map([['a', '1']]), 1)
  expect(await ask('PUT', one, { id: made.id, paused: true })).toMatchObject({
    paused: true,
    health: { state: 'paused' },
  })
  expect(await ask('PUT', one, { id: made.id, paused: false })).toMatchObject({ paused: false })
  await ask('DELETE', one, { id: made.id })
  expect([secrets.size, (await positionsOf(state.store, made.id)).size]).toEqual([0, 0])
  await expect(ask('GET', one, { id: made.id })).rejects.toMatchObject({ code: 'not-found' })
})

test('one of the configuration is changed there', async () => {
  await expect(ask('DELETE', one, { id: 'file-x' })).rejects.toMatchObject({ code: 'configured-conflict' })
})

test('nobody sees a connection of a source that is not theirs', async () => {
  const made = await add(hook, 'hush')
  const water: Scope = { kind: 'sources', sources: ['pumps'] }
  expect(await ask('GET', '/connections', {}, water)).toMatchObject({ connections: [] })
  await expect(ask('GET', one, { id: made.id }, water)).rejects.toMatchObject({ code: 'not-found' })
})

test('positions are moved together, and forgotten', async () => {
  await keepPositions(
    state.store,
    'c',
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
    1,
  )
  await keepPositions(
    state.store,
    'c',
    new Map<string, string | undefined>([
      ['a', '3'],
      ['b', undefined],
    ]),
    2,
  )
  expect([...(await positionsOf(state.store, 'c'))]).toEqual([['a', '3']])
})

test('every preset is a connection', () => {
  for (const { connection } of connectionPresets) expect(connectionShape.safeParse(connection).success).toBe(true)
})

test.each([
  { ...hook, source: 'tocsin' },
  { ...hook, name: 'a\u0000' },
  { kind: 'follow', name: 'x', source: 'x', paths: ['relative/a.log'] },
  { kind: 'mqtt', name: 'x', source: 'x', url: 'mqtt://user:pw@host', topics: ['a'] },
  { kind: 'poll', name: 'x', source: 'x', url: 'https://a', headers: { 'a\nb': 'c' } },
  { kind: 'poll', name: 'x', source: 'x', url: 'https://a', items: 'no/slash' },
  { ...hook, more: 1 },
])('%j is refused', (connection) => {
  expect(connectionShape.safeParse(connection).success).toBe(false)
})

property.prop([fc.jsonValue()])('any JSON is a connection or is refused', (value) => {
  expect(typeof connectionShape.safeParse(value).success).toBe('boolean')
})
