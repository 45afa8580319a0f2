import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Colours } from './colours.ts'
import type { Area, Drawing } from './drawing.ts'
import { isOdd } from './things.ts'

/** Things above which near ones become one mark. */
export const mostSingle = 2000

type Features = Exclude<GeoJSONSourceSpecification['data'], string>

/** What is drawn, as GeoJSON (RFC 7946), by source. */
export function featuresOf(drawing: Drawing): Readonly<Record<'ground' | 'zones' | 'lines' | 'things', Features>> {
  return {
    ground: areas(drawing.ground),
    zones: areas(drawing.zones),
    lines: collection(
      drawing.lines.map((line) => feature({ type: 'LineString', coordinates: line.map(([x, y]) => [x, y]) }, {})),
    ),
    things: collection(
      drawing.things.map(({ id, at: [x, y], state, ...thing }) =>
        feature(
          { type: 'Point', coordinates: [x, y] },
          { id, state, odd: isOdd({ state, ...thing, id, at: [x, y] }) ? 1 : 0 },
        ),
      ),
    ),
  }
}

export function chosenFeature(at: readonly [number, number] | undefined): Features {
  return collection(at === undefined ? [] : [feature({ type: 'Point', coordinates: [at[0], at[1]] }, {})])
}

/** The style: grey ground, grey things, colour only for what is abnormal. No glyph server: figures are of a local font. */
export function styleOf(drawing: Drawing, colours: Colours, heaped: boolean): StyleSpecification {
  const { ground, zones, lines, things } = featuresOf(drawing)
  const plain = (data: Features): GeoJSONSourceSpecification => ({ type: 'geojson', data })
  return {
    version: 8,
    sources: {
      ground: plain(ground),
      zones: plain(zones),
      lines: plain(lines),
      chosen: plain(chosenFeature(undefined)),
      things: {
        type: 'geojson',
        data: things,
        cluster: heaped,
        clusterRadius: 48,
        clusterMaxZoom: 15,
        clusterProperties: { odd: ['+', ['get', 'odd']] },
      },
    },
    layers: layersOf(colours),
  }
}

export function layersOf(colours: Colours): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': colours.land } },
    {
      id: 'ground',
      type: 'fill',
      source: 'ground',
      paint: { 'fill-color': colours.block, 'fill-outline-color': colours.street },
    },
    {
      id: 'zone',
      type: 'line',
      source: 'zones',
      paint: { 'line-color': colours['line-2'], 'line-width': 1.2, 'line-dasharray': [4, 3] },
    },
    { id: 'main', type: 'line', source: 'lines', paint: { 'line-color': colours['line-2'], 'line-width': 1.6 } },
    {
      id: 'heap',
      type: 'circle',
      source: 'things',
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': colours.panel,
        'circle-radius': ['+', 9, ['*', 4, ['log10', ['get', 'point_count']]]],
        'circle-stroke-color': ['case', ['>', ['get', 'odd'], 0], colours.high, colours['ink-3']],
        'circle-stroke-width': ['case', ['>', ['get', 'odd'], 0], 2, 1],
      },
    },
    {
      id: 'thing',
      type: 'circle',
      source: 'things',
      filter: ['!', ['has', 'point_count']],
      paint: {
        'circle-color': [
          'match',
          ['get', 'state'],
          'misfit',
          colours['med-fill'],
          'undeclared',
          colours.panel,
          colours.normal,
        ],
        'circle-radius': ['match', ['get', 'state'], 'usual', 3.5, 5],
        'circle-stroke-color': ['match', ['get', 'state'], 'usual', colours.panel, colours.med],
        'circle-stroke-width': ['match', ['get', 'state'], 'usual', 0.8, 1.6],
      },
    },
    {
      id: 'number',
      type: 'symbol',
      source: 'things',
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': ['sans-serif'],
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': colours.ink },
    },
    {
      id: 'chosen',
      type: 'circle',
      source: 'chosen',
      paint: {
        'circle-color': 'rgba(0, 0, 0, 0)',
        'circle-radius': 11,
        'circle-stroke-color': colours.you,
        'circle-stroke-width': 2.5,
      },
    },
  ]
}

function areas(all: readonly Area[]): Features {
  return collection(
    all.map(({ name, around }) => {
      const ring = around.map(([x, y]) => [x, y])
      const [first] = ring
      return feature({ type: 'Polygon', coordinates: [first === undefined ? ring : [...ring, first]] }, { name })
    }),
  )
}

function collection(features: readonly object[]): Features {
  return { type: 'FeatureCollection', features } as Features
}

function feature(geometry: object, properties: object) {
  return { type: 'Feature', properties, geometry }
}
