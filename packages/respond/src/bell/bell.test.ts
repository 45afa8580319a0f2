import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, OutboxRow, SourceSetting } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import { type ManualClock, manualClock } from '@tocsin/kit'
import { isVisible, openStateStore, type Scope, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { respondMigrations } from '../desk/tables.ts'
import { incidentOf, morning } from '../given.fixture.ts'
import { type Answered, insertAct, messagesOf, targetsOf, upsertTarget } from './bell.repository.ts'
import { type Bell, openBell } from './bell.ts'
import type { Message } from './message.ts'
import { mostWaiting } from './routing.ts'
import { type KeptTarget, type TargetInput, targetShape } from './target.ts'

let dir: string
let store: StateStore
let close: () => void
let clock: ManualClock
let outbox: OutboxRow[]
let incidents: Map<string, Incident>
let settings: SourceSetting[]
let sent: { readonly to: string; readonly message: Message }[]
let answer: Answered
let bells: Bell[]
let ids: number

const taken: Answered = { ok: true, status: 200, says: { en: 'Taken.', fr: 'Reçu.' } }
const refused: Answered = { ok: false, status: 500, says: { en: 'Refused.', fr: 'Refusé.' } }

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bell-'))
  const opened = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: respondMigrations,
    synchronous: 'NORMAL',
  })
  store = opened.store
  close = opened.close
  clock = manualClock(morning)
  ;[outbox, incidents, settings, sent, bells] = [[], new Map(), [], [], []]
  answer = taken
  ids = 0
})
afterEach(async () => {
  for (const bell of bells) await bell.close()
  close()
  rmSync(dir, { recursive: true, force: true })
})

const ask = (async (question: string, ...about: readonly unknown[]) => {
  const answers: Readonly<Record<string, () => unknown>> = {
    outbox: () => outbox.filter(({ n }) => n > (about[0] as number)).slice(0, about[1] as number),
    incidents: () =>
      (about[0] as string[])
        .flatMap((id) => incidents.get(id) ?? [])
        .filter(({ sources }) => isVisible(about[1] as Scope, sources)),
    sourceSettings: () => settings,
    atStake: () => ({ assets: ['Pump 7'], services: ['Drinking water'] }),
  }
  return { kind: 'answer', value: answers[question]?.() }
}) as Host['ask']

const open = (send?: (message: Message) => Promise<Answered>): Bell => {
  const bell = openBell({
    state: store,
    ask,
    now: clock.now,
    send: async (to, message) => {
      const come = send === undefined ? answer : await send(message)
      sent.push({ to: to.id, message })
      return come
    },
    clean: (text) => text.replaceAll('jdoe', 'person-1'),
    newId: () => `m-${++ids}`,
    chance: () => 0.5,
    signal: () => {},
  })
  bells.push(bell)
  return bell
}

const add = async (id: string, but: Partial<TargetInput> = {}, enabled = true): Promise<KeptTarget> => {
  const target = targetShape.parse({ name: id, via: { kind: 'mail', to: ['duty@example.org'] }, ...but })
  const kept = { id, target, enabled, createdAt: 0, createdBy: 'ada', missed: 0, failingSince: null, lastOk: null }
  await store.transact([upsertTarget(kept)])
  return kept
}

const happens = (n: number, but: Partial<Incident> = {}, kind: OutboxRow['kind'] = 'opened') => {
  incidents.set(`INC-${n}`, incidentOf(n, but))
  outbox.push({ n: outbox.length + 1, id: `INC-${n}:${kind}`, kind, incident: `INC-${n}`, at: morning })
}

const told = () => sent.map(({ message }) => message.told.map(({ incident }) => incident).join('+'))

