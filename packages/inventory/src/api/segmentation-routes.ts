import { type AnyRoute, route } from '@tocsin/capability'
import { type City, type Conduit, members, shown, type Zone } from '@tocsin/city'
import type { ZoneId } from '@tocsin/kit'
import { isVisible } from '@tocsin/store'
import { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { type ZoneMode, zoneModeNames } from '../learn/conduits.ts'
import type { Learner } from '../learn/learner.ts'
import { type Sight, sightOf } from './visible.ts'

const level = z.number().nullable()
export const segmentationShape = z.object({
  zones: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      layer: z.string().nullable(),
      /** IEC 62443-3-3: the level that is asked for, and the one that is reached, 0 to 4. */
      targetLevel: level,
      achievedLevel: level,
      assets: z.number(),
      mode: z.enum(zoneModeNames),
    }),
  ),
  /** Pairs of zones, the one that begins first: what is meant between them, and what was seen. */
  pairs: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      conduits: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          protocol: z.string().nullable(),
          ports: z.array(z.object({ from: z.number(), to: z.number() })),
          encryption: z.string().nullable(),
        }),
      ),
      /** Rows of the flow matrix: within one zone, with a conduit, and without. */
      within: z.number(),
      meant: z.number(),
      without: z.number(),
    }),
  ),
})
type Segmentation = z.infer<typeof segmentationShape>
type Pair = Segmentation['pairs'][number]

/** Zones from the world to the field: who reads rows down goes from where attacks come to where they hurt. */
const layers = ['outside', 'public', 'perimeter', 'enterprise', 'operations', 'control', 'field', 'safety']

/** What is meant between zones against what was seen. */
export function segmentationRoutes(keeper: () => CityKeeper, learner: () => Learner): readonly AnyRoute[] {
  return [
    route<object, Segmentation>({
      method: 'GET',
      path: '/city/segmentation',
      permission: 'city.read',
      input: z.object({}),
      output: segmentationShape,
      says: 'Zones against zones: the conduits that are meant between them, and the flows that were seen. Of the zones that one sees.',
      handle: async ({ scope, ...request }) => {
        const city = keeper().city()
        const sight = sightOf(city, { scope, ...request })
        const standing = assetsByZone(city, sight)
        const seen = (zone: ZoneId | undefined): zone is ZoneId =>
          zone !== undefined && city.zones.has(zone) && (sight.everything || standing.has(zone))
        const pairs = new Map<string, Pair>()
        const pairOf = (from: string, to: string): Pair => {
          const key = `${from}\n${to}`
          const made = pairs.get(key) ?? { from, to, conduits: [], within: 0, meant: 0, without: 0 }
          pairs.set(key, made)
          return made
        }
        for (const conduit of city.conduits.values()) {
          const [from, to] = [shown(conduit.said.from, city.time)?.value, shown(conduit.said.to, city.time)?.value]
          if (seen(from) && seen(to)) pairOf(from, to).conduits.push(conduitOf(city, conduit))
        }
        for (const row of learner().flows.rows()) {
          if (!isVisible(scope, [row.source])) continue
          const { from, to, judged } = learner().judge(row)
          if (judged.kind !== 'unzoned' && seen(from.zone) && seen(to.zone)) pairOf(from.zone, to.zone)[judged.kind]++
        }
        const modes = learner().modes()
        const zones = [...city.zones.values()]
          .filter(({ id }) => seen(id))
          .map((zone) => zoneOf(city, zone, standing.get(zone.id) ?? 0, modes.get(zone.id)?.mode ?? 'learn'))
        return { zones: zones.sort(byLayer), pairs: [...pairs.values()] }
      },
    }),
  ]
}

function assetsByZone(city: City, sight: Sight): ReadonlyMap<ZoneId, number> {
  const standing = new Map<ZoneId, number>()
  for (const asset of city.assets.values()) {
    const zone = sight.asset(asset) ? shown(asset.said.zone, city.time)?.value : undefined
    if (zone !== undefined) standing.set(zone, (standing.get(zone) ?? 0) + 1)
  }
  return standing
}

function conduitOf({ time }: City, { id, said }: Conduit): Pair['conduits'][number] {
  return {
    id,
    name: shown(said.name, time)?.value ?? id,
    protocol: shown(said.protocol, time)?.value ?? null,
    ports: members(said.ports, time).map(({ value }) => value),
    encryption: shown(said.encryption, time)?.value ?? null,
  }
}

function zoneOf({ time }: City, { id, said }: Zone, assets: number, mode: ZoneMode): Segmentation['zones'][number] {
  return {
    id,
    name: shown(said.name, time)?.value ?? id,
    layer: shown(said.layer, time)?.value ?? null,
    targetLevel: shown(said.targetLevel, time)?.value ?? null,
    achievedLevel: shown(said.achievedLevel, time)?.value ?? null,
    assets,
    mode,
  }
}

function byLayer(a: Segmentation['zones'][number], b: Segmentation['zones'][number]): number {
  return layers.indexOf(a.layer ?? '') - layers.indexOf(b.layer ?? '') || (a.name < b.name ? -1 : 1)
}
