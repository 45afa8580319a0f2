import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { undoWindow } from './desk/history.ts'
import { type GivenDesk, givenDesk, incidentOf } from './given.fixture.ts'

let given: GivenDesk
beforeEach(async () => {
  given = await givenDesk()
})
afterEach(() => given.close())

const closing = { verdict: 'benign', reason: 'planned work' }
const act = (name: string, id: string, version: number, more: object = {}, who?: string) =>
  given.ask('POST', `/incidents/:id/${name}`, { id, version, ...more }, who)
const detail = (id: string) => given.ask('GET', '/incidents/:id/work', { id })
const undo = (done: { readonly [_: string]: unknown }, who?: string) =>
  given.ask('POST', '/undo', { act: done['act'] }, who)

describe('the work on an incident', () => {
  test('is taken, noted and closed, and every step stands in its history', async () => {
    expect(await detail('INC-1')).toEqual({ work: { incident: 'INC-1', version: 0 }, notes: [], history: [] })
    await act('take', 'INC-1', 0)
    await act('note', 'INC-1', 1, { text: 'Le Goff is on the road.' })
    await act('close', 'INC-1', 2, closing, 'bo')
    const now = await detail('INC-1')
    expect(now).toMatchObject({
      work: { owner: 'ada', version: 3, verdict: 'benign', closed: { by: 'bo', findings: 1 } },
      notes: [{ text: 'Le Goff is on the road.', who: 'ada' }],
      history: [
        { kind: 'close', who: 'bo', before: { version: 2 }, after: { version: 3, reason: 'planned work' } },
        { kind: 'note' },
        { kind: 'take', who: 'ada' },
      ],
    })
    expect(given.told.map(({ version }) => version)).toEqual([1, 2, 3])
  })

  test('is never overwritten by one who saw less: the second is told who was faster, and when', async () => {
    await act('take', 'INC-1', 0, {}, 'bo')
    const refused = act('close', 'INC-1', 0, closing)
    await expect(refused).rejects.toMatchObject({ code: 'conflict' })
    await expect(refused).rejects.toThrow(/bo has changed INC-1.*take, 2026-03-01T08:00:00/)
    expect(await detail('INC-1')).toMatchObject({ work: { owner: 'bo', version: 1 } })
  })

  test('goes to exactly one of two who take it at once', async () => {
    const both = await Promise.allSettled([act('take', 'INC-1', 0, {}, 'ada'), act('take', 'INC-1', 0, {}, 'bo')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await detail('INC-1'))['history']).toHaveLength(1)
  })

  test('needs an incident that is there, a verdict and a reason', async () => {
    await expect(act('take', 'INC-9', 0)).rejects.toMatchObject({ code: 'not-found' })
    await expect(detail('INC-9')).rejects.toMatchObject({ code: 'not-found' })
    await expect(act('close', 'INC-1', 0, { verdict: 'benign', reason: '  ' })).rejects.toThrow()
    await expect(act('close', 'INC-1', 0, { verdict: 'fine', reason: 'x' })).rejects.toThrow()
    await expect(act('note', 'INC-1', 0, { text: 'a\0b' })).rejects.toThrow()
    await expect(act('take', "INC-1' or 1=1", 0)).rejects.toThrow()
    await expect(act('reopen', 'INC-1', 0)).rejects.toMatchObject({ code: 'open-conflict' })
  })

  test('is read for many at once', async () => {
    await act('take', 'INC-2', 0)
    expect(await given.ask('GET', '/work', { ids: 'INC-1,INC-2' })).toEqual({
      works: [{ incident: 'INC-2', version: 1, owner: 'ada' }],
    })
    const many = Array.from({ length: 501 }, (_, n) => `INC-${n}`).join(',')
    await expect(given.ask('GET', '/work', { ids: many })).rejects.toThrow()
    await expect(given.ask('GET', '/work', { ids: '' })).rejects.toThrow()
  })
})

describe('closing many', () => {
  const close = (incidents: object[]) => given.ask('POST', '/incidents/close', { incidents, ...closing })

  test('answers for each, and one that cannot be closed does not hold up the others', async () => {
    await act('take', 'INC-2', 0, {}, 'bo')
    const done = await close([1, 2, 3, 9].map((n) => ({ incident: `INC-${n}`, version: 0 })))
    expect(done['outcomes']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ incident: 'INC-1', done: true }),
        expect.objectContaining({ incident: 'INC-2', done: false, code: 'conflict' }),
        expect.objectContaining({ incident: 'INC-3', done: true }),
        expect.objectContaining({ incident: 'INC-9', done: false, code: 'not-found' }),
      ]),
    )
  })

  test('is undone at once, and an incident on which somebody went on stays', async () => {
    const done = await close([1, 2].map((n) => ({ incident: `INC-${n}`, version: 0 })))
    await act('reopen', 'INC-2', 1, {}, 'bo')
    expect((await undo(done))['outcomes']).toEqual(
      expect.arrayContaining([
        { incident: 'INC-1', done: true, work: { incident: 'INC-1', version: 2 } },
        expect.objectContaining({ incident: 'INC-2', done: false, code: 'conflict' }),
      ]),
    )
  })

  test('takes 500 and no more', async () => {
    for (let n = 1; n <= 500; n++) given.incidents.set(`INC-${n}`, incidentOf(n))
    const all = Array.from({ length: 500 }, (_, n) => ({ incident: `INC-${n + 1}`, version: 0 }))
    const { outcomes } = await close(all)
    expect((outcomes as { done: boolean }[]).filter(({ done }) => done)).toHaveLength(500)
    await expect(close([...all, { incident: 'INC-501', version: 0 }])).rejects.toThrow()
  })
})

