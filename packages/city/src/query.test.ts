import { expect, test } from 'vitest'
import { query, view } from './index.ts'
import { asset, make, said, town } from './town.fixture.ts'

const seen = { source: 'zeek', time: 1500, confidence: 'observed' as const }
const city = town({
  assets: [
    asset('plc-2', { kind: 'plc', zone: 'field', name: 'Pump 2', identifiers: [{ scheme: 'serial', value: 'SN-77' }] }),
    asset('plc-1', { kind: 'plc', zone: 'office', name: 'Pump 1' }),
    make('assets', 'cam', { kind: 'camera', firmware: '2.0' }, { ...said, source: 'kinds', confidence: 'assumed' }),
  ],
})
const ids = (asked: Parameters<typeof query<'assets'>>[2]) => query(city, 'assets', asked).records.map(({ id }) => id)

test('records are found by shown values and members, in the order of ids', () => {
  expect(ids({ where: { kind: 'plc' } })).toEqual(['plc-1', 'plc-2'])
  expect(ids({ where: { kind: 'plc', zone: 'field' } })).toEqual(['plc-2'])
  expect(ids({ where: { identifiers: { value: 'SN-77', scheme: 'serial' } } })).toEqual(['plc-2'])
})

test('what only an assumption says is unknown', () => {
  expect(ids({ unknown: 'kind' })).toEqual(['cam'])
})

test('text is found in values, one level deep', () => {
  expect(ids({ text: 'pump' })).toEqual(['plc-1', 'plc-2'])
  expect(ids({ text: 'sn-7' })).toEqual(['plc-2'])
})

test('a limit cuts the list, not the count', () => {
  expect(query(city, 'assets', { limit: 1 })).toMatchObject({ count: 3, records: [{ id: 'cam' }] })
})

test('conflicts are found and shown', () => {
  const torn = town({ assets: [asset('a', { firmware: '2.1' })] })
  const both = town({ assets: [...torn.assets.values(), make('assets', 'a', { firmware: '1.9' }, seen)] })
  expect(query(both, 'assets', { conflicting: 'firmware' }).count).toBe(1)
  expect(view(both, 'assets', 'a')?.firmware).toMatchObject({
    value: '2.1',
    conflicts: [{ value: '1.9', source: 'zeek' }],
  })
  expect(view(both, 'assets', 'ghost')).toBeUndefined()
})
