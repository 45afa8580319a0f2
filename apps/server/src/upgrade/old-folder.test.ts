import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { keyFolder, openAccess, openSealed } from '@tocsin/access'
import type { AnyRoute, Host } from '@tocsin/capability'
import { type Incident, parseEventId } from '@tocsin/event'
import { systemClock } from '@tocsin/kit'
import { respondCapability } from '@tocsin/respond'
import {
  type EventStore,
  everything,
  inspectState,
  type OpenStateStore,
  openEventStore,
  openStateStore,
  type Scope,
} from '@tocsin/store'
import { incidentStage, watchCapability } from '@tocsin/watch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawFrame } from '../keeping/raw-frame.ts'
import { allMigrations, planUpgrade } from './plan-upgrade.ts'

/** A data folder that a server of before departments, sealed secrets, audit and parts wrote, and what it said of it. */
const fixture = fileURLToPath(new URL('./fixtures/before-departments', import.meta.url))
const told = JSON.parse(readFileSync(join(fixture, 'told.json'), 'utf8')) as {
  readonly details: readonly {
    readonly incident: Incident
    readonly findings: readonly { readonly id: string }[]
    readonly work: unknown
  }[]
  readonly rows: readonly Record<string, unknown>[]
  readonly tokens: readonly Record<string, unknown>[]
}
const base = mkdtempSync(join(tmpdir(), 'old-folder-'))
afterAll(() => rmSync(base, { recursive: true }))

function unpacked(name: string): string {
  const to = join(base, name)
  for (const entry of readdirSync(fixture, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.gz')) continue
    const path = join(to, entry.slice(0, -3))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, gunzipSync(readFileSync(join(fixture, entry))), { mode: 0o600 })
  }
  return to
}

const facts = (dir: string) => inspectState(join(dir, 'state.sqlite'))

describe('a data folder of an earlier version', () => {
  let dir: string
  let state: OpenStateStore
  let events: EventStore
  let ran: readonly string[]
  beforeAll(async () => {
    dir = unpacked('opened')
    ran = (await facts(dir)).migrations
    state = await openStateStore({ file: join(dir, 'state.sqlite'), migrations: allMigrations })
    events = await openEventStore({ dir: join(dir, 'events') })
    // What the keep thread does first: incidents get the names of their sources
    await incidentStage().load(state.store)
  })
  afterAll(async () => {
    await events.close()
    state.close()
  })

  const answerOf = async (routes: readonly AnyRoute[], path: string, input: object, scope: Scope = everything) => {
    const found = routes.find((one) => one.path === path && one.method === 'GET')
    const host: Host = {
      now: Date.now,
      state: state.store,
      events,
      ask: (async (question: string, ...about: unknown[]) => {
        const provider = (watch().provides as Record<string, unknown>)[question]
        if (typeof provider !== 'function') return { kind: 'unavailable', why: 'nobody is asked here' }
        return { kind: 'answer', value: await provider(...about) }
      }) as Host['ask'],
      signal: () => undefined,
      publish: async () => undefined,
    }
    if (found === undefined) throw new Error(`no route ${path}`)
    return await found.handle({ input: found.input.parse(input), scope, who: 'a test' }, host)
  }
  const watch = () => watchCapability({ state: state.store, now: Date.now, current: () => undefined, known: () => [] })
  const respond = () =>
    respondCapability({ state: state.store, now: Date.now, newAct: () => 'act', changed: () => undefined }).routes

  test('needs migrations, which all run', async () => {
    const names = allMigrations.map(({ owner, id }) => `${owner}/${id}`)
    expect(ran.length).toBeGreaterThan(4)
    expect(names.filter((name) => !ran.includes(name)).length).toBeGreaterThan(8)
    expect(await state.store.run({ sql: 'select count(*) as n from migration', parameters: [] })).toEqual([
      { n: names.length },
    ])
  })

  test('has every incident with its findings, as it was told then, and the sources that they rest on', async () => {
    for (const { incident, findings } of told.details) {
      const now = await answerOf(watch().routes, '/incidents/:id', { id: incident.id })
      expect(now).toMatchObject({ incident, findings })
      expect(now).toHaveProperty('incident.sources', ['syslog'])
      const limited = { kind: 'sources', sources: ['syslog'] } as const
      expect(await answerOf(watch().routes, '/incidents/:id', { id: incident.id }, limited)).toEqual(now)
    }
  })

  test('has the work on them: owners, notes, verdicts, history', async () => {
    for (const { incident, work } of told.details) {
      expect(await answerOf(respond(), '/incidents/:id/work', { id: incident.id })).toMatchObject(work as object)
    }
  })

  test('has every event once, column by column, and its raw record', async () => {
    const asked = { from: 'event', time: [0, Date.now()], timeField: 'time', limit: 1000 } as const
    const { rows } = await events.query(asked, everything)
    const byId = new Map(rows.map((row) => [row['id'], row]))
    expect([rows.length, byId.size]).toEqual([told.rows.length, told.rows.length])
    for (const row of told.rows) {
      expect(byId.get(String(row['id']))).toMatchObject(row)
      const at = parseEventId(String(row['id']))
      if (at === undefined) throw new Error(`no id ${row['id']}`)
      const raw = await rawFrame({ logDir: join(dir, 'log'), state: state.store, events }, everything, at)
      const text = raw.kind === 'kept' ? Buffer.from(raw.payload).toString() : raw.kind
      expect(text).toContain(String(row['message']))
    }
  })

  test('lets the person of then in with their passphrase, as an administrator, and their sender with its token', async () => {
    const sealed = await openSealed({ state: state.store, keys: keyFolder(dir, undefined) })
    const access = openAccess({ state: state.store, clock: systemClock, sealed })
    expect(await access.accounts.list()).toMatchObject([{ name: 'Zoé', role: 'administrator', departments: 'all' }])
    const zoe = {
      kind: 'person',
      account: 'x',
      name: 'Zoé',
      session: 's',
      role: 'administrator',
      departments: 'all',
    } as const
    const session = await access.signIn('Zoé', 'quatre tilleuls sous la pluie', {
      address: '192.0.2.1',
      agent: 'a test',
    })
    expect(session.ok).toBe(true)
    const tokens = await access.tokens.list(everything, zoe)
    expect(tokens).toMatchObject(told.tokens)
  })
})