describe('an undo', () => {
  test('gives back what was before, as a line of its own', async () => {
    await act('take', 'INC-1', 0)
    await undo(await act('close', 'INC-1', 1, closing))
    expect(await detail('INC-1')).toMatchObject({
      work: { incident: 'INC-1', owner: 'ada', version: 3 },
      history: [{ kind: 'undo', after: { owner: 'ada' } }, { kind: 'close' }, { kind: 'take' }],
    })
  })

  test('takes a note away, whose text stays in the history only as withdrawn', async () => {
    await undo(await act('note', 'INC-1', 0, { text: 'wrong incident' }))
    expect(await detail('INC-1')).toMatchObject({ notes: [], history: [{ kind: 'undo' }, { kind: 'note' }] })
  })

  test('is for one’s own act, once, within its time', async () => {
    const done = await act('take', 'INC-1', 0)
    await expect(undo(done, 'bo')).rejects.toMatchObject({ code: 'undo-conflict' })
    const undone = await undo(done)
    await expect(undo(undone)).rejects.toMatchObject({ code: 'undo-conflict' })
    expect((await undo(done))['outcomes']).toMatchObject([{ done: false, code: 'conflict' }])
    const late = await act('take', 'INC-2', 0)
    given.clock.advance(undoWindow + 1)
    await expect(undo(late)).rejects.toMatchObject({ code: 'undo-conflict' })
  })
})

describe('a closed incident that grows', () => {
  test('is open again, in the house’s name, when its work is next read', async () => {
    await act('close', 'INC-1', 0, closing)
    given.incidents.set('INC-1', incidentOf(1, { findings: 2 }))
    expect(await detail('INC-1')).toMatchObject({
      work: { version: 2, reopenedAt: expect.any(Number) },
      history: [{ kind: 'grew', who: 'tocsin:watch' }, { kind: 'close' }],
    })
    expect(given.told.at(-1)).toMatchObject({ version: 2 })
  })
})

describe('whoever counts verdicts', () => {
  test('hears them of the incidents that somebody judged', async () => {
    await act('verdict', 'INC-1', 0, { verdict: 'false-positive', reason: 'the help desk' })
    await act('take', 'INC-2', 0)
    const told = await given.wing.provides.verdicts?.(['INC-1', 'INC-2', 'INC-3'])
    expect([...(told ?? [])]).toEqual([['INC-1', 'false-positive']])
  })
})

describe('whoever keeps incidents', () => {
  test('is told in the same transaction that one is closed, open again, or taken back', async () => {
    const beside = async () =>
      (await given.store.run<{ said: string }>({ sql: 'select said from beside order by n', parameters: [] })).map(
        ({ said }) => said,
      )
    const undone = await act('close', 'INC-1', 0, closing)
    await undo(undone)
    await act('close', 'INC-2', 0, closing)
    given.incidents.set('INC-2', incidentOf(2, { findings: 2 }))
    await detail('INC-2')
    await act('take', 'INC-3', 0)
    expect(await beside()).toEqual(['INC-1 closed', 'INC-1 open', 'INC-2 closed', 'INC-2 open'])
  })

  test('is asked once for what keeps all of them quiet, which an undo takes back', async () => {
    const until = given.clock.now() + 86_400_000
    const both = [1, 2].map((n) => ({ incident: `INC-${n}`, version: 0 }))
    const done = await given.ask('POST', '/incidents/close', { ...closing, incidents: both, quietUntil: until })
    expect(given.quiet).toEqual([{ until, reason: 'planned work', incidents: ['INC-1', 'INC-2'] }])
    expect(await detail('INC-1')).toMatchObject({ work: { closed: { quietUntil: until } } })
    await undo(done)
    expect(given.loud).toEqual(['INC-1', 'INC-2'])
    expect((await detail('INC-1'))['work']).not.toHaveProperty('closed')
  })

  test('keeps nothing quiet until a day that has gone by, or for longer than a year', async () => {
    for (const days of [-1, 0, 400]) {
      const quietUntil = given.clock.now() + days * 86_400_000
      await expect(act('close', 'INC-1', 0, { ...closing, quietUntil })).rejects.toMatchObject({ code: 'bad-end' })
    }
  })

  test('ends the quiet of a closing that was overtaken, where it is taken back', async () => {
    const done = await act('close', 'INC-1', 0, { ...closing, quietUntil: given.clock.now() + 1000 })
    await act('reopen', 'INC-1', 1)
    expect((await undo(done))['outcomes']).toMatchObject([{ done: false }])
    expect(given.loud).toEqual(['INC-1'])
  })
})

test('a note on many incidents is one act, which is taken back as one', async () => {
  const both = [1, 2].map((n) => ({ incident: `INC-${n}`, version: 0 }))
  const done = await given.ask('POST', '/incidents/note', { incidents: both, text: 'the supplier calls at seven' })
  expect(await detail('INC-2')).toMatchObject({ notes: [{ text: 'the supplier calls at seven' }] })
  await undo(done)
  expect([(await detail('INC-1'))['notes'], (await detail('INC-2'))['notes']]).toEqual([[], []])
})

test('verdicts are told of those that were judged', async () => {
  await act('close', 'INC-1', 0, closing)
  expect(await given.wing.provides.judged?.(['INC-1', 'INC-2'])).toMatchObject([
    { incident: 'INC-1', verdict: closing.verdict, closed: true, by: 'ada' },
  ])
})

test('every route needs a permission that the wing names', () => {
  const names = given.wing.permissions.map(({ name }) => name)
  expect(given.wing.routes.every(({ permission }) => names.includes(permission))).toBe(true)
})
