import { fc, test } from '@fast-check/vitest'
import { type City, cityOf, emptyCity, formatCity, merge, parseCity, record, recordsOf, view } from '@tocsin/city'
import { describe, expect } from 'vitest'
import { matchList } from './match.ts'
import { type ListForm, readList } from './read-list.ts'
import { csvParts, geoJsonParts } from './written.ts'

/*
 * A city is written as a list and read into an empty one: what lists can say of its assets is shown there as before. Names of zones
 * and owners are told apart as lists tell them apart, whatever their case and punctuation.
 */
const time = 1_772_352_000_000
const by = { source: 'operator:ann', time, confidence: 'declared' } as const
const later = { source: 'csv:exported', time: time + 1000, confidence: 'imported' } as const

const text = fc
  .string({
    unit: fc.constantFrom(...'aéZ0 ,;"\'=+-@|\t'.replace('\t', '').split(''), 'été', '日'),
    minLength: 1,
    maxLength: 12,
  })
  .map((raw) => raw.trim())
  .filter((raw) => /^[^'"]/.test(raw) && raw !== '')
const name = fc
  .tuple(fc.constantFrom('Pump', 'Feu', 'Caméra', '=Quay', '-x'), fc.nat(99))
  .map(([word, n]) => `${word} ${n}`)
const degrees = (least: number, most: number) => fc.integer({ min: least * 1e6, max: most * 1e6 }).map((n) => n / 1e6)
const position = fc.tuple(degrees(-2, -1), degrees(47, 48))
const point = position.map((at) => ({ kind: 'point' as const, at }))
const place = fc.oneof(
  point,
  fc.array(position, { minLength: 2, maxLength: 5 }).map((along) => ({ kind: 'line' as const, along })),
  fc
    .uniqueArray(position, { minLength: 3, maxLength: 5, selector: String })
    .map((around) => ({ kind: 'area' as const, around })),
)
const day = fc
  .date({ min: new Date('2001-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const plain = {
  name,
  kind: fc.constantFrom('pump', 'signal-controller', 'personal-account', 'scada-server'),
  address: text,
  vendor: text,
  model: text,
  hardware: text,
  firmware: text,
  note: text,
  criticality: fc.constantFrom('low', 'medium', 'high', 'vital'),
  safety: fc.boolean(),
  installed: day,
  supportEnds: day,
  zone: fc.constantFrom('eau', 'Voirie-2'),
  owner: fc.constantFrom('dsi', 'Regie_Eau'),
  supplier: fc.constant('acme'),
}
const assetsWith = (where: typeof point | typeof place) =>
  fc.array(fc.tuple(fc.record({ ...plain, place: where }, { requiredKeys: [] }), fc.subarray([...'imhdsau'])), {
    maxLength: 8,
  })

function townOf(drawn: readonly (readonly [object, readonly string[]])[]): City {
  const make = (section: 'assets' | 'zones' | 'organisations', id: string, values: object) => {
    const made = record(section, id, values as Record<string, unknown>, by)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    return made.value
  }
  const assets = drawn.map(([values, known], n) =>
    make('assets', `A-${n}`, { ...values, identifiers: known.map((letter) => identifier(letter, n)) }),
  )
  const zones = [make('zones', 'eau', { name: 'Réseau de l’eau' }), make('zones', 'Voirie-2', { name: 'Voirie, n° 2' })]
  const organisations = ['dsi', 'Regie_Eau', 'acme'].map((id) =>
    make('organisations', id, { name: `Direction ${id}`, kind: 'department' }),
  )
  return cityOf({ assets, zones, organisations } as never, time)
}

function identifier(letter: string, n: number) {
  switch (letter) {
    case 'i':
      return { scheme: 'ip', value: `10.0.0.${n}` }
    case 'm':
      return { scheme: 'mac', value: `02:00:00:00:00:0${n}` }
    case 'h':
      return { scheme: 'host', value: `srv-${n}.example` }
    case 'd':
      return { scheme: 'dev-eui', value: `000000000000000${n}` }
    case 's':
      return { scheme: 'serial', value: `=SN/${n}` }
    case 'a':
      return { scheme: 'account', value: `agent-${n}` }
    default:
      return { scheme: 'url', value: `https://things.example/${n}` }
  }
}

async function readBack(form: ListForm, written: string): Promise<City> {
  const listed = readList(form, written, {})
  if (!listed.ok) throw new Error(`${listed.error.reason}\n${written}`)
  const { records, refused } = await matchList(emptyCity(later.time), listed.value.assets, later)
  expect([...listed.value.refused, ...refused]).toEqual([])
  return merge(emptyCity(later.time), records)
}

/** What is shown of an asset, with the names of what it names. */
function shownOf(city: City, id: string): object {
  const seen = view(city, 'assets', id)
  if (seen === undefined) return {}
  const nameIn = (section: 'zones' | 'organisations', of: string | undefined) =>
    of === undefined ? undefined : (view(city, section, of)?.name?.value ?? of)
  const values = Object.entries(seen).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'id') return []
    if (key === 'zone') return [[key, nameIn('zones', seen.zone?.value)]]
    if (key === 'owner' || key === 'supplier') return [[key, nameIn('organisations', seen[key]?.value)]]
    return [
      [
        key,
        Array.isArray(value) ? value.map((one: { value: unknown }) => one.value) : (value as { value: unknown }).value,
      ],
    ]
  })
  return Object.fromEntries(values)
}

function expectSame(before: City, after: City) {
  expect([...after.assets.keys()].sort()).toEqual([...before.assets.keys()].sort())
  for (const id of before.assets.keys()) expect(shownOf(after, id)).toEqual(shownOf(before, id))
}

describe('what is exported and imported again', () => {
  test.prop([assetsWith(point)], { numRuns: 30 })('as CSV shows the same values', async (drawn) => {
    const city = townOf(drawn)
    if (city.assets.size === 0) return
    const written = [...csvParts(city)].join('')
    const again = await readBack('csv', written)
    expectSame(city, again)
    expect([...csvParts(again)].join('')).toBe(written)
  })

  test.prop([assetsWith(place)], { numRuns: 30 })(
    'as GeoJSON shows the same values, lines and areas too',
    async (drawn) => {
      const city = townOf(drawn)
      if (city.assets.size === 0) return
      const written = [...geoJsonParts(city)].join('')
      const again = await readBack('geojson', written)
      expectSame(city, again)
      expect([...geoJsonParts(again)].join('')).toBe(written)
    },
  )

  test.prop([assetsWith(place)], { numRuns: 30 })('as JSON says the same, by whom and when', (drawn) => {
    const city = townOf(drawn)
    const listed = readList('city', formatCity(city), {})
    if (!listed.ok) throw new Error(listed.error.reason)
    const again = merge(emptyCity(time), listed.value.records ?? {})
    expect(formatCity({ ...again, version: city.version })).toBe(formatCity(city))
    const parsed = parseCity(formatCity(again))
    expect(parsed.ok && formatCity(merge(again, recordsOf(parsed.value)))).toBe(formatCity(again))
  })
})
