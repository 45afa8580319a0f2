import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnyRoute, ClosingChange, Host, QuietAsk, UnquietAsk } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import type { IncidentId, ManualClock } from '@tocsin/kit'
import { manualClock } from '@tocsin/kit'
import { everything, openStateStore, type Statement, type StateStore } from '@tocsin/store'
import { respondCapability } from './capability.ts'
import type { DeskHost } from './desk/desk.ts'
import { respondMigrations } from './desk/tables.ts'
import type { IncidentWork } from './desk/work.ts'

/** 2026-03-01T08:00:00Z, in milliseconds. */
export const morning = 1_772_352_000_000

export function incidentOf(n: number, but: Partial<Incident> = {}): Incident {
  return {
    id: `INC-${n}` as IncidentId,
    realm: 'real',
    severity: 'high',
    story: { en: 'A story.', fr: 'Un récit.' },
    first: morning,
    last: morning,
    opened: morning,
    findings: 1,
    sources: ['windows'],
    techniques: [],
    detectors: [],
    latest: [],
    ...but,
  }
}

/** The wing over a real state store in a folder of its own, and incidents that a test can let grow. */
export interface GivenDesk {
  readonly store: StateStore
  readonly clock: ManualClock
  readonly desk: DeskHost
  readonly wing: ReturnType<typeof respondCapability>
  readonly incidents: Map<string, Incident>
  /** What was told to the live stream. */
  readonly told: IncidentWork[]
  /** What was asked to be kept quiet, and whose quiet was ended. */
  readonly quiet: { readonly until: number; readonly reason: string; readonly incidents: readonly string[] }[]
  readonly loud: string[]
  /** As the server does it: the input is parsed, the answer must have the declared shape. */
  ask(method: 'GET' | 'POST', path: string, input: object, who?: string): Promise<Answer>
  close(): void
}

export type Answer = Readonly<Record<string, unknown>>

export async function givenDesk(): Promise<GivenDesk> {
  const dir = mkdtempSync(join(tmpdir(), 'respond-'))
  const { store, close } = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: respondMigrations,
    synchronous: 'NORMAL',
  })
  const clock = manualClock(morning)
  const incidents = new Map<string, Incident>()
  for (const n of [1, 2, 3]) incidents.set(`INC-${n}`, incidentOf(n))
  const told: IncidentWork[] = []
  const quiet: GivenDesk['quiet'] = []
  const loud: string[] = []
  await store.run({ sql: 'create table beside (n integer primary key, said text)', parameters: [] })
  const beside = (said: string): Statement => ({ sql: 'insert into beside (said) values (?)', parameters: [said] })
  let acts = 0
  const desk: DeskHost = {
    state: store,
    now: clock.now,
    newAct: () => `act-${++acts}`,
    ask: (...asked) => host.ask(...asked),
    changed: (works) => told.push(...works),
  }
  const wing = respondCapability(desk)
  const answers: Readonly<Record<string, (asked: never) => unknown>> = {
    incidents: (ids: readonly string[]) => ids.flatMap((id) => incidents.get(id) ?? []),
    closing: (changes: readonly ClosingChange[]) =>
      changes.map(({ incident, closed }) => beside(`${incident} ${closed ? 'closed' : 'open'}`)),
    quieting: ({ until, reason, incidents: some }: QuietAsk) => {
      quiet.push({ until, reason, incidents: some.map(({ id }) => id) })
      return new Map()
    },
    unquieting: ({ incidents: some }: UnquietAsk) => {
      loud.push(...some)
      return []
    },
  }
  const host: Host = {
    now: clock.now,
    state: store,
    events: { query: async () => ({ rows: [], took: 0 }) },
    ask: (async (question: string, asked: unknown) => {
      const value = answers[question]?.(asked as never)
      return value === undefined ? { kind: 'unavailable', why: 'nobody' } : { kind: 'answer', value }
    }) as Host['ask'],
    signal: () => {},
    publish: async () => {},
  }
  return {
    store,
    clock,
    desk,
    wing,
    incidents,
    told,
    quiet,
    loud,
    ask: async (method, path, input, who = 'ada') => {
      const route = wing.routes.find((one) => one.path === path && one.method === method) as AnyRoute
      const answer = await route.handle({ input: route.input.parse(input), scope: everything, who }, host)
      return route.output.parse(answer) as Answer
    },
    close: () => {
      close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
