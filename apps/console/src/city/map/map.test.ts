import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import type { Flow } from '../segmentation-api.ts'
import { marksOf, mostSingle } from './clusters.ts'
import { drawingOf } from './drawing.ts'
import { thingArcs, zoneArcs } from './flow-arcs.ts'
import { labelsOf } from './labels.ts'
import {
  boxAround,
  boxOf,
  boxText,
  fitted,
  movedBy,
  positionOf,
  projection,
  readBox,
  worldOf,
  zoomedAt,
} from './mercator.ts'
import type { Places } from './places-api.ts'
import { thingsOf, wantedOf } from './things.ts'

const size = { width: 800, height: 600 }
const nameOf = (kind: string | undefined) => kind ?? 'unknown'

/** A city of things in a row, every second without a place where `placed` says so. */
function city(count: number, placed: 'all' | 'half' | 'none' = 'all'): Places {
  const numbers = Array.from({ length: count }, (_, n) => n)
  const has = (n: number) => placed === 'all' || (placed === 'half' && n % 2 === 0)
  return {
    number: 1,
    count,
    kinds: ['pump', 'camera'],
    zones: [
      { id: 'water', name: 'Eau', around: null },
      { id: 'video', name: 'Vidéo', around: null },
    ],
    assets: {
      ids: numbers.map((n) => `thing-${n}`),
      names: numbers.map((n) => (n === 3 ? 'École du Quai' : `Thing ${n}`)),
      kinds: numbers.map((n) => n % 2),
      zones: numbers.map((n) => n % 2),
      at: numbers.flatMap((n) => (has(n) ? [230_000 + n * 7, 4_880_000 + (n % 50) * 11] : [null, null])),
    },
    states: { misfit: [5], undeclared: [4] },
    shapes: [],
    cells: [],
    services: [{ id: 'drinking', name: 'Drinking water', kind: 'water', assets: [0, 2] }],
  }
}

const position = fc.tuple(
  fc.double({ min: -179, max: 179, noNaN: true }),
  fc.double({ min: -80, max: 80, noNaN: true }),
)

property.prop([position])('a position comes back from the plane that it was laid on', (at) => {
  const [x, y] = positionOf(worldOf(at))
  expect(x).toBeCloseTo(at[0], 6)
  expect(y).toBeCloseTo(at[1], 6)
})

property.prop([position, fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 600 })])(
  'what lies under the pointer stays there when a map comes closer',
  (at, px, py) => {
    const view = { at, zoom: 9 }
    const under = movedBy(view, px - 400, py - 300).at
    const [x, y] = projection(zoomedAt(view, 1.3, size, px, py), size)(under)
    expect(Math.hypot(x - px, y - py)).toBeLessThan(1)
  },
)

test('a box that fills a picture is inside of what it shows, and survives an address', () => {
  const box = [2.3, 48.8, 2.4, 48.9] as const
  const [west, south, east, north] = boxOf(fitted(box, size), size)
  expect(west < 2.3 && south < 48.8 && east > 2.4 && north > 48.9).toBe(true)
  expect(readBox(boxText(box))).toEqual(box)
  for (const bad of [undefined, '', '1,2,3', '1,2,3,4,5', '3,2,1,4', 'a,b,c,d', '0,0,999,1', '1,,2,3']) {
    expect(readBox(bad)).toBeUndefined()
  }
})

test('what is abnormal stands first: incidents by severity, then what does not fit, then what nobody declared', () => {
  const places = city(10)
  const things = thingsOf(
    places,
    new Map([
      ['thing-7', 'low'],
      ['thing-8', 'critical'],
    ]),
  )
  expect(
    wantedOf(places, things, {})
      .slice(0, 5)
      .map(({ id }) => id),
  ).toEqual(['thing-8', 'thing-7', 'thing-5', 'thing-4', 'thing-0'])
})

test('things are found without case and accents, by zone, kind and service', () => {
  const places = city(10)
  const things = thingsOf(places, new Map())
  const ids = (wanted: Parameters<typeof wantedOf>[2]) => wantedOf(places, things, wanted).map(({ id }) => id)
  expect(ids({ q: 'ECOLE' })).toEqual(['thing-3'])
  expect(ids({ service: 'drinking' })).toEqual(['thing-0', 'thing-2'])
  expect(ids({ zone: 'video', kind: 'camera' })).toHaveLength(5)
  expect(ids({ zone: 'video', kind: 'pump' })).toEqual([])
  expect(ids({ zone: 'nowhere' })).toEqual([])
})

test('where nothing has coordinates, everything stands in a block of its zone, and no two in one place', () => {
  const places = city(60, 'none')
  const things = thingsOf(places, new Map())
  const drawing = drawingOf(places, things, things, nameOf, 'place')
  expect(drawing.schematic).toBe(true)
  expect(drawing.ground.map(({ name }) => name).sort()).toEqual(['Eau', 'Vidéo'])
  expect(new Set(drawing.things.map(({ at }) => at.join())).size).toBe(60)
  for (const { at, zone } of drawing.things) {
    const block = boxAround(drawing.ground.find(({ name }) => name === places.zones[zone]?.name)?.around ?? [])
    expect(block !== undefined && at[0] > block[0] && at[0] < block[2] && at[1] > block[1] && at[1] < block[3]).toBe(
      true,
    )
  }
})

