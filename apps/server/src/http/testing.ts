import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Access,
  accessMigrations,
  keyFolder,
  openAudit,
  openPeople,
  openSealed,
  type Sealed,
} from '@tocsin/access'
import { type Capability, type Host, route } from '@tocsin/capability'
import { inventoryMigrations } from '@tocsin/inventory'
import { type ManualClock, manualClock, TocsinError } from '@tocsin/kit'
import { respondMigrations } from '@tocsin/respond'
import { connectionsMigrations, sourcesMigrations } from '@tocsin/sources'
import { keepingMigrations, openEventStore, openStateStore, type StateStore } from '@tocsin/store'
import { watchMigrations } from '@tocsin/watch'
import { z } from 'zod'
import { findMigrations } from '../find/index.ts'
import { sendsMigrations } from '../sends/index.ts'
import { fieldDeskOf } from './field.fixture.ts'
import { type HttpApp, type HttpOptions, httpApp } from './http-app.ts'
import { linkFile } from './link-file.ts'
import { openHttp } from './open-http.ts'
import type { GivenUp, IngestAnswer, IngestPort, IngestRequest, LiveFeed, LiveMessage } from './ports.ts'

/** The API over real stores in a folder of its own, for tests. */
export interface TestHttp extends HttpApp {
  readonly clock: ManualClock
  readonly dataDir: string
  readonly options: HttpOptions
  readonly state: StateStore
  readonly sealed: Sealed
  readonly ingested: Ingested[]
  /** Bodies that were refused before they were read, as `source reason`. */
  readonly turnedAway: string[]
  readonly signals: string[]
  /** Says something to every open live stream. */
  say(message: LiveMessage): void
  /** Signs a first account in and gives the Cookie header. */
  signIn(): Promise<string>
  token(cookie: string, kind: 'ingest' | 'api', sources?: readonly string[]): Promise<string>
  /** The same API behind a socket. */
  listen(): Promise<{ readonly address: string; close(): Promise<void> }>
}

export interface Ingested {
  readonly request: IngestRequest
  text: string
  state: 'open' | 'ended' | 'aborted'
  why?: GivenUp
}

export const origin = 'http://localhost'
export const passphrase = 'quatre tilleuls sous la pluie'

