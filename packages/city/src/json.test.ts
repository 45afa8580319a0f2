import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { cityOf, formatCity, parseCity, type Records } from './index.ts'
import { rawRecords, records } from './records.fixture.ts'
import { asset, town } from './town.fixture.ts'

test.prop([records, fc.nat(30)])('a city reads back as itself, and its text is canonical', (records, time) => {
  const city = cityOf(records as Records, time)
  const text = formatCity(city)
  const read = parseCity(text)
  expect(read.ok && formatCity(read.value)).toBe(text)
  if (read.ok) expect(new Set(read.value.assets.keys())).toEqual(new Set(city.assets.keys()))
})

test.prop([rawRecords])('raw records in any order give the same bytes', (raw) => {
  const read = (sections: Record<string, readonly unknown[]>) =>
    parseCity(JSON.stringify({ tocsinCity: 1, version: 1, time: 0, ...sections }))
  const turned = read(Object.fromEntries(Object.entries(raw).map(([section, list]) => [section, [...list].reverse()])))
  const straight = read(raw)
  expect(straight.ok && turned.ok && formatCity(turned.value)).toBe(straight.ok && formatCity(straight.value))
})

const junk = fc.jsonValue({ maxDepth: 6 })

test.prop([junk, junk, junk])('any JSON gives a city or located refusals, never an exception', (whole, table, said) => {
  for (const value of [
    whole,
    { tocsinCity: 1, version: 1, time: 0, assets: table, extra: whole },
    {
      tocsinCity: 1,
      version: 0,
      time: 0,
      assets: [
        { id: 'a', said: { name: said, place: [{ value: said, source: 's', time: 0, confidence: 'declared' }] } },
      ],
    },
  ]) {
    const read = parseCity(JSON.stringify(value))
    if (!read.ok) {
      expect(read.error.count).toBeGreaterThan(0)
      for (const { at, reason, fix } of read.error.refusals)
        expect([typeof at, reason !== '', fix !== '']).toEqual(['string', true, true])
    }
  }
})

test.prop([fc.string()])('any text gives a city or a refusal', (text) => {
  expect(parseCity(text).ok).toBe(false)
})

test.each([
  ['{"tocsinCity":2}', '/tocsinCity'],
  ['nonsense', ''],
  [cityText({ assets: [{ id: 'a' }, { id: 'a' }] }), '/assets/1/id'],
  [cityText({ assets: [{ id: '../a' }] }), '/assets/0/id'],
  [cityText({ assets: [{ id: 'a', said: { colour: [] } }] }), '/assets/0/said/colour'],
  [cityText({ assets: [{ id: 'a', said: { __proto__x: [] } }] }), '/assets/0/said/__proto__x'],
  [cityText({ assets: [{ id: 'a', said: { kind: [say('spaceship')] } }] }), '/assets/0/said/kind/0/value'],
  [
    cityText({ assets: [{ id: 'a', said: { place: [say({ kind: 'point', at: [48.1, 190] })] } }] }),
    '/assets/0/said/place/0/value/at',
  ],
  [
    cityText({ assets: [{ id: 'a', said: { name: [{ value: 'x', source: 's', time: 0 }] } }] }),
    '/assets/0/said/name/0/confidence',
  ],
  [cityText({ assets: [{ id: 'a', said: { name: [say('evil \u202e name')] } }] }), '/assets/0/said/name/0/value'],
  [cityText({ services: [{ id: 's', said: { people: [say(-1)] } }] }), '/services/0/said/people/0/value'],
  [
    cityText({
      services: [{ id: 's', said: { fallback: [say({ kind: 'manual', lasts: 1, takesOverAfter: 0, capacity: 2 })] } }],
    }),
    '/services/0/said/fallback/0/value/capacity',
  ],
  [cityText({ spaceships: [] }), '/spaceships'],
])('%s is refused at %s', (text, at) => {
  const read = parseCity(text)
  expect(read.ok ? [] : read.error.refusals.map((refusal) => refusal.at)).toContain(at)
})

test('__proto__ and constructor are no attributes, and reach no prototype', () => {
  const text = `{"tocsinCity":1,"version":1,"time":0,"assets":[{"id":"a","said":{"__proto__":[],"constructor":[]}}]}`
  const read = parseCity(text)
  expect(read.ok ? 0 : read.error.count).toBe(2)
})

test('the list of refusals is bounded, the count is not', () => {
  const read = parseCity(cityText({ assets: Array.from({ length: 1000 }, () => ({ id: '' })) }))
  expect(read.ok ? [] : [read.error.refusals.length, read.error.count]).toEqual([200, 1000])
})

test('identifiers and networks are folded into one text', () => {
  const city = town({
    assets: [
      asset('a', {
        identifiers: [
          { scheme: 'mac', value: '00-1B-44-11-3A-B7' },
          { scheme: 'ip', value: '2001:DB8:0::1' },
          { scheme: 'host', value: 'SRV.Example.' },
        ],
      }),
    ],
  })
  const values = city.assets.get('a' as never)?.said.identifiers?.map(({ value }) => value.value)
  expect(values?.sort()).toEqual(['00:1b:44:11:3a:b7', '2001:db8::1', 'srv.example'])
})

function cityText(sections: object): string {
  return JSON.stringify({ tocsinCity: 1, version: 1, time: 0, ...sections })
}

function say(value: unknown) {
  return { value, source: 's', time: 0, confidence: 'declared' }
}
