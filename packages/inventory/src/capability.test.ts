import { formatCity } from '@tocsin/city'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GivenCity, givenCity } from './given.fixture.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

const list = (text: string, more: object = {}) =>
  given.ask('POST', '/city/import', { form: 'csv', name: 'list', text, ...more })
const apply = (text: string, more: object = {}) => list(text, { apply: true, ...more })

describe('a list of sixty names, addresses and types', () => {
  const kinds = ['feu tricolore', 'pompe', 'capteur', 'serveur', 'caméra', 'éclairage public']
  const sixty = [
    'name,address,type',
    ...Array.from({ length: 60 }, (_, n) => `Thing ${n},10.20.${n % 6}.${n + 1},${kinds[n % 6]}`),
  ].join('\n')

  test('gives services, questions and nowhere «0 people»', async () => {
    expect(await apply(sixty)).toMatchObject({ version: 1, rows: 60, assets: { added: 60 }, refusedCount: 0 })
    const { counts, questions } = (await given.ask('GET', '/city')) as {
      counts: { services: number }
      questions: number
    }
    expect(counts.services).toBeGreaterThan(2)
    expect(questions).toBeGreaterThanOrEqual(10)
    for (const { id } of given.keeper().city().assets.values()) {
      const { stakes } = (await given.ask('GET', '/city/assets/:asset', { asset: id })) as {
        stakes: { people: { kind: string; atMost?: number }; services: readonly object[] }
      }
      if (stakes.services.length > 0) expect(stakes.people).not.toMatchObject({ kind: 'known', atMost: 0 })
    }
  })

  test('read again changes nothing, and its answers stay', async () => {
    await apply(sixty)
    const { questions } = (await given.ask('GET', '/city/questions')) as {
      questions: readonly { service: string; about: string }[]
    }
    const people = questions.find(({ about }) => about === 'people')
    const answer = { about: 'people', people: 40_000 }
    expect(await given.ask('POST', '/city/answers', { service: people?.service, answer })).toEqual({ version: 2 })
    given.clock.advance(3_600_000)
    expect(await apply(sixty)).toMatchObject({ version: 2, assets: { added: 0, updated: 0, same: 60 } })
    const left = (await given.ask('GET', '/city/questions')) as { questions: readonly object[] }
    expect(left.questions).toHaveLength(questions.length - 1)
  })
})

describe('registers of a city that begins', () => {
  test('are ticked in one change, which is asked about and can be taken back', async () => {
    const ticked = [{ id: 'water', name: 'Eau du port' }, { id: 'telecoms' }]
    expect(await given.ask('POST', '/city/starters', { ticked, language: 'fr' })).toEqual({ version: 1 })
    const known = async () => {
      const { starters } = (await given.ask('GET', '/city/starters')) as {
        starters: readonly { id: string; known: string | null }[]
      }
      return starters.flatMap(({ id, known: name }) => (name === null ? [] : [`${id}: ${name}`]))
    }
    expect(await known()).toEqual(['water: Eau du port', 'telecoms: Télécommunications'])
    const { questions } = (await given.ask('GET', '/city/questions')) as { questions: readonly object[] }
    expect(questions).toHaveLength(3)
    await given.ask('POST', '/city/versions/:number/undo', { number: 1 })
    expect(await known()).toEqual([])
  })

  test('refuse what they do not have, and nothing of it is kept', async () => {
    const ticked = [{ id: 'water' }, { id: 'moon' }]
    await expect(given.ask('POST', '/city/starters', { ticked, language: 'en' })).rejects.toMatchObject({
      code: 'bad-record',
      where: 'moon',
    })
    expect(given.keeper().number()).toBe(0)
  })
})