/** @param wings further wings, over the same state */
export async function testHttp(
  change: Partial<HttpOptions> = {},
  wings: (state: StateStore) => readonly Capability[] = () => [],
  access?: (parts: { readonly state: StateStore; readonly sealed: Sealed; readonly clock: ManualClock }) => Access,
): Promise<TestHttp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'http-'))
  const consoleDir = join(dataDir, 'console')
  mkdirSync(join(consoleDir, 'assets'), { recursive: true })
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>Tocsin</title>')
  writeFileSync(join(consoleDir, 'assets', 'main-1a2b.js'), 'export {}')
  const clock = manualClock(1_700_000_000_000)
  const state = await openStateStore({
    file: join(dataDir, 'state.sqlite'),
    migrations: [
      ...accessMigrations,
      ...respondMigrations,
      ...watchMigrations,
      ...findMigrations,
      ...sendsMigrations,
      ...sourcesMigrations,
      ...keepingMigrations,
      ...connectionsMigrations,
      ...inventoryMigrations,
    ],
    synchronous: 'NORMAL',
  })
  // Opened by the first search: most tests ask nothing of it.
  let opened: ReturnType<typeof openEventStore> | undefined
  const events: HttpOptions['events'] = {
    query: async (...query) => {
      opened ??= openEventStore({ dir: join(dataDir, 'events') })
      return (await opened).query(...query)
    },
    exportText: async (...asked) => {
      opened ??= openEventStore({ dir: join(dataDir, 'events') })
      return (await opened).exportText(...asked)
    },
    exportFile: async (...asked) => {
      opened ??= openEventStore({ dir: join(dataDir, 'events') })
      return (await opened).exportFile(...asked)
    },
  }
  const ingested: Ingested[] = []
  const turnedAway: string[] = []
  const signals: string[] = []
  const feed = liveFeed()
  const sealed = await openSealed({ state: state.store, keys: keyFolder(dataDir, undefined), clock })
  const audit = await openAudit({ state: state.store, sealed, dataDir, clock })
  const field = fieldDeskOf(state.store, clock.now, async () => ({ kind: 'unavailable', why: 'nobody' }))
  const options: HttpOptions = {
    field: { desk: () => field, host: () => host(clock, state.store, events) },
    state: state.store,
    audit,
    people: await openPeople({ state: state.store, sealed, clock }),
    sees: () => 'names',
    events,
    capabilities: [lamps, ...wings(state.store)],
    hostFor: () => host(clock, state.store, events),
    ingest: keepingPort(ingested, turnedAway),
    hooks: { has: () => false, take: async () => ({ ok: false, error: 'bad-signature' }) },
    frames: { rawFrame: async () => ({ kind: 'unknown' }), sourceSettings: async () => [] },
    live: feed,
    metrics: async () => '# EOF\n',
    tail: { watch: async () => () => {} },
    status: async () => ({ ready: true, frames: 3 }),
    signal: (what, details) => signals.push(`${what.name}: ${what.says(details)}`),
    consoleDir,
    dataDir,
    clock,
    version: '0.1.0',
    ...(access === undefined ? {} : { access: access({ state: state.store, sealed, clock }) }),
    ...change,
  }
  const http = await httpApp(options)
  let cookie: string | undefined

  return {
    ...http,
    clock,
    dataDir,
    options,
    state: state.store,
    sealed,
    ingested,
    turnedAway,
    signals,
    say: feed.say,
    signIn: async () => {
      const first = cookie === undefined
      const url = await http.issueLink(first ? 'first-account' : 'sign-in', (secret) => `http://x/#link=${secret}`)
      const answer = await http.app.inject({
        method: 'POST',
        url: '/api/session/link',
        headers: { origin },
        payload: { secret: url.split('link=')[1], ...(first ? { name: 'Zoé', passphrase } : {}) },
      })
      cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
      return cookie
    },
    token: async (cookie, kind, sources) => {
      const answer = await http.app.inject({
        method: 'POST',
        url: '/api/tokens',
        headers: { origin, cookie },
        payload: { kind, name: `a ${kind} token`, ...(sources === undefined ? {} : { sources }) },
      })
      return answer.json<{ token: string }>().token
    },
    listen: () => openHttp({ ...options, host: '127.0.0.1', port: 0 }),
    close: async () => {
      await http.close()
      await field.close()
      await audit.close()
      await (await opened)?.close()
      await state.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

export function readLinkFile(dataDir: string): string {
  return readFileSync(linkFile(dataDir), 'utf8')
}

/** A wing of a few routes: one that answers, one that writes, one that fails as expected, one that fails by a bug. */
export const lamps: Capability = {
  name: 'lamps',
  words: { en: 'Lamps', fr: 'Éclairage' },
  migrations: [],
  permissions: [
    { name: 'lamps.read', says: { en: 'See lamps', fr: "Voir l'éclairage" } },
    { name: 'lamps.write', says: { en: 'Switch lamps', fr: "Commander l'éclairage" } },
  ],
  routes: [
    route({
      method: 'GET',
      path: '/lamps/:id',
      permission: 'lamps.read',
      says: 'One lamp',
      input: z.object({ id: z.string(), since: z.coerce.number().optional() }),
      output: z.object({ id: z.string(), who: z.string() }),
      handle: async ({ input, who }) => {
        if (input.id === 'none') throw new TocsinError('not-found', 'There is no such lamp', { fix: 'List the lamps' })
        if (input.id === 'bug') throw new Error('secret inside of the lamp')
        if (input.id === 'shapeless') return { id: 3 } as unknown as { id: string; who: string }
        return { id: input.id, who, more: 'not declared' }
      },
    }),
    route({
      method: 'POST',
      path: '/lamps/:id/switch',
      permission: 'lamps.write',
      says: 'Switches a lamp',
      input: z.strictObject({ id: z.string(), on: z.boolean() }),
      output: z.object({ on: z.boolean() }),
      handle: async ({ input }) => ({ on: input.on }),
    }),
  ],
  jobs: [],
  commands: [],
  provides: {},
  asks: [],
  health: async () => ({ well: true, says: { en: 'Well', fr: 'Bien' } }),
}

function host(clock: ManualClock, state: HttpOptions['state'], events: HttpOptions['events']): Host {
  return {
    now: clock.now,
    state,
    events,
    ask: async () => ({ kind: 'unavailable', why: 'nobody provides answers here' }),
    signal: () => {},
    publish: async () => {},
  }
}

function liveFeed(): LiveFeed & { say(message: LiveMessage): void } {
  const listeners = new Set<(message: LiveMessage) => void>()
  return {
    subscribe: (_scope, listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    say: (message) => {
      for (const listener of listeners) listener(message)
    },
  }
}

/**
 * Takes 64 KiB before it asks the sender to wait, and keeps what it got. The source `gone` is refused before a byte comes,
 * `absent` while they come, and `slow` becomes durable late, with room for more after its end.
 */
function keepingPort(kept: Ingested[], turnedAway: string[]): IngestPort {
  return {
    refused: ({ source, reason }) => turnedAway.push(`${source} ${reason}`),
    open: (request) => {
      const one: Ingested = { request, text: '', state: 'open' }
      kept.push(one)
      let drained = () => {}
      let waiting = 0
      return {
        write: (chunk) => {
          one.text += Buffer.from(chunk).toString('latin1')
          waiting += chunk.length
          if (waiting < 65_536) return true
          setImmediate(() => {
            waiting = 0
            drained()
          })
          return false
        },
        onDrain: (heard) => {
          drained = heard
        },
        onAnswer: (answered) => {
          if (request.source === 'gone') answered(absent)
          if (request.source === 'absent') setImmediate(() => answered(absent))
        },
        end: async () => {
          one.state = 'ended'
          if (request.source === 'slow') {
            drained()
            await new Promise((resolve) => setTimeout(resolve, 400))
          }
          return { status: 200, body: { accepted: one.text.split('\n').filter(Boolean).length, refused: [] } }
        },
        abort: (why) => {
          one.state = 'aborted'
          one.why = why
        },
      }
    },
  }
}

const absent: IngestAnswer = {
  status: 404,
  body: { code: 'unknown-source', message: 'There is no source absent', fix: 'Configure it' },
}
