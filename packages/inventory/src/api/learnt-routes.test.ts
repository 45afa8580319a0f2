import { record, type SectionName } from '@tocsin/city'
import { emptyPosition } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GivenCity, givenCity, morning } from '../given.fixture.ts'
import { conn, zeek } from '../learn/given-learning.fixture.ts'
import { openObserver } from '../learn/observer.ts'
import { openProofBook } from '../learn/proof-book.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

async function learn(...events: ReturnType<typeof conn>[]): Promise<void> {
  const observer = openObserver(openProofBook('seed', 16))
  for (const event of events) observer.take(event)
  await given.learner().apply(observer.digest(), emptyPosition())
}

async function declare(section: SectionName, id: string, values: Record<string, unknown>): Promise<void> {
  const made = record(section, id, values, { source: 'list', time: morning, confidence: 'imported' })
  if (!made.ok) throw new Error(made.error[0]?.reason)
  await given.keeper().apply({ [section]: [made.value] }, { who: 'ann', kind: 'import', about: 'list' })
}

type Rows = readonly Readonly<Record<string, unknown>>[]
const listed = async (path: string, name: string, input: object = {}, asker = {}) =>
  (await given.ask('GET', path, input, asker))[name] as Rows

test('what was seen and is in no list, and what is in a list and was never seen, are named', async () => {
  await declare('assets', 'pump-1', { name: 'Pump 1', identifiers: [{ scheme: 'ip', value: '10.0.0.1' }] })
  await declare('assets', 'bench-1', { name: 'A bench', identifiers: [{ scheme: 'serial', value: '7' }] })
  const kinds = async (input = {}) =>
    (await listed('/city/discrepancies', 'discrepancies', input)).map(({ kind, assetName }) => `${kind} ${assetName}`)
  expect(await kinds()).toEqual([])
  expect(await given.ask('GET', '/city/discrepancies', {})).toMatchObject({ counts: { 'never-seen': 1 } })
  expect(await kinds({ kind: 'never-seen' })).toEqual(['never-seen Pump 1'])
  expect(await kinds({ asset: 'pump-1' })).toEqual(['never-seen Pump 1'])
  await learn(conn('10.0.0.1', '10.0.0.2', 80))
  expect(await kinds()).toEqual(['undeclared 10.0.0.2'])
  await given.again()
  expect(await kinds()).toEqual(['undeclared 10.0.0.2'])
})

test('facts are paged through whole, and name accounts as observables, which pseudonyms replace', async () => {
  await learn(
    conn('10.0.0.1', '10.0.0.2', 80),
    zeek('kerberos', { 'id.orig_h': '10.0.0.1', 'id.resp_h': '10.0.0.2', client: 'ann/CITY', success: true }),
  )
  const [account] = await listed('/city/learnt', 'facts', { topic: 'account' })
  expect(account).toMatchObject({
    value: '',
    account: { kind: 'account', value: 'city\\ann' },
    asset: 'seen-ip-10.0.0.1',
  })
  const all = await listed('/city/learnt', 'facts')
  const paged: unknown[] = []
  for (let after: unknown; ; ) {
    const page = await given.ask('GET', '/city/learnt', { limit: 2, ...(after === undefined ? {} : { after }) })
    paged.push(...(page['facts'] as Rows))
    expect(String(page['next'])).not.toContain('ann')
    if (page['next'] === null) break
    after = page['next']
  }
  expect(paged).toEqual(all)
})

