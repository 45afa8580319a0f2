import type { OwnEvent } from '@tocsin/capability'
import { everything } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { historyOf, notesOf } from '../desk/work.repository.ts'
import { type GivenDesk, givenDesk, incidentOf, morning } from '../given.fixture.ts'
import { type FieldDesk, openFieldDesk } from './field-desk.ts'
import { photoOf, questionById } from './question.repository.ts'

let given: GivenDesk
let desk: FieldDesk
let published: OwnEvent[]
let failing: boolean
let ended: string[]
let serviceTold: object[]

beforeEach(async () => {
  given = await givenDesk()
  published = []
  ended = []
  serviceTold = []
  failing = false
  let n = 0
  const host = given.desk
  const field = {
    ...host,
    ask: (async (question: string, ...about: never[]) => {
      if (question === 'endOrder') return { kind: 'answer', value: void ended.push(String(about[0])) }
      if (question === 'answerService' && (about[0] as { service?: string }).service === 'stuck')
        throw new Error('the city cannot take it')
      if (question === 'answerService') return { kind: 'answer', value: void serviceTold.push(about[0] ?? {}) }
      return (host.ask as (...asked: unknown[]) => unknown)(question, ...about)
    }) as typeof host.ask,
  }
  desk = openFieldDesk(
    {
      state: given.store,
      now: given.clock.now,
      random: (bytes) => new Uint8Array(bytes).fill(++n).fill(n >> 8, 1, 2),
      key: new Uint8Array(32).fill(1),
      ask: field.ask,
      publish: async (what) => {
        if (failing) throw new Error('the disk is full')
        published.push(what)
      },
      desk: host,
      failed: () => {},
    },
    ({ incident, answer, severity, by }) => ({ incident, answer, severity, by }),
  )
})
afterEach(async () => {
  await desk.close()
  given.close()
})

const asked = { to: 'The signal workshop', by: 'ada', language: 'en', things: ['J-112'], says: [] } as const
const ask = (hours = 72) => desk.ask({ purpose: 'is-this-you', about: 'INC-1' }, asked, hours)
const jpeg = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0],
  ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0xd9],
])

test('“not us” is taken once, tells it on graver, and stands in the history with its photo', async () => {
  const { question, link } = await ask()
  expect(JSON.stringify(await given.store.run({ sql: 'select * from field_question', parameters: [] }))).not.toContain(
    link,
  )
  expect(await desk.look(link)).toMatchObject({ ok: true, value: { id: question.id, answered: null } })
  expect(await desk.answer(link, { answer: 'not-me', note: 'nobody is there', photo: jpeg })).toMatchObject({
    ok: true,
  })
  expect(await desk.answer(link, { answer: 'yes' })).toMatchObject({ ok: false, error: { code: 'link-over' } })
  await desk.settle()
  expect(published).toMatchObject([
    { service: 'hand', action: 'answer', fields: { incident: 'INC-1', answer: 'not-me', severity: 'critical' } },
  ])
  const [note] = await notesOf(given.store, everything, incidentOf(1).id, 10)
  expect(note).toMatchObject({
    who: 'tocsin:owner',
    text: 'Answer by link from The signal workshop: it was not us: “nobody is there”. A photo is attached.',
  })
  expect(await photoOf(given.store, everything, question.id)).toMatchObject({ type: 'image/jpeg' })
})

test('what follows from an answer is done when it can be, and once', async () => {
  const { link } = await ask()
  failing = true
  await desk.answer(link, { answer: 'not-me' })
  await desk.settle()
  expect(published).toEqual([])
  failing = false
  await desk.settle()
  await desk.settle()
  expect(published).toHaveLength(1)
  expect(await historyOf(given.store, everything, incidentOf(1).id, 10)).toHaveLength(1)
})

test('an answer from which nothing can follow yet holds up no other one', async () => {
  const stuck = await desk.ask({ purpose: 'service', about: 'stuck' }, { ...asked, asks: ['people'] }, 72)
  await desk.answer(stuck.link, { service: [{ about: 'people', people: 1 }] })
  given.clock.advance(1000)
  const { link } = await ask()
  await desk.answer(link, { answer: 'not-me' })
  await desk.settle()
  expect(published).toHaveLength(1)
})

test('a link that was withdrawn, is past its time, or was never made opens nothing', async () => {
  const { question, link } = await ask()
  expect(await desk.revoke(question.id)).toBe(true)
  expect(await desk.answer(link, { answer: 'yes' })).toMatchObject({ ok: false, error: { code: 'link-over' } })
  const late = await ask(1)
  given.clock.advance(3_600_000)
  expect(await desk.look(late.link)).toMatchObject({ ok: false, error: { code: 'link-over' } })
  expect(await desk.look(`${'A'.repeat(22)}.abc.${'B'.repeat(43)}`)).toMatchObject({ error: { code: 'bad-link' } })
})

test('of two answers at once one is taken, with its own photo', async () => {
  const { question, link } = await ask()
  const answers = await Promise.all([
    desk.answer(link, { answer: 'yes' }),
    desk.answer(link, { answer: 'not-me', photo: jpeg }),
  ])
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  const kept = await questionById(given.store, everything, question.id)
  expect((await photoOf(given.store, everything, question.id)) !== undefined).toBe(kept?.answer?.photo !== undefined)
})

test('“not us” about declared work ends it, and an answer to what is closed stays in the history alone', async () => {
  given.incidents.set('INC-1', incidentOf(1, { work: { order: 'work-7', name: 'J-112' } }))
  const { link } = await ask()
  await desk.answer(link, { answer: 'not-me' })
  await desk.settle()
  expect(ended).toEqual(['work-7'])
  const { version } = (await given.ask('POST', '/incidents/:id/close', {
    id: 'INC-1',
    version: 1,
    verdict: 'benign',
    reason: 'because',
  })) as { version?: number }
  expect(version).toBeUndefined()
  const again = await ask()
  await desk.answer(again.link, { answer: 'yes' })
  await desk.settle()
  expect(published).toHaveLength(1)
  expect(await notesOf(given.store, everything, incidentOf(1).id, 10)).toHaveLength(2)
})

test('a service’s owner answers for the city, and what was not asked is refused', async () => {
  const { link } = await desk.ask({ purpose: 'service', about: 'water' }, { ...asked, asks: ['people'] }, 72)
  const people = { about: 'people', people: 42_000 } as const
  const others = [
    { answer: 'yes' },
    { service: [] },
    { service: [people, people] },
    { service: [people, { about: 'outage', maximumOutage: 8 }] },
  ] as const
  for (const one of others)
    expect(await desk.answer(link, one)).toMatchObject({ ok: false, error: { code: 'bad-answer' } })
  await desk.answer(link, { service: [{ about: 'people', people: 42_000 }] })
  await desk.settle()
  expect(serviceTold).toEqual([
    { service: 'water', answers: [{ about: 'people', people: 42_000 }], who: 'The signal workshop', at: morning },
  ])
})

test('one person’s questions that wait are bounded, so that others can still ask', async () => {
  for (let at = 0; at < 200; at++) await ask()
  await expect(ask()).rejects.toThrow(/200 questions of ada wait/)
  const other = { ...asked, by: 'zoe' }
  const made = await desk.ask({ purpose: 'is-this-you', about: 'INC-1' }, other, 72)
  expect(made.question.asked.by).toBe('zoe')
})
