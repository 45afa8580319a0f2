import { type City, cityOf, emptyCity, merge, questions, record, view } from '@tocsin/city'
import { describe, expect, test } from 'vitest'
import { matchList } from './match.ts'
import { readList } from './read-list.ts'

const by = { source: 'csv:list', time: 1000, confidence: 'imported' } as const

const matched = (city: City, text: string, time = 1000) => {
  const read = readList('csv', text, {})
  if (!read.ok) throw new Error(read.error.reason)
  return matchList(city, read.value.assets, { ...by, time })
}

describe('a list held against the city', () => {
  test('knows again by its identifier what has another name by now', async () => {
    const first = await matched(emptyCity(), 'name,ip\nOld name,10.0.0.1\n')
    const city = merge(emptyCity(), first.records)
    const again = await matched(city, 'name,ip\nNew name,10.0.0.1\nOther,10.0.0.2\n', 2000)
    expect(again).toMatchObject({ known: 1, added: 1, refused: [] })
    expect(view(merge(city, again.records), 'assets', 'old-name')?.name?.value).toBe('New name')
  })

  test('keeps things of one name apart by their addresses', async () => {
    const { records, refused } = await matched(emptyCity(), 'name,ip\nCamera,10.0.0.1\nCamera,10.0.0.2\nCamera,\n')
    expect(records.assets?.map(({ id }) => id)).toEqual(['camera', 'camera--10.0.0.2'])
    expect(refused).toMatchObject([{ line: 4 }])
  })

  test('refuses an identifier that stands twice, and one row for two things', async () => {
    const city = merge(
      emptyCity(),
      (await matched(emptyCity(), 'name,ip,mac\na,10.0.0.1,\nb,,00:1b:44:11:3a:b7\n')).records,
    )
    const { refused } = await matched(city, 'name,ip,mac\nx,10.0.0.9,\ny,10.0.0.9,\nz,10.0.0.1,00-1b-44-11-3a-b7\n')
    expect(refused.map(({ line }) => line)).toEqual([3, 4])
    expect(refused[1]?.reason).toContain('a and b')
  })

  test('makes zones, owners, suppliers and services of their names, each once', async () => {
    const { records } = await matched(
      emptyCity(),
      'name,zone,department,mainteneur,service rendu\na,OT eau,Eau,Fournisseur X,eau potable\nb,OT eau,Eau,,Eau potable\n',
    )
    const city = cityOf(records)
    expect([...city.zones.keys()]).toEqual(['ot-eau'])
    expect([...city.organisations.keys()]).toEqual(['eau', 'fournisseur-x'])
    expect(view(city, 'services', 'eau-potable')?.kind?.value).toBe('water')
    expect(view(city, 'dependencies', 'listed-eau-potable')?.suppliers).toHaveLength(2)
    expect(view(city, 'assets', 'b')).toMatchObject({ zone: { value: 'ot-eau' }, owner: { value: 'eau' } })
  })

  test('refuses what the model refuses, with its column', async () => {
    const { refused } = await matched(emptyCity(), `name,cpe\na,cpe:/o:old\nb,\n`)
    expect(refused).toMatchObject([{ line: 2, column: 'cpe' }])
  })
})

test('an identifier that an operator declared belongs to its asset in a list too', async () => {
  const made = record('assets', 'plc-7', { identifiers: [{ scheme: 'ip', value: '10.9.0.7' }] }, by)
  if (!made.ok) throw new Error('no record')
  const { records } = await matched(cityOf({ assets: [made.value] }), 'name,ip\nAutomate 7,10.9.0.7\n')
  expect(records.assets?.[0]?.id).toBe('plc-7')
  expect(questions(emptyCity())).toEqual([])
})
