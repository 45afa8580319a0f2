import { type AnyRoute, route } from '@tocsin/capability'
import { members, type Software, shown } from '@tocsin/city'
import { type AssetId, TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { folded, sortedText } from '../table/row.ts'
import { recordId } from './shapes.ts'
import { sightOf } from './visible.ts'

const input = z.object({
  asset: recordId,
  /** Part of a name, version, CPE or package URL, in any case of letters. */
  find: z.string().trim().max(200).optional(),
  from: z.coerce.number().int().min(0).max(100_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
const softwareShape = z.object({
  /** Of how many that answer these are some. */
  count: z.number(),
  /** Components that its bill of materials lists beyond what is kept. */
  beyond: z.number(),
  software: z.array(
    z.object({
      name: z.string(),
      version: z.string().nullable(),
      cpe: z.string().nullable(),
      purl: z.string().nullable(),
      source: z.string(),
      /** When it was said, milliseconds since the epoch. */
      time: z.number(),
    }),
  ),
})

/** What is installed on a thing, by its bill of materials. */
export function softwareRoutes(keeper: () => CityKeeper): readonly AnyRoute[] {
  return [
    route<z.infer<typeof input>, z.infer<typeof softwareShape>>({
      method: 'GET',
      path: '/city/assets/:asset/software',
      permission: 'city.read',
      input,
      output: softwareShape,
      says: 'The software of one asset by name, a page at a time: what its bill of materials lists.',
      handle: async ({ input: { asset: id, find = '', from, limit }, ...request }) => {
        const city = keeper().city()
        const asset = city.assets.get(id as AssetId)
        if (asset === undefined || !sightOf(city, request).asset(asset)) {
          throw new TocsinError('not-found', `There is no asset ${id}`, { where: id, fix: 'Look for it in the list' })
        }
        const needle = folded(find)
        const found = members(asset.said.software, city.time)
          .filter(({ value }) => needle === '' || folded(textOf(value)).includes(needle))
          .map((one) => ({ key: sortedText(`${one.value.name} ${one.value.version ?? ''}`), one }))
          .sort((a, b) => (a.key < b.key ? -1 : 1))
        return {
          count: found.length,
          beyond: shown(asset.said.softwareBeyond, city.time)?.value ?? 0,
          software: found.slice(from, from + limit).map(({ one: { value, source, time } }) => ({
            ...{ name: value.name, version: value.version ?? null, cpe: value.cpe ?? null, purl: value.purl ?? null },
            ...{ source, time },
          })),
        }
      },
    }),
  ]
}

function textOf({ name, version = '', cpe = '', purl = '' }: Software): string {
  return `${name} ${version}\n${cpe}\n${purl}`
}
