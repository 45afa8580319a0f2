import { everything } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkBundle } from '../api/rule-desk.ts'
import { givenFinding, minute, morning } from '../given.fixture.ts'
import { type GivenState, givenState } from '../given-state.fixture.ts'
import { listIncidents } from '../incidents/incident.repository.ts'
import { incidentStage } from '../incidents/stage.ts'
import { packRules, type RuleBundle, unpackRules } from '../rules/bundle.ts'
import { enter, lately, type RuleLedger } from './ledger.ts'
import { isNoisy, type KeptMode, proposalOf } from './mode.ts'
import { ruleModes } from './rule-modes.ts'

const day = 86_400_000
let given: GivenState
let clock = morning
let published: RuleBundle | undefined
beforeEach(async () => {
  clock = morning
  published = undefined
  given = await givenState()
})
afterEach(() => given.close())

function rule(id: string, status: string, level: string): string {
  return `title: ${id}\nid: ${id}\nstatus: ${status}\nlevel: ${level}\nlogsource: { product: linux }\ndetection: { s: { a: 1 }, condition: s }\n`
}

const files = [
  { path: 'rules/own.yml', text: rule('own', 'experimental', 'low') },
  { path: 'more/grave.yml', text: rule('grave', 'stable', 'critical') },
  { path: 'more/young.yml', text: rule('young', 'experimental', 'high') },
  { path: 'more/mild.yml', text: rule('mild', 'test', 'medium') },
]

function open(firstDay = { hits: 3, assets: 2 }, listenFirst = true) {
  return ruleModes({
    state: given.store,
    now: () => clock,
    check: async ({ bytes }) => checkBundle(bytes, []),
    publish: async (rules) => {
      published = rules
    },
    firstDay: () => firstDay,
    listenFirst: () => listenFirst,
  })
}

const own = { own: new Set(['rules/own.yml']), before: false }

function listening(): readonly string[] {
  const unpacked = published === undefined ? undefined : unpackRules(published.bytes)
  return unpacked?.ok ? unpacked.value.listening : []
}

async function say(rule: string, about: string, heard?: true, time = clock): Promise<void> {
  const stage = incidentStage()
  await stage.load(given.store)
  const said = {
    finding: givenFinding({
      ...{ id: `${rule}-${about}-${time}`, detector: rule, time, said: time },
      about: { kind: 'host', value: about },
    }),
    frames: [],
  }
  await given.store.transact(stage.group([heard ? { ...said, listening: true } : said]).statements)
}

test('new rules listen first, unless they are trusted and grave; those that come with Tocsin speak', async () => {
  await open().load(packRules(files), own)
  expect(listening()).toEqual(['mild', 'young'])
  // The next version brings another: it is new, whoever wrote it.
  await open().load(packRules([...files, { path: 'rules/next.yml', text: rule('next', 'test', 'medium') }]), {
    ...own,
    before: true,
  })
  expect(listening()).toEqual(['mild', 'next', 'young'])
})

test('rules that judged before there were modes go on speaking', async () => {
  await open().load(packRules(files), { ...own, before: true })
  expect(listening()).toEqual([])
})

test('what a rule hears while it listens is counted and joins no incident', async () => {
  await say('young', 'a', true)
  expect((await listIncidents(given.store, everything, { limit: 5, now: clock })).incidents).toEqual([])
  await say('young', 'a')
  const modes = open()
  await modes.load(packRules(files), own)
  expect((await modes.standings())('young')).toMatchObject({ hits: 2, assets: 1, mode: { mode: 'listening' } })
  expect((await listIncidents(given.store, everything, { limit: 5, now: clock })).incidents).toHaveLength(1)
})

