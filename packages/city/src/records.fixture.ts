import { fc } from '@fast-check/vitest'
import { assetKindNames, serviceKindNames } from './index.ts'
import { noRefusals } from './model/codec.ts'
import { readEntry } from './model/read-entry.ts'
import { type AnyEntry, schemaOf, sectionNames } from './schema/sections.ts'

const ids = fc.integer({ min: 0, max: 7 }).map((n) => `id-${n}`)
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((s) => s.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, 'x'))
const hours = fc.double({ min: 0, max: 500, noNaN: true })
const position = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
)
const place = fc.oneof(
  position.map((at) => ({ kind: 'point', at })),
  fc.array(position, { minLength: 2, maxLength: 4 }).map((along) => ({ kind: 'line', along })),
  fc.array(position, { minLength: 3, maxLength: 4 }).map((around) => ({ kind: 'area', around })),
)
const fallback = fc.oneof(
  fc.constant({ kind: 'none' }),
  fc.record({
    kind: fc.constant('manual'),
    takesOverAfter: hours,
    lasts: hours,
    capacity: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
)
const party = fc.record({ kind: fc.constantFrom('asset', 'service'), id: ids })
const identifier = fc.oneof(
  fc.record({ scheme: fc.constant('ip'), value: fc.oneof(fc.ipV4(), fc.ipV6()) }),
  fc.record({ scheme: fc.constantFrom('host', 'serial', 'mqtt-client'), value: words }),
  fc.record({ scheme: fc.constant('mac'), value: fc.constantFrom('00-1B-44-11-3A-B7', '001b.4411.3ab8') }),
)

/** Values for the attributes that are worth trying, by section; each may also stand with several sources. */
const values: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  zones: {
    name: words,
    layer: fc.constantFrom('field', 'outside'),
    targetLevel: fc.integer({ min: 0, max: 4 }),
    networks: fc.constantFrom('10.0.0.0/8', '10.1.2.3/16', '2001:db8::/32'),
    place,
  },
  conduits: {
    from: ids,
    to: ids,
    sources: ids,
    protocol: words,
    ports: fc.record({ from: fc.integer({ min: 0, max: 65535 }), to: fc.integer({ min: 0, max: 65535 }) }),
  },
  assets: {
    name: words,
    kind: fc.constantFrom(...assetKindNames),
    zone: ids,
    identifiers: identifier,
    place,
    safety: fc.boolean(),
    installed: fc.constantFrom('2020-02-29', '2031-12-31'),
  },
  organisations: {
    name: words,
    contacts: fc.record({ role: words, mail: words }, { requiredKeys: ['role'] }),
    reachesZones: ids,
  },
  services: {
    name: words,
    kind: fc.constantFrom(...serviceKindNames),
    people: fc.nat(100000),
    buffer: hours,
    fallback,
  },
  dependencies: { dependent: party, suppliers: party, needed: fc.integer({ min: 1, max: 9 }), buffer: hours, fallback },
  cells: {
    people: fc.nat(100000),
    services: ids,
    sites: fc.record({ kind: fc.constantFrom('school', 'hospital'), name: words }),
    area: place,
  },
  holdings: { name: words, keptOn: ids, personal: fc.boolean(), persons: fc.nat(100000) },
}

const by = fc.record(
  {
    source: fc.constantFrom('a', 'b', 'c'),
    time: fc.nat(20),
    confidence: fc.constantFrom('declared', 'observed', 'imported', 'assumed'),
    until: fc.nat(40),
  },
  { requiredKeys: ['source', 'time', 'confidence'] },
)

const statements = (value: fc.Arbitrary<unknown>) =>
  fc.array(
    fc.tuple(value, by).map(([value, by]) => ({ value, ...by })),
    { maxLength: 5 },
  )

/** Raw records of all sections, as the JSON form has them; ids are few, so that records meet. */
export const rawRecords: fc.Arbitrary<Record<string, { id: string; said: unknown }[]>> = fc.record(
  Object.fromEntries(
    sectionNames.map((section) => {
      const said = fc.record(
        Object.fromEntries(Object.entries(values[section] ?? {}).map(([name, value]) => [name, statements(value)])),
        { requiredKeys: [] },
      )
      return [section, fc.uniqueArray(fc.record({ id: ids, said }), { maxLength: 3, selector: ({ id }) => id })]
    }),
  ),
)

/** The same, read. */
export const records = rawRecords.map((raw) =>
  Object.fromEntries(
    sectionNames.map((section) => [
      section,
      (raw[section] ?? []).map((one) => {
        const refusals = noRefusals()
        const entry = readEntry(schemaOf(section), one, '', refusals)
        if (entry === undefined) throw new Error(JSON.stringify(refusals.list))
        return entry as AnyEntry
      }),
    ]),
  ),
)