test('zones stand against zones: conduits that are meant, flows that were seen, by layer; others see their own zones', async () => {
  await declare('zones', 'office', { name: 'Office', layer: 'enterprise', networks: ['10.1.0.0/16'] })
  await declare('zones', 'water', { name: 'Water', layer: 'field', targetLevel: 3, networks: ['10.2.0.0/16'] })
  await declare('conduits', 'reading', { name: 'Reading', from: 'office', to: 'water', protocol: 'modbus' })
  await declare('conduits', 'back', { name: 'Back', from: 'water', to: 'office', ports: [{ from: 443, to: 443 }] })
  await declare('assets', 'pump-1', { zone: 'water', identifiers: [{ scheme: 'ip', value: '10.2.0.1' }] })
  await learn(conn('10.1.0.1', '10.2.0.1', 502), conn('10.1.0.1', '10.2.0.1', 22), conn('10.1.0.1', '10.1.0.2', 80))
  const seen = await given.ask('GET', '/city/segmentation', {})
  expect(seen['zones']).toMatchObject([
    { id: 'office', layer: 'enterprise', mode: 'learn' },
    { id: 'water', targetLevel: 3, achievedLevel: null },
  ])
  const pairs = seen['pairs'] as Rows
  const pair = (from: string, to: string) => pairs.find((one) => one['from'] === from && one['to'] === to)
  expect(pair('office', 'water')).toMatchObject({ conduits: [{ name: 'Reading' }], meant: 1, without: 1, within: 0 })
  expect(pair('water', 'office')).toMatchObject({ conduits: [{ name: 'Back' }], meant: 0, without: 0 })
  expect(pair('office', 'office')).toMatchObject({ conduits: [], within: 1 })
  const between = await listed('/city/flows', 'flows', { fromZone: 'office', toZone: 'water' })
  expect(between.map(({ port }) => port).sort()).toEqual([22, 502])
  const stranger = { scope: { kind: 'sources', sources: ['sensor'] } }
  expect(await given.ask('GET', '/city/segmentation', {}, stranger)).toEqual({ zones: [], pairs: [] })
  expect(await listed('/city/flows', 'flows', { fromZone: 'office' }, stranger)).toEqual([])
})

test('flows are filtered by how they stand, by zone and by asset; a zone that is not there has no mode', async () => {
  await declare('zones', 'office', { networks: ['10.1.0.0/16'] })
  await declare('zones', 'water', { name: 'Water', networks: ['10.2.0.0/16'] })
  await learn(conn('10.1.0.1', '10.2.0.1', 502), conn('10.1.0.1', '10.1.0.2', 80), conn('10.9.0.1', '10.9.0.2', 22))
  const ports = async (input: object) => (await listed('/city/flows', 'flows', input)).map(({ port }) => port)
  expect((await ports({})).sort()).toEqual([22, 502, 80])
  expect(await ports({ judged: 'without' })).toEqual([502])
  expect(await ports({ zone: 'water' })).toEqual([502])
  expect((await ports({ asset: 'seen-ip-10.1.0.1' })).sort()).toEqual([502, 80])
  await given.ask('PUT', '/city/zones/:zone/mode', { zone: 'water', mode: 'review' })
  expect(await listed('/city/zones', 'zones')).toMatchObject([
    { id: 'office', mode: 'learn', flows: { meant: 0, without: 1, within: 1 } },
    { id: 'water', mode: 'review', who: 'ann', flows: { meant: 0, without: 1, within: 0 } },
  ])
  await expect(given.ask('PUT', '/city/zones/:zone/mode', { zone: 'nowhere', mode: 'review' })).rejects.toThrow(
    'no zone nowhere',
  )
})

test('somebody who sees other sources sees no fact, flow or discrepancy of this one', async () => {
  await learn(conn('10.0.0.1', '10.0.0.2', 80))
  const asker = { scope: { kind: 'sources', sources: ['another'] } }
  for (const [path, name] of [
    ['/city/learnt', 'facts'],
    ['/city/flows', 'flows'],
    ['/city/discrepancies', 'discrepancies'],
  ] as const) {
    expect([name, await listed(path, name, {}, asker)]).toEqual([name, []])
  }
  const own = { scope: { kind: 'sources', sources: ['sensor'] } }
  expect(await listed('/city/learnt', 'facts', {}, own)).not.toEqual([])
})
