import { record, type SectionName } from '@tocsin/city'
import { emptyPosition } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GivenCity, givenCity, morning } from '../given.fixture.ts'
import { conn } from '../learn/given-learning.fixture.ts'
import { openObserver } from '../learn/observer.ts'
import { openProofBook } from '../learn/proof-book.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

async function declare(section: SectionName, id: string, values: Record<string, unknown>): Promise<void> {
  const made = record(section, id, values, { source: 'csv:list', time: morning, confidence: 'imported' })
  if (!made.ok) throw new Error(made.error[0]?.reason)
  await given.keeper().apply({ [section]: [made.value] }, { who: 'ann', kind: 'import', about: 'list' })
}

async function someThings(): Promise<void> {
  await declare('zones', 'field', { name: 'Field' })
  await declare('zones', 'office', { name: 'Office' })
  await declare('organisations', 'water', { name: 'Water' })
  await declare('assets', 'p-10', {
    name: 'Pompe 10',
    kind: 'pump',
    zone: 'field',
    owner: 'water',
    criticality: 'high',
  })
  await declare('assets', 'p-2', { name: 'Pompe 2', kind: 'pump', zone: 'field', supportEnds: '2020-01-01' })
  await declare('assets', 's-1', {
    name: 'École',
    kind: 'server',
    zone: 'office',
    identifiers: [{ scheme: 'ip', value: '10.0.0.1' }],
  })
  await declare('assets', 'x', { name: 'What is it' })
}

type Table = {
  readonly assets: readonly { readonly id: string; readonly odd: readonly string[]; readonly state: string }[]
  readonly count: number
  readonly next: string | null
  readonly facets: readonly { readonly name: string; readonly values: readonly { value: string; count: number }[] }[]
}
const list = async (input = {}, asker = {}) =>
  (await given.ask('GET', '/city/inventory', input, asker)) as unknown as Table
const ids = async (input = {}) => (await list(input)).assets.map(({ id }) => id)
const facet = (table: Table, name: string) =>
  Object.fromEntries(
    (table.facets.find((one) => one.name === name)?.values ?? []).map(({ value, count }) => [value, count]),
  )

test('assets are sorted as people do, found without accents, and narrowed by any value of each facet', async () => {
  await someThings()
  expect(await ids()).toEqual(['s-1', 'p-2', 'p-10', 'x'])
  expect(await ids({ sort: '-name' })).toEqual(['x', 'p-10', 'p-2', 's-1'])
  expect(await ids({ sort: 'zone' })).toEqual(['p-2', 'p-10', 's-1', 'x'])
  expect(await ids({ q: 'ecole' })).toEqual(['s-1'])
  expect(await ids({ q: '10.0.0' })).toEqual(['s-1'])
  expect(await ids({ kind: 'pump,server' })).toEqual(['s-1', 'p-2', 'p-10'])
  expect(await ids({ zone: '-' })).toEqual(['x'])
  expect(await ids({ state: 'support-ended' })).toEqual(['p-2'])
  expect(await ids({ unknown: 'kind' })).toEqual(['x'])
  expect(await ids({ odd: 'never-seen' })).toEqual(['s-1'])
  expect(await ids({ source: 'csv:list', criticality: 'high' })).toEqual(['p-10'])
})

test('a facet is counted over what the others leave, so that a second value can be chosen', async () => {
  await someThings()
  const table = await list({ kind: 'pump', zone: 'field' })
  expect(table.count).toBe(2)
  expect(facet(table, 'kind')).toEqual({ pump: 2 })
  expect(facet(table, 'zone')).toEqual({ field: 2 })
  expect(facet(await list({ kind: 'pump' }), 'kind')).toEqual({ pump: 2, server: 1, '-': 1 })
})

test('pages lead through the whole list, whatever it is sorted by', async () => {
  await someThings()
  for (const sort of ['name', '-name', 'kind', '-kind', 'zone', 'owner', '-owner', 'criticality', 'id']) {
    const whole = await ids({ sort })
    const paged: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page: Table = await list({ sort, limit: 1, ...(after === '' ? {} : { after }) })
      paged.push(...page.assets.map(({ id }) => id))
      after = page.next
    }
    expect(paged, sort).toEqual(whole)
  }
  await expect(list({ after: 'x' })).rejects.toMatchObject({ code: 'bad-cursor' })
})