describe('a change', () => {
  test('is shown before it is made, and a preview keeps nothing', async () => {
    await apply('name,ip,type\nPump 1,10.0.0.1,pump\n')
    const preview = await list('name,ip,type,zone\nPump 1,10.0.0.1,pump,Water\nPump 2,10.0.0.2,pump,Water\n')
    expect(preview).toMatchObject({ version: null, assets: { added: 1, updated: 1 } })
    expect(preview['changes']).toContainEqual(
      expect.objectContaining({
        asset: 'pump-1',
        kind: 'updated',
        fields: [{ name: 'zone', from: null, to: 'water' }],
      }),
    )
    expect(given.keeper().number()).toBe(1)
    expect(given.keeper().city().assets.size).toBe(1)
  })

  test('with rows that cannot be read is not made, unless it is said', async () => {
    const text = 'name,ip\na,10.0.0.1\nb,10.0.0.300\n'
    await expect(apply(text)).rejects.toMatchObject({ code: 'bad-rows', message: expect.stringContaining('line 3') })
    expect(given.keeper().city().assets.size).toBe(0)
    expect(await apply(text, { despiteRefused: true })).toMatchObject({ version: 1, refusedCount: 1 })
  })

  test('is there after a restart, byte for byte', async () => {
    await apply('name,ip,type,zone,department,service rendu\nPump 1,10.0.0.1,pump,Water,Eau,eau potable\n')
    const before = formatCity({ ...given.keeper().city(), version: 0, time: 0 })
    const again = await given.again()
    expect(again.number()).toBe(1)
    expect(formatCity({ ...again.city(), version: 0, time: 0 })).toBe(before)
  })

  test('can be undone, whole, unless something of it was changed since', async () => {
    await apply('name,ip,type\nPump 1,10.0.0.1,pump\n')
    const before = formatCity({ ...given.keeper().city(), version: 0 })
    await apply('name,ip,type,zone\nPump 1,10.0.0.1,pump,Water\nPump 2,10.0.0.2,pump,Water\n')
    expect(await given.ask('POST', '/city/versions/:number/undo', { number: 2 })).toEqual({ version: 3 })
    expect(formatCity({ ...given.keeper().city(), version: 0 })).toBe(before)
    await given.ask('POST', '/city/records', { section: 'assets', id: 'pump-1', values: { name: 'Pump one' } })
    await expect(given.ask('POST', '/city/versions/:number/undo', { number: 1 })).rejects.toMatchObject({
      code: 'city-conflict',
    })
    await expect(given.ask('POST', '/city/versions/:number/undo', { number: 99 })).rejects.toMatchObject({
      code: 'not-found',
    })
    const { versions } = (await given.ask('GET', '/city/versions')) as { versions: readonly { kind: string }[] }
    expect(versions.map(({ kind }) => kind)).toEqual(['record', 'undo', 'import', 'import'])
  })

  test('by a person goes before a list until it ends, and is shown against it', async () => {
    await apply('name,ip,firmware\nPump 1,10.0.0.1,1.9\n')
    const until = given.clock.now() + 3_600_000
    await given.ask('POST', '/city/records', { section: 'assets', id: 'pump-1', values: { firmware: '2.1' }, until })
    const asked = async () => (await given.ask('GET', '/city/assets/:asset', { asset: 'pump-1' })) as never as Detail
    interface Detail {
      readonly asset: { product: string; conflicts: string[] }
      readonly history: readonly object[]
    }
    expect(await asked()).toMatchObject({ asset: { product: '2.1', conflicts: ['firmware'] } })
    expect((await asked()).history).toHaveLength(2)
    given.clock.advance(3_700_000)
    expect(await asked()).toMatchObject({ asset: { product: '1.9', conflicts: [] } })
  })

  test('that two people make at once is made by both, one after the other', async () => {
    const say = (name: string) =>
      given.ask('POST', '/city/records', { section: 'assets', id: `a-${name}`, values: { name } })
    const made = await Promise.all(['b', 'c', 'd'].map(say))
    expect(made).toEqual([{ version: 1 }, { version: 2 }, { version: 3 }])
    expect(given.keeper().city().assets.size).toBe(3)
  })
})

