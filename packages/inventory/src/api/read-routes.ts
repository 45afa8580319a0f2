import { type AnyRoute, route } from '@tocsin/capability'
import { type Asset, assetKindDefaults, type City, sectionNames, shown } from '@tocsin/city'
import { type AssetId, observableOf, parseObservableKey, TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { historyOf, versionsOf } from '../keeper/city.repository.ts'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { identifierIndex } from '../recognise/identifier-index.ts'
import type { Asked } from '../table/asked.ts'
import { listed } from '../table/select.ts'
import type { CityTable } from '../table/table.ts'
import { assetView, attributesOf, stakesOf } from './asset-view.ts'
import { exportForms, openExports } from './exports.ts'
import { problemsOf, questionsOf } from './once.ts'
import {
  assetDetailShape,
  assetsInput,
  assetsShape,
  choicesShape,
  overviewShape,
  problemsShape,
  questionShape,
  recognisedShape,
  recogniseInput,
  recordId,
  versionShape,
} from './shapes.ts'
import { suppliesOf } from './supply-view.ts'
import { sightOf } from './visible.ts'

const exportInput = z.object({ form: z.enum(exportForms).default('json'), after: z.string().max(60).optional() })
const exportShape = z.object({ text: z.string(), next: z.string().nullable() })

/** The routes that show the city. */
export function readRoutes(keeper: () => CityKeeper, table: CityTable): readonly AnyRoute[] {
  const exports = openExports()
  return [
    route<object, z.infer<typeof overviewShape>>({
      method: 'GET',
      path: '/city',
      permission: 'city.read',
      input: z.object({}),
      output: overviewShape,
      says: 'How much is known of the city, and what nobody said yet.',
      handle: async (request) => {
        const city = keeper().city()
        const sight = sightOf(city, request)
        const assets = [...city.assets.values()].filter(sight.asset)
        const without = (name: 'kind' | 'zone' | 'owner' | 'place' | 'identifiers') =>
          assets.filter(({ said }) => (said[name] ?? []).length === 0).length
        return {
          number: keeper().number(),
          counts: Object.fromEntries(
            sectionNames.map((section) => [
              section,
              section === 'assets'
                ? assets.length
                : section === 'services'
                  ? [...city.services.values()].filter(sight.service).length
                  : sight.everything
                    ? city[section].size
                    : 0,
            ]),
          ),
          kinds: kindsOf(assets, city.time),
          without: {
            kind: without('kind'),
            zone: without('zone'),
            owner: without('owner'),
            place: without('place'),
            identifiers: without('identifiers'),
          },
          problems: sight.everything ? problemsOf(city).count : 0,
          questions: questionsOf(city).filter(({ service }) => isSeen(city.services.get(service), sight.service))
            .length,
        }
      },
    }),
    route<z.infer<typeof assetsInput>, z.infer<typeof assetsShape>>({
      method: 'GET',
      path: '/city/assets',
      permission: 'city.read',
      input: assetsInput,
      output: assetsShape,
      says: 'Assets, in the order of their ids, by text, kind, zone, owner, and by what nobody said of them.',
      handle: async ({ input, ...request }) => {
        const { q, kind, zone, owner, unknown, conflicting, after, limit } = input
        const one = (value: string | undefined) => (value === undefined ? undefined : [value])
        const asked: Asked = {
          q,
          ...{ kind: one(kind), zone: one(zone), owner: one(owner), unknown: one(unknown) },
          odd: conflicting === undefined ? undefined : ['conflicting'],
        }
        return table.read('id', (all) => {
          const { assets, count, more } = listed(all, sightOf(all.city, request), asked, after, limit)
          return {
            assets: assets.map((asset) => assetView(all.city, asset)),
            count,
            next: more ? (assets.at(-1)?.id ?? null) : null,
          }
        })
      },
    }),
    route<{ asset: string }, z.infer<typeof assetDetailShape>>({
      method: 'GET',
      path: '/city/assets/:asset',
      permission: 'city.read',
      input: z.object({ asset: recordId }),
      output: assetDetailShape,
      says: 'One asset: who says what of it, whom its loss hurts, and when it was changed.',
      handle: async ({ input, scope, ...request }, host) => {
        const city = keeper().city()
        const sight = sightOf(city, { scope, ...request })
        const asset = city.assets.get(input.asset as AssetId)
        if (asset === undefined || !sight.asset(asset)) throw unknownAsset(input.asset)
        return {
          asset: assetView(city, asset),
          attributes: attributesOf(city, asset),
          stakes: stakesOf(city, [asset.id], sight),
          supplies: suppliesOf(city, { kind: 'asset', id: asset.id }, sight),
          history: await historyOf(host.state, scope, 'assets', asset.id),
        }
      },
    }),
    route<object, z.infer<typeof choicesShape>>({
      method: 'GET',
      path: '/city/choices',
      permission: 'city.manage',
      input: z.object({}),
      output: choicesShape,
      says: 'The zones and organisations that something may be said to be of, by name.',
      handle: async () => {
        const city = keeper().city()
        const named = (table: City['zones'] | City['organisations']) =>
          [...table.values()]
            .map(({ id, said }) => ({ id: String(id), name: shown(said.name, city.time)?.value ?? id }))
            .sort((a, b) => (a.name < b.name ? -1 : 1))
        return { zones: named(city.zones), organisations: named(city.organisations) }
      },
    }),
    route<z.infer<typeof recogniseInput>, z.infer<typeof recognisedShape>>({
      method: 'GET',
      path: '/city/recognise',
      permission: 'city.read',
      input: recogniseInput,
      output: recognisedShape,
      says: 'Which assets hosts, accounts, addresses and devices are, and whom it hurts when they are lost together.',
      handle: async ({ input, ...request }) => {
        const city = keeper().city()
        const sight = sightOf(city, request)
        const index = identifierIndex(city)
        const lost = new Set<AssetId>()
        const recognised = input.observables.map((key) => {
          const said = parseObservableKey(key)
          const observable = said === undefined ? undefined : observableOf(said.kind, said.value)
          const ids = observable === undefined ? [] : index.assetsOf(observable)
          const assets = ids.flatMap((id) => city.assets.get(id) ?? []).filter(sight.asset)
          for (const { id } of assets) lost.add(id)
          return { observable: key, assets: assets.map((one) => assetView(city, one)) }
        })
        return { recognised, stakes: stakesOf(city, [...lost], sight) }
      },
    }),
    route<object, { questions: z.infer<typeof questionShape>[] }>({
      method: 'GET',
      path: '/city/questions',
      permission: 'city.read',
      input: z.object({}),
      output: z.object({ questions: z.array(questionShape) }),
      says: 'What nobody said of services, in the order in which an answer would change the harm most.',
      handle: async (request) => {
        const city = keeper().city()
        const sight = sightOf(city, request)
        const open = questionsOf(city).filter(({ service }) => isSeen(city.services.get(service), sight.service))
        return { questions: open.slice(0, 200).map(({ service, about, words }) => ({ service, about, words })) }
      },
    }),
    route<object, z.infer<typeof problemsShape>>({
      method: 'GET',
      path: '/city/problems',
      permission: 'city.manage',
      input: z.object({}),
      output: problemsShape,
      says: 'What cannot be as it is said: dangling references, rings, identifiers claimed twice, overlapping networks.',
      handle: async () => {
        const { problems, count } = problemsOf(keeper().city())
        return { problems: [...problems], count }
      },
    }),
    route<{ before: number; limit: number }, { versions: z.infer<typeof versionShape>[] }>({
      method: 'GET',
      path: '/city/versions',
      permission: 'city.manage',
      input: z.object({
        before: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ versions: z.array(versionShape) }),
      says: 'The changes of the city, the newest first.',
      handle: async ({ input, scope }, host) => ({
        versions: await versionsOf(host.state, scope, input.before, input.limit),
      }),
    }),
    route<z.infer<typeof exportInput>, z.infer<typeof exportShape>>({
      method: 'GET',
      path: '/city/export',
      permission: 'city.manage',
      input: exportInput,
      output: exportShape,
      says: 'The whole city with every statement as canonical JSON, or its assets as CSV or GeoJSON, a page of about 1 MiB at a time.',
      audited: true,
      audit: {
        act: 'city.export',
        // Its first page is the export; the others follow from it.
        note: ({ form, after }) => (after === undefined ? { about: form } : undefined),
      },
      handle: async ({ input: { form, after } }, host) =>
        after === undefined ? exports.begin(keeper().city(), form, host.now()) : exports.page(after, host.now()),
    }),
  ]
}

function kindsOf(assets: readonly Asset[], time: number): z.infer<typeof overviewShape>['kinds'] {
  const counts = new Map<string | null, number>()
  for (const { said } of assets) {
    const kind = shown(said.kind, time)?.value ?? null
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, words: kind === null ? null : assetKindDefaults(kind as never).words, count }))
    .sort((a, b) => b.count - a.count)
}

function isSeen<Record>(record: Record | undefined, sees: (record: Record) => boolean): boolean {
  return record !== undefined && sees(record)
}

function unknownAsset(id: string): TocsinError {
  return new TocsinError('not-found', `There is no asset ${id}`, {
    where: id,
    fix: 'Look for it in the list of assets',
  })
}