test('a dry run says what the next start would do to it, and leaves every byte as it was', async () => {
  const dir = unpacked('dry-run')
  const before = await facts(dir)
  const plan = await planUpgrade(dir, true)
  expect(plan.state).toContain('access/0002-roles')
  expect(plan.state).toContain('audit/0001-audit')
  expect(plan.events).toMatchObject({ form: 1, today: 2 })
  // Older events were recognised by nobody: their new columns are empty.
  expect(plan.events?.adds).toEqual(expect.arrayContaining(['src_endpoint_zone', 'conduit', 'seen']))
  expect(plan.tried?.bytes).toBeGreaterThan(100_000)
  expect(await facts(dir)).toEqual(before)
  expect(readdirSync(dir).filter((name) => /dry-run|migrating|before/.test(name))).toEqual([])
  const again = readFileSync(join(dir, 'events', 'events.duckdb'))
  expect(again.equals(gunzipSync(readFileSync(join(fixture, 'events', 'events.duckdb.gz'))))).toBe(true)
})

test('a folder that a newer Tocsin wrote is refused with the remedy, before anything is touched', async () => {
  const dir = unpacked('newer')
  const file = join(dir, 'state.sqlite')
  const tomorrow = { owner: 'access', id: '9999-tomorrow', up: ['create table tomorrow (id text)'] }
  ;(await openStateStore({ file, migrations: [...allMigrations, tomorrow] })).close()
  const newer = { code: 'newer-data', where: 'access/9999-tomorrow', fix: expect.stringContaining('newer Tocsin') }
  await expect(planUpgrade(dir, false)).rejects.toMatchObject(newer)
  await expect(openStateStore({ file, migrations: allMigrations })).rejects.toMatchObject(newer)
  expect((await facts(dir)).migrations).toContain('access/9999-tomorrow')
})