describe('what is told', () => {
  test('is what happened to an incident, once, to those whose rule wants it', async () => {
    await add('high')
    await add('critical', { rule: { from: 'critical' } })
    await add('off', {}, false)
    happens(1)
    happens(2, { severity: 'critical' }, 'grew')
    happens(3, { severity: 'low' })
    const bell = open()
    await bell.settled()
    await bell.settled()
    expect(
      sent.map(({ to, message }) => `${to} ${message.told[0]?.incident} ${message.told[0]?.event}`).sort(),
    ).toEqual(['critical INC-2 grew', 'high INC-1 opened', 'high INC-2 grew'])
  })

  test('names titles, assets and services, and no person', async () => {
    await add('duty')
    const says = { en: 'Logon of jdoe', fr: 'Connexion de jdoe' }
    happens(1, {
      about: { kind: 'account', value: 'jdoe' },
      story: { en: 'jdoe did it', fr: 'jdoe l’a fait' },
      detectors: [{ id: 'r', title: 'Logon', says, severity: 'high', count: 1 }],
    })
    await open().settled()
    expect(sent[0]?.message.told[0]).toMatchObject({ title: { en: 'Logon of person-1' }, assets: ['Pump 7'] })
    expect(JSON.stringify(sent)).not.toContain('jdoe')
  })

  test('stays in the house for a sample or an exercise, unless the rule names it, and never in one message with another', async () => {
    await add('real')
    await add('all', { rule: { realms: ['real', 'exercise'] } })
    for (let n = 1; n <= 12; n++) happens(n, { realm: n % 2 === 0 ? 'exercise' : 'sample' })
    happens(20)
    await open().settled()
    expect(sent.filter(({ to }) => to === 'real').map(({ message }) => message.realm)).toEqual(['real'])
    const realms = sent.filter(({ to }) => to === 'all').map(({ message }) => message.realm)
    expect(new Set(realms)).toEqual(new Set(['exercise', 'real']))
  })

  test('is of the departments of the target alone, also where a source changes hands before it is sent', async () => {
    settings = [setting('pumps', 'water'), setting('lamps', 'roads')]
    await add('water', { rule: { departments: ['water'] } })
    happens(1, { sources: ['pumps'] })
    happens(2, { sources: ['pumps', 'lamps'] })
    happens(3, { sources: ['lamps'] })
    answer = refused
    const bell = open()
    await bell.settled()
    expect(told()).toEqual(['INC-1'])
    settings = [setting('pumps', 'roads')]
    clock.advance(60_000)
    await bell.settled()
    expect(sent).toHaveLength(1)
    expect(await messagesOf(store, 'water', 5)).toMatchObject([{ state: 'lost', attempts: 1 }])
  })

  test('tells that somebody took an incident on where the rule wants it', async () => {
    await add('team', { rule: { kinds: ['assigned'] } })
    await add('other')
    incidents.set('INC-1', incidentOf(1))
    await store.transact([insertAct({ id: 'INC-1:assigned:1', incident: 'INC-1', at: morning })])
    await open().settled()
    expect(sent).toMatchObject([{ to: 'team', message: { told: [{ event: 'assigned' }] } }])
  })
})

describe('a storm', () => {
  test('of 38 incidents is one message that names the gravest and counts the rest', async () => {
    await add('duty')
    for (let n = 1; n <= 38; n++) happens(n, { severity: n === 20 ? 'critical' : 'high' })
    await open().settled()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.message).toMatchObject({ more: 28 })
    expect(sent[0]?.message.told).toHaveLength(10)
    expect(sent[0]?.message.told[0]).toMatchObject({ incident: 'INC-20', severity: 'critical' })
  })

  test('that trickles in is one message a minute beyond the first five', async () => {
    await add('duty')
    const bell = open()
    for (let n = 1; n <= 40; n++) {
      happens(n)
      await bell.settled()
      clock.advance(3_000)
    }
    clock.advance(60_000)
    await bell.settled()
    expect(sent.length).toBeLessThanOrEqual(8)
    const all = sent.reduce((sum, { message }) => sum + message.told.length + message.more, 0)
    expect(all).toBe(40)
  })

  test('fills a queue to its bound and counts the rest', async () => {
    await add('duty')
    answer = refused
    for (let n = 1; n <= mostWaiting + 300; n++) happens(n)
    const bell = open()
    await bell.settled()
    const [kept] = await targetsOf(store)
    expect(
      (kept?.missed ?? 0) + (sent[0]?.message.told.length ?? 0) + (sent[0]?.message.more ?? 0),
    ).toBeGreaterThanOrEqual(mostWaiting + 300)
  })
})

