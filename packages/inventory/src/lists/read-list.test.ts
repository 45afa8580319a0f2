import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { textOf } from './read-csv.ts'
import { readList } from './read-list.ts'

const csv = (text: string, meaning = {}) => {
  const read = readList('csv', text, meaning)
  if (!read.ok) throw new Error(read.error.reason)
  return read.value
}

describe('a list', () => {
  test('is understood by its headers, in English and in French, however its cells are parted', () => {
    const english = csv('name,address,type\nJunction 12,10.20.0.12,traffic light\n')
    expect(english.assets[0]).toMatchObject({
      line: 2,
      name: 'Junction 12',
      kind: 'signal-controller',
      identifiers: [{ scheme: 'ip', value: '10.20.0.12' }],
    })
    const french = csv('Nom;Adresse;Nature;Gestionnaire\nPoste Ormeaux;3, rue des Lices;poste de relevage;Eau\n')
    expect(french.assets[0]).toMatchObject({
      name: 'Poste Ormeaux',
      kind: 'pump',
      owner: 'Eau',
      plain: { address: '3, rue des Lices' },
    })
    expect(french.columns.map(({ meaning }) => meaning)).toEqual(['name', 'address', 'kind', 'owner'])
  })

  test('has places in degrees, with a comma, in Lambert-93, and in x and y of either', () => {
    const { assets } = csv(
      'name;lat;lon;x;y\na;48,117266;-1,6777926;;\nb;;;700 000,0;6 600 000\nc;;;-1.6777926;48.117266\nd;0;0;;\n',
    )
    const [a, b, c, d] = assets.map(({ place }) => (place?.kind === 'point' ? place.at : undefined))
    expect(a).toEqual([-1.6777926, 48.117266])
    expect(c).toEqual(a)
    // The origin of the projection.
    expect(b).toEqual([3, 46.5])
    expect(d).toBeUndefined()
  })

  test('says of each row that it refuses where, why and what to do, and reads the others', () => {
    const { assets, refused } = csv(
      [
        'name,ip,mac,lat,lon,installed,critical',
        'a,10.0.0.1,00-1B-44-11-3A-B7,48.1,-1.6,2024-01-31,high',
        'b,10.0.0.300,,,,,',
        'c,10.0.0.3,00:1b,,,,',
        'd,10.0.0.4,,48.1,,,',
        'e,10.0.0.5,,48.1,200,,',
        'f,10.0.0.6,,,,31/02/2024,',
        'g,10.0.0.7,,,,,somewhat',
        ',,,,,,',
        'h,10.0.0.8,,48.2,-1.7,,',
        'i,10.0.0.9,,-1.65,48.15,,',
      ].join('\n'),
    )
    expect(assets.map(({ name }) => name)).toEqual(['a', 'h'])
    expect(assets[0]?.identifiers[1]).toEqual({ scheme: 'mac', value: '00:1b:44:11:3a:b7' })
    expect(refused.map(({ line, column }) => [line, column])).toEqual([
      [3, 'ip'],
      [4, 'mac'],
      [5, undefined],
      [6, undefined],
      [7, 'installed'],
      [8, 'critical'],
      [9, undefined],
      [11, undefined],
    ])
    expect(refused.at(-1)?.reason).toContain('changed over')
    for (const { reason, fix } of refused) expect(`${reason}${fix}`).not.toBe('')
  })

  test('that was cut off says so, and what stands before is read', () => {
    const { assets, refused } = csv('name,note\na,whole\nb,"half of a no')
    expect(assets.map(({ name }) => name)).toEqual(['a'])
    expect(refused[0]).toMatchObject({ line: 3, reason: expect.stringContaining('cut off') })
  })

  test('of which no column is understood is refused with its headers', () => {
    const read = readList('csv', 'foo,bar\n1,2\n', {})
    expect(read).toMatchObject({ ok: false, error: { reason: expect.stringContaining('foo, bar'), line: 1 } })
    expect(csv('foo,bar\n1,2\n', { columns: { foo: 'name', bar: null } }).assets[0]).toMatchObject({ name: '1' })
  })

  test('names the words that stand for no kind, and takes what they are said to be', () => {
    const text = 'name,type\na,gizmo\nb,gizmo\nc,Caméra dôme\n'
    expect(csv(text).unknownKinds).toEqual([{ word: 'gizmo', rows: 2 }])
    expect(csv(text).assets[2]?.kind).toBe('camera')
    expect(csv(text, { kinds: { gizmo: 'sensor' } }).assets[0]?.kind).toBe('sensor')
  })

  test('of a spreadsheet of old is read with its accents', () => {
    expect(textOf(Uint8Array.from([0xe9, 0x2c]))).toBe('é,')
    expect(textOf(new TextEncoder().encode('é,'))).toBe('é,')
    expect(textOf(Uint8Array.from([0xff, 0xfe, 0xe9, 0x00]))).toBe('é')
  })

  test('of features has their places, and names the feature whose geometry is none', () => {
    const feature = (properties: object, geometry: object | null) => ({ type: 'Feature', properties, geometry })
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        feature({ nom: 'Feu 1', type: 'feu' }, { type: 'Point', coordinates: [-1.6, 48.1, 30] }),
        feature(
          { nom: 'Conduite' },
          {
            type: 'LineString',
            coordinates: [
              [-1.6, 48.1],
              [-1.61, 48.1],
            ],
          },
        ),
        feature({ nom: 'Faux' }, { type: 'Point', coordinates: [480, 1] }),
        feature({ nom: 'Sans lieu' }, null),
      ],
    })
    const read = readList('geojson', text, {})
    if (!read.ok) throw new Error(read.error.reason)
    expect(read.value.assets.map(({ name, place }) => [name, place?.kind])).toEqual([
      ['Feu 1', 'point'],
      ['Conduite', 'line'],
      ['Sans lieu', undefined],
    ])
    expect(read.value.refused).toMatchObject([{ line: 3 }])
  })
})

property.prop([fc.constantFrom('csv' as const, 'geojson' as const), fc.string({ maxLength: 400 })])(
  'any text is a list or is refused',
  (form, text) => {
    const read = readList(form, text, {})
    expect(read.ok || read.error.reason.length > 0).toBe(true)
  },
)

property.prop([fc.array(fc.array(fc.string({ maxLength: 12 }), { minLength: 3, maxLength: 3 }), { maxLength: 20 })])(
  'every row of a list is an asset or is refused, once',
  (rows) => {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
    const text = ['name,ip,lat', ...rows.map((cells) => cells.map(quoted).join(','))].join('\n')
    const { assets, refused } = csv(text)
    const lines = [...assets, ...refused].map(({ line }) => line)
    expect(new Set(lines).size).toBe(lines.length)
  },
)