describe('what is on the wire', () => {
  test('is recognised by any of its identifiers', async () => {
    await apply('name,ip,mac,host,type\nPump 1,10.0.0.1,00-1B-44-11-3A-B7,PUMP-1.example.org,pump\n')
    const { recognised } = (await given.ask('GET', '/city/recognise', {
      observables: 'address:10.0.0.1,device:00:1b:44:11:3a:b7,host:pump-1.example.org,host:other',
    })) as { recognised: readonly { assets: readonly { id: string }[] }[] }
    expect(recognised.map(({ assets }) => assets.map(({ id }) => id))).toEqual([['pump-1'], ['pump-1'], ['pump-1'], []])
  })
})

test('what is heard of is held against zones and grave assets, within what somebody sees', async () => {
  await apply(
    'name,ip,zone,criticality,owner\nA,10.0.0.1,Water,vital,Eau\nB,10.0.0.2,Water,low,Eau\nC,10.0.0.3,Hall,high,Mairie\n',
  )
  const heard = [{ kind: 'address', value: '10.0.0.2' }] as const
  const ask = given.provides.cityHeard
  expect(await ask?.(heard, { scope: { kind: 'all' } })).toEqual({
    assets: 3,
    zones: [
      { id: 'hall', name: 'Hall', assets: 1, heard: 0 },
      { id: 'water', name: 'Water', assets: 2, heard: 1 },
    ],
    grave: { count: 2, names: ['A', 'C'] },
  })
  const circle = { role: 'viewer', departments: ['Mairie'] }
  expect(await ask?.(heard, { scope: { kind: 'sources', sources: [] }, circle })).toMatchObject({
    assets: 1,
    grave: { names: ['C'] },
  })
})

describe('somebody of one department', () => {
  test('sees what it owns, and nothing of the others', async () => {
    await apply(
      'name,ip,type,owner\nPump 1,10.0.0.1,pump,Eau\nLamp 1,10.0.0.2,éclairage,Voirie\nNobody,10.0.0.3,server,\n',
    )
    const asker = { scope: { kind: 'sources', sources: [] }, circle: { role: 'viewer', departments: ['Eau'] } } as const
    const names = async () => {
      const { assets } = (await given.ask('GET', '/city/assets', {}, asker)) as { assets: readonly { name: string }[] }
      return assets.map(({ name }) => name)
    }
    expect(await names()).toEqual(['Pump 1'])
    await expect(given.ask('GET', '/city/assets/:asset', { asset: 'lamp-1' }, asker)).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await given.ask('GET', '/city', {}, asker)).toMatchObject({ counts: { assets: 1, zones: 0 }, problems: 0 })
    const { recognised } = (await given.ask('GET', '/city/recognise', { observables: 'address:10.0.0.2' }, asker)) as {
      recognised: readonly { assets: readonly object[] }[]
    }
    expect(recognised[0]?.assets).toEqual([])
  })
})

test('assets are found by text, kind, zone, owner and by what nobody said of them, page by page', async () => {
  await apply(
    [
      'name,ip,type,zone',
      ...Array.from({ length: 25 }, (_, n) => `Pump ${n},10.0.0.${n + 1},pump,${n < 5 ? 'Z' : ''}`),
    ].join('\n'),
  )
  const count = async (input: object) => ((await given.ask('GET', '/city/assets', input)) as { count: number }).count
  expect(await count({ q: 'pump 1' })).toBe(11)
  expect(await count({ zone: 'z' })).toBe(5)
  expect(await count({ kind: 'pump', unknown: 'zone' })).toBe(20)
  expect(await count({ q: '10.0.0.7' })).toBe(1)
  const seen: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page = (await given.ask('GET', '/city/assets', { limit: 10, ...(after === '' ? {} : { after }) })) as {
      assets: readonly { id: string }[]
      next: string | null
    }
    seen.push(...page.assets.map(({ id }) => id))
    after = page.next
  }
  expect(new Set(seen).size).toBe(25)
})