describe('quiet hours', () => {
  test('hold back what is not critical and tell it at their end, folded', async () => {
    // 08:00 UTC is 09:00 in Paris in March.
    await add('duty', { zone: 'Europe/Paris', rule: { quiet: { from: '22:00', to: '09:30' } } })
    for (let n = 1; n <= 7; n++) happens(n)
    happens(8, { severity: 'critical' })
    const bell = open()
    await bell.settled()
    expect(told()).toEqual(['INC-8'])
    clock.advance(31 * 60_000)
    await bell.settled()
    expect(sent).toHaveLength(2)
    expect(sent[1]?.message.told).toHaveLength(7)
  })
})

describe('a message that does not get through', () => {
  test('is tried again, ever later, under one id, over restarts, while what comes after it waits', async () => {
    await add('duty')
    happens(1)
    answer = refused
    const first = open()
    await first.settled()
    happens(2)
    clock.advance(4_000)
    await first.settled()
    expect(told()).toEqual(['INC-1'])
    await first.close()
    const second = open()
    clock.advance(1_000)
    await second.settled()
    expect(sent.map(({ message }) => message.id)).toEqual(['m-1', 'm-1'])
    expect(second.failing()).toMatchObject([{ id: 'duty', since: morning }])
    answer = taken
    clock.advance(5_000)
    await second.settled()
    expect(sent).toHaveLength(2)
    clock.advance(6_000)
    await second.settled()
    expect(told()).toEqual(['INC-1', 'INC-1', 'INC-1', 'INC-2'])
    expect(second.failing()).toMatchObject([{ since: null }])
    expect(await targetsOf(store)).toMatchObject([{ failingSince: null, lastOk: clock.now() }])
  })

  test('comes again after a crash between its sending and the note that it was sent, under the same id', async () => {
    await add('duty')
    happens(1)
    const first = open(async () => {
      throw new Error('the process ends here')
    })
    await first.settled()
    await first.close()
    await open().settled()
    expect(sent.map(({ message }) => message.id)).toEqual(['m-1'])
  })

  test('is given up after a day, and its incidents are counted in the next one', async () => {
    await add('duty')
    happens(1)
    answer = refused
    const bell = open()
    await bell.settled()
    clock.advance(86_400_000)
    await bell.settled()
    happens(2)
    answer = taken
    await bell.settled()
    expect(sent.at(-1)?.message).toMatchObject({ told: [{ incident: 'INC-2' }], more: 1 })
  })

  test('holds up no other target', async () => {
    await add('slow')
    await add('well')
    happens(1)
    let free = (): void => undefined
    const held = new Promise<void>((resolve) => {
      free = resolve
    })
    const bell = openBell({
      state: store,
      ask,
      now: clock.now,
      send: async (to, message) => {
        if (to.id === 'slow') await held
        sent.push({ to: to.id, message })
        return taken
      },
      clean: (text) => text,
      newId: () => `m-${++ids}`,
      chance: () => 0.5,
      signal: () => {},
    })
    bells.push(bell)
    const all = bell.settled()
    while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(sent.map(({ to }) => to)).toEqual(['well'])
    free()
    await all
    expect(sent).toHaveLength(2)
  })
})

function setting(source: string, department: string): SourceSetting {
  return { source, department, rawDays: null, columnDays: null, personal: 'none' }
}
