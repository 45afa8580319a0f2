import { type AnyRoute, type Host, type RouteRequest, route } from '@tocsin/capability'
import { assetKindDefaults, assetKindNames, type City, type OddName, oddNames, shown } from '@tocsin/city'
import { type AssetId, type TocsinError as Failure, TocsinError, type ZoneId } from '@tocsin/kit'
import type { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import type { Learner } from '../learn/learner.ts'
import { misfitKinds } from '../learn/learnt.repository.ts'
import { type FacetName, facetNames, unsaid } from '../table/asked.ts'
import { csvHead, csvLine } from '../table/csv.ts'
import { editOf, mostEdited } from '../table/edit.ts'
import type { Evidence } from '../table/evidence.ts'
import { type Answering, allOf, readCursor, select } from '../table/select.ts'
import type { CityTable, OrderName } from '../table/table.ts'
import { assetView } from './asset-view.ts'
import { nameOf } from './name-of.ts'
import { csvInput, csvShape, editedShape, editInput, tableInput, tableShape } from './table-shapes.ts'
import { type Sight, sightOf } from './visible.ts'

/** Values of one facet that are named. */
const mostValues = 60

/** The inventory as a table: narrowed by facets, a page at a time, changed and exported by what is asked. */
export function tableRoutes(keeper: () => CityKeeper, learner: () => Learner, table: CityTable): readonly AnyRoute[] {
  return [
    route<z.infer<typeof tableInput>, z.infer<typeof tableShape>>({
      method: 'GET',
      path: '/city/inventory',
      permission: 'city.read',
      input: tableInput,
      output: tableShape,
      says: 'Assets a page at a time, narrowed by facets, with how many each value of a facet has.',
      handle: async ({ input, ...request }, host) => {
        if (input.after !== undefined && readCursor(input.after) === undefined) throw badCursor()
        const evidence = await evidenceOf(learner(), host, request.scope)
        return table.read(orderFor(input.sort), (all) => {
          const { city } = all
          const { rows, count, next, facets } = select(all, sightOf(city, request), evidence, input, input)
          return {
            assets: rows.map(({ asset, state, odd }) => ({ ...assetView(city, asset), state, odd: [...odd] })),
            count,
            next,
            facets: facetNames.map((name) => facetView(city, name, facets[name])),
          }
        })
      },
    }),
    route<z.infer<typeof csvInput>, z.infer<typeof csvShape>>({
      method: 'GET',
      path: '/city/inventory/csv',
      permission: 'city.read',
      input: csvInput,
      output: csvShape,
      audited: true,
      audit: { act: 'city.list', note: (_, output) => (output === undefined ? {} : { rows: output.rows }) },
      says: 'The assets that answer, as lines of a CSV list, some thousand at a time, by name.',
      handle: async ({ input, ...request }, host) => {
        if (input.after !== undefined && readCursor(input.after) === undefined) throw badCursor()
        const evidence = await evidenceOf(learner(), host, request.scope)
        return table.read('name', (all) => {
          const sight = sightOf(all.city, request)
          const { rows, next } = select(all, sight, evidence, input, { ...input, sort: 'name' })
          const lines = rows.map((row) => csvLine(all.city, row))
          return { csv: `${input.after === undefined ? csvHead : ''}${lines.join('')}`, rows: rows.length, next }
        })
      },
    }),
    route<z.infer<typeof editInput>, z.infer<typeof editedShape>>({
      method: 'POST',
      path: '/city/inventory/edit',
      permission: 'city.manage',
      input: editInput,
      output: editedShape,
      says: 'Says something of many assets at once: what it would change, and, with `apply`, changes it. One version, so that it can be undone.',
      audit: {
        act: 'city.edit',
        note: ({ values, apply }, output) => ({
          about: `${apply ? '' : 'preview: '}${Object.keys(values).join(', ')}`,
          ...(output === undefined ? {} : { rows: output.changed }),
        }),
      },
      handle: async ({ input: { about, values, until, apply, expects }, who, ...request }, host) => {
        const evidence = await evidenceOf(learner(), host, request.scope)
        const { city, rows } = await table.read('name', (all) => {
          const sight = sightOf(all.city, request)
          const rows =
            'assets' in about ? named(all.city, sight, about.assets) : allOf(all, sight, evidence, about.query)
          return { city: all.city, rows }
        })
        if (rows.length > mostEdited) throw tooMany(rows.length)
        if (apply && expects !== undefined && expects !== rows.length) throw otherNumber(expects, rows.length)
        const by = {
          source: `operator:${who}`.slice(0, 200),
          time: host.now(),
          confidence: 'declared' as const,
          ...(until === undefined ? {} : { until }),
        }
        const { records, changed, changes } = editOf(city, rows, values, by)
        const what = `${rows.length} assets: ${Object.keys(values).join(', ')}`.slice(0, 200)
        const made = apply ? await keeper().apply(records, { who, kind: 'record', about: what }) : undefined
        return {
          version: made?.number ?? null,
          count: rows.length,
          changed,
          changes: changes.map((one) => ({ ...one, fields: [...one.fields] })),
        }
      },
    }),
  ]
}

async function evidenceOf(learner: Learner, host: Host, scope: RouteRequest<unknown>['scope']): Promise<Evidence> {
  const misfits = new Map<string, OddName[]>()
  for (const { asset, kind } of await misfitKinds(host.state, scope)) {
    const odd = oddNames.find((one) => one === kind)
    if (odd === undefined) continue
    const known = misfits.get(asset)
    if (known === undefined) misfits.set(asset, [odd])
    else known.push(odd)
  }
  return { misfits, isSeen: (asset) => learner.isSeen(asset) }
}

function named(city: City, sight: Sight, ids: readonly string[]): readonly Pick<Answering, 'asset' | 'name'>[] {
  return [...new Set(ids)].map((id) => {
    const asset = city.assets.get(id as AssetId)
    if (asset !== undefined && sight.asset(asset)) return { asset, name: nameOf(city, asset.id) }
    throw new TocsinError('not-found', `There is no asset ${id}`, { where: id, fix: 'Choose anew from the list' })
  })
}

function orderFor(sort: z.infer<typeof tableInput>['sort']): OrderName {
  return sort === 'id' || sort === '-id' ? 'id' : 'name'
}

function facetView(city: City, name: FacetName, counts: ReadonlyMap<string, number>) {
  const all = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
  return {
    name,
    values: all.slice(0, mostValues).map(([value, count]) => ({ value, name: nameOfValue(city, name, value), count })),
    more: Math.max(0, all.length - mostValues),
  }
}

function nameOfValue(city: City, facet: FacetName, value: string): string | null {
  if (value === unsaid) return null
  if (facet === 'zone') return shown(city.zones.get(value as ZoneId)?.said.name, city.time)?.value ?? null
  if (facet === 'owner') return shown(city.organisations.get(value as never)?.said.name, city.time)?.value ?? null
  const kind = facet === 'kind' ? assetKindNames.find((one) => one === value) : undefined
  return kind === undefined ? null : assetKindDefaults(kind).words.en
}

function badCursor(): Failure {
  return new TocsinError('bad-cursor', 'This is not the end of a page of assets', {
    where: 'after',
    fix: 'Give the `next` of the page before, or leave `after` out to begin again',
  })
}

function tooMany(count: number): Failure {
  return new TocsinError('too-many', `${count} assets are more than one change may be about`, {
    where: 'about',
    fix: `Narrow the list to ${mostEdited} at most`,
  })
}

function otherNumber(expected: number, found: number): Failure {
  return new TocsinError('city-conflict', `${found} assets answer now, ${expected} did when it was looked at`, {
    where: 'expects',
    fix: 'Look at what it would change once more',
  })
}