test('what was seen and nobody declared is a facet, and who has a department sees their own alone', async () => {
  await someThings()
  const observer = openObserver(openProofBook('seed', 16))
  observer.take(conn('10.0.0.1', '10.0.0.2', 80))
  await given.learner().apply(observer.digest(), emptyPosition())
  const table = await list()
  expect(facet(table, 'odd')).toEqual({ undeclared: 1 })
  const asker = { scope: { kind: 'sources', sources: [] }, circle: { role: 'viewer', departments: ['Water'] } }
  const theirs = await list({}, asker)
  expect(theirs.assets.map(({ id }) => id)).toEqual(['p-10'])
  expect(facet(theirs, 'kind')).toEqual({ pump: 1 })
})

test('a change over a query is shown, then made as one version that goes back whole', async () => {
  await someThings()
  const edit = (more: object) =>
    given.ask('POST', '/city/inventory/edit', {
      about: { query: { kind: 'pump' } },
      values: { zone: 'office', criticality: 'vital' },
      ...more,
    })
  const shown = await edit({})
  expect(shown).toMatchObject({ version: null, count: 2, changed: 2 })
  expect(shown['changes']).toContainEqual({
    asset: 'p-10',
    name: 'Pompe 10',
    fields: [
      { name: 'zone', from: 'field', to: 'office' },
      { name: 'criticality', from: 'high', to: 'vital' },
    ],
  })
  expect(await ids({ zone: 'office' })).toEqual(['s-1'])
  await expect(edit({ apply: true, expects: 3 })).rejects.toMatchObject({ code: 'city-conflict' })
  const made = await edit({ apply: true, expects: 2 })
  expect(await ids({ zone: 'office' })).toEqual(['s-1', 'p-2', 'p-10'])
  given.clock.advance(1000)
  // null ends one's own word: what the list said is shown again
  const back = await edit({ values: { zone: null }, apply: true })
  expect(back).toMatchObject({ changed: 2 })
  expect(await ids({ zone: 'field' })).toEqual(['p-2', 'p-10'])
  for (const { version } of [back, made]) {
    await given.ask('POST', '/city/versions/:number/undo', { number: version })
  }
  expect(await ids({ criticality: 'vital' })).toEqual([])
  expect(await ids({ zone: 'field' })).toEqual(['p-2', 'p-10'])
})

test('nobody says a zone that is not there', async () => {
  await someThings()
  const about = { assets: ['p-2'] }
  const edit = (values: object) => given.ask('POST', '/city/inventory/edit', { about, values })
  await expect(edit({ zone: 'nowhere' })).rejects.toMatchObject({ code: 'bad-record', where: 'zone' })
  await expect(edit({ criticality: 'enormous' })).rejects.toMatchObject({ code: 'bad-record' })
})

test('a list is exported as it is narrowed, without formulas', async () => {
  await someThings()
  await declare('assets', 'p-3', { name: '=cmd|x; @b', kind: 'pump', zone: 'field' })
  const { csv, rows, next } = await given.ask('GET', '/city/inventory/csv', { kind: 'pump' })
  expect({ rows, next }).toEqual({ rows: 3, next: null })
  const lines = String(csv).trimEnd().split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatch(/^p-3,'=cmd\|x; '@b,pump,Field,/)
  expect(lines[2]).toMatch(/^p-2,Pompe 2,pump,Field,,,,,,.*2020-01-01,,support-ended,$/)
})

test('views are one’s own until they are shared, and one name is one view', async () => {
  const save = (name: string, asked: string, shared: boolean, who = 'ann') =>
    given.ask('POST', '/city/views', { name, asked, shared }, { who })
  const names = async (who: string) =>
    ((await given.ask('GET', '/city/views', {}, { who }))['views'] as readonly { name: string; asked: string }[]).map(
      ({ name, asked }) => `${name} ${asked}`,
    )
  await save('Pumps', 'kind=pump', false)
  await save('Pumps', 'kind=pump&zone=field', false)
  await save('Odd', 'odd=moved', true)
  expect(await names('ann')).toEqual(['Odd odd=moved', 'Pumps kind=pump&zone=field'])
  expect(await names('bob')).toEqual(['Odd odd=moved'])
})