test('what has no place is not drawn where others have one, and filters do not move the ground', () => {
  const places = city(60, 'half')
  const things = thingsOf(places, new Map())
  const all = drawingOf(places, things, things, nameOf, 'place')
  expect([all.schematic, all.things.length]).toEqual([false, 30])
  expect(drawingOf(places, things, things.slice(0, 4), nameOf, 'place').box).toEqual(all.box)
})

test('ten thousand things are few marks, and each is counted once', () => {
  const places = city(10_000)
  const things = thingsOf(places, new Map())
  const { things: placed, box } = drawingOf(places, things, things, nameOf, 'place')
  const view = fitted(box ?? [0, 0, 1, 1], size)
  const marks = marksOf(placed, view, size)
  expect(marks.length).toBeLessThan(mostSingle)
  expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
  expect(marks.reduce((sum, { odd }) => sum + odd, 0)).toBe(2)
})

test('parts of a quarter share its name, and names do not lie over each other', () => {
  const around = (x: number) =>
    [
      [x, 0],
      [x + 200, 0],
      [x + 200, 90],
      [x, 90],
    ] as const
  const ground = [1, 2, 3].map((part) => ({ name: `Les Salines ${part}`, around: around(part * 150) }))
  const plane = (at: readonly [number, number]) => at
  const same = { name: 'Salines Sud', around: around(300) }
  const drawing = { ground: [...ground, same], zones: [], schematic: false }
  const labels = labelsOf(drawing, plane, size, [])
  expect(labels).toMatchObject([{ name: 'Les Salines' }, { name: 'Salines Sud' }])
  expect(Math.abs((labels[0]?.y ?? 0) - (labels[1]?.y ?? 0))).toBeGreaterThan(18)
})

test('a name stands beside a mark, not over its number, and is left out where marks leave no room', () => {
  const around = [
    [200, 200],
    [400, 200],
    [400, 300],
    [200, 300],
  ] as const
  const drawing = { ground: [{ name: 'Les Dunes', around }], zones: [], schematic: false }
  const [thing] = thingsOf(city(1), new Map())
  const mark = (x: number, y: number) => ({
    ...{ x, y, count: 100, odd: 0 },
    thing: { ...(thing ?? expect.fail('no thing')), at: [0, 0] as const },
  })
  const plane = (at: readonly [number, number]) => at
  const [label] = labelsOf(drawing, plane, size, [mark(300, 250)])
  expect(Math.abs((label?.y ?? 250) - 250)).toBeGreaterThan(17)
  const full = Array.from({ length: 100 }, (_, n) => mark(200 + (n % 10) * 20, 180 + Math.floor(n / 10) * 20))
  expect(labelsOf(drawing, plane, size, full)).toEqual([])
})

test('no two marks lie over each other', () => {
  const places = city(10_000)
  const { things, box } = drawingOf(places, thingsOf(places, new Map()), thingsOf(places, new Map()), nameOf, 'zone')
  const marks = marksOf(things, fitted(box ?? [0, 0, 1, 1], size), size)
  for (const [n, a] of marks.entries()) {
    for (const b of marks.slice(n + 1)) {
      expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(9 + 4 * Math.log10(a.count) + 9)
    }
  }
})

test('flows are lines from zone to zone, those without a conduit first; a zone that nothing is drawn of has none', () => {
  const places = city(10)
  const { things } = drawingOf(places, thingsOf(places, new Map()), thingsOf(places, new Map()), nameOf, 'place')
  const pair = (from: string, to: string, meant: number, without: number) => ({
    ...{ from, to, meant, without },
    conduits: [],
    within: 0,
  })
  const pairs = [pair('water', 'video', 3, 0), pair('video', 'water', 1, 2), pair('water', 'water', 9, 0)]
  const arcs = zoneArcs(
    [...pairs, pair('water', 'elsewhere', 4, 0), pair('video', 'video', 0, 0)],
    places.zones,
    things,
  )
  expect(arcs.map(({ key, count, without }) => [key, count, without])).toEqual([
    ['video water', 3, 2],
    ['water video', 3, 0],
  ])
  expect(arcs[0]?.start).toEqual(arcs[1]?.end)
  expect(zoneArcs(pairs, places.zones, [])).toEqual([])
})

test('flows of a chosen thing are lines to other things, one for each direction', () => {
  const places = city(10, 'half')
  const { things } = drawingOf(places, thingsOf(places, new Map()), thingsOf(places, new Map()), nameOf, 'place')
  const flow = (from: string | null, to: string | null, judged: 'meant' | 'without'): Flow => ({
    from: { end: '10.0.0.1', asset: from, assetName: from },
    to: { end: '10.0.0.2', asset: to, assetName: to },
    ...{ transport: 'tcp', port: 502, app: 'modbus', bytes: 1, judged, first: 1, last: 2, count: 1 },
  })
  const flows = [
    flow('thing-0', 'thing-2', 'meant'),
    flow('thing-0', 'thing-2', 'without'),
    flow('thing-2', 'thing-0', 'meant'),
    // Without a place, of nobody, and of others.
    flow('thing-0', 'thing-1', 'meant'),
    flow('thing-0', null, 'meant'),
    flow('thing-4', 'thing-6', 'meant'),
  ]
  expect(thingArcs(flows, things, 'thing-0').map(({ key, count, without }) => [key, count, without])).toEqual([
    ['thing-0 thing-2', 2, 1],
    ['thing-2 thing-0', 1, 0],
  ])
})