test('a rule that speaks too often on its first day is set to listen, says so, and stays so over a restart', async () => {
  const modes = open()
  await modes.load(packRules(files), own)
  for (const [at, about] of ['a', 'b', 'a'].entries()) await say('grave', about, undefined, clock + at * minute)
  await modes.look()
  expect(modes.quieted()).toEqual([])
  await say('grave', 'c', undefined, clock + 5 * minute)
  await modes.look()
  expect(modes.quieted()).toMatchObject([{ rule: 'grave', title: 'grave', hits: 4, assets: 3 }])
  expect(listening()).toEqual(['grave', 'mild', 'young'])
  const again = open()
  await again.load(packRules(files), own)
  expect(listening()).toEqual(['grave', 'mild', 'young'])
  clock += 2 * day
  expect(again.quieted()).toEqual([])
})

test('a person switches a rule on again, and what it said before is not held against it', async () => {
  const modes = open()
  await modes.load(packRules(files), own)
  for (let at = 0; at < 5; at++) await say('grave', 'a', undefined, clock + at)
  await modes.look()
  clock += minute
  await modes.set('grave', 'armed', 'ada')
  await modes.look()
  expect(listening()).toEqual(['mild', 'young'])
  expect((await modes.standings())('grave').mode).toMatchObject({ mode: 'armed', why: 'person', by: 'ada' })
  await expect(modes.set('none', 'armed', 'ada')).rejects.toMatchObject({ code: 'not-found' })
})

test('after the first day nothing is set to listen by itself, and nothing where the bounds are nought', () => {
  const mode: KeptMode = { rule: 'r', mode: 'armed', why: 'own', since: 0, by: '', hits: 0, assets: 0 }
  let ledger: RuleLedger | undefined
  const hit = (said: number, about: string) => {
    const finding = givenFinding({ id: `${said}`, time: said })
    ledger = enter(ledger, { ...finding, said, observables: [{ kind: 'host', value: about }] }, false)
  }
  hit(morning, 'a')
  for (let at = 1; at < 50; at++) hit(morning + day + at, `h${at}`)
  expect(isNoisy(mode, ledger, { hits: 3, assets: 3 })).toBe(false)
  for (let at = 1; at < 50; at++) hit(morning + at, 'a')
  expect(isNoisy(mode, ledger, { hits: 3, assets: 3 })).toBe(true)
  expect(isNoisy(mode, ledger, { hits: 0, assets: 0 })).toBe(false)
})

test('after 14 days of silence it is proposed to switch a rule on; one that fires all the time is noisy', () => {
  const mode: KeptMode = { rule: 'r', mode: 'listening', why: 'new', since: morning, by: '', hits: 0, assets: 0 }
  expect(proposalOf(mode, undefined, morning + 13 * day)).toBeUndefined()
  expect(proposalOf(mode, undefined, morning + 14 * day)).toEqual({ kind: 'switch-on', hits: 0, assets: 0, days: 14 })
  let ledger: RuleLedger | undefined
  for (let at = 0; at < 412; at++) {
    const finding = givenFinding({ id: `${at}`, time: morning })
    ledger = enter(ledger, { ...finding, said: morning, observables: [{ kind: 'host', value: `${at % 3}` }] }, true)
  }
  expect(proposalOf(mode, ledger, morning)).toEqual({ kind: 'noisy', hits: 412, assets: 3, days: 14 })
  expect(lately(ledger, morning + 20 * day)).toEqual({ hits: 0, assets: 0 })
})

test('a ledger is bounded, whatever its rule fires on', () => {
  let ledger: RuleLedger | undefined
  for (let at = 0; at < 3000; at++) {
    const finding = givenFinding({ id: `${at}`, time: morning })
    ledger = enter(
      ledger,
      { ...finding, said: morning + at * day, observables: [{ kind: 'host', value: `${at}` }] },
      at % 2 === 0,
    )
  }
  expect(Object.keys(ledger?.days ?? {}).length).toBeLessThanOrEqual(15)
  expect(Object.keys(ledger?.assets ?? {}).length).toBeLessThanOrEqual(100)
})
