import type { CityControl } from '@tocsin/capability'
import type { City } from '@tocsin/city'
import { type FlowMode, maxCityLayers } from '@tocsin/event'
import type { AssetId } from '@tocsin/kit'
import { inBreaths } from '../breath.ts'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { goneAsset, layerAsset, nextEnd, sameToRecognise } from './city-layer.ts'
import { planOf, writePlan } from './plan.ts'
import { type LayerAsset, openLayerWriter } from './write-layer.ts'

/** A version of the city to be named in the log, with what it names that was not named before. In shared memory. */
export interface CityVersion {
  readonly control: CityControl
  readonly contents: readonly (readonly [name: string, bytes: Uint8Array])[]
}

/** Makes versions of the city for the log, as small as what changed. */
export interface CityVersions {
  /**
   * Names the city as it is now, unless that changes nothing of what is recognised. Gives the bytes that were written.
   *
   * @throws what `publish` throws: the same is tried again the next time
   */
  next(): Promise<number>
  close(): void
}

export interface CityVersionsOptions {
  readonly keeper: Pick<CityKeeper, 'city' | 'number' | 'heard'>
  readonly modes: () => ReadonlyMap<string, { readonly mode: FlowMode }>
  /** The name under which the log keeps a content. */
  readonly nameOf: (bytes: Uint8Array) => string
  /** The version that the log names last, where all that it names is there. */
  readonly last: CityControl | undefined
  /** Resolves when the version and what it names are durable. */
  readonly publish: (version: CityVersion) => Promise<void>
}

/**
 * A layer is joined with the one before it while that one is not four times as large: a city of N assets has log4 N layers at
 * most, and what changes once is written as often at most, however the changes come.
 */
const ratio = 4

interface Made {
  readonly name: string
  /** The assets that it speaks of; absent: all that there are. */
  readonly ids?: ReadonlySet<AssetId>
  readonly size: number
}

export function openCityVersions({ keeper, modes, nameOf, last, publish }: CityVersionsOptions): CityVersions {
  let layers: readonly Made[] = []
  let given = last
  let touched = new Set<AssetId>()
  /** When an asset is recognised by something else although nobody changes it. */
  const ends = new Map<AssetId, number>()
  const stop = keeper.heard(({ difference: { assets } }) => {
    for (const { id } of [...assets.added, ...assets.removed]) touched.add(id)
    for (const [from, to] of assets.updated) if (!sameToRecognise(from, to)) touched.add(to.id)
  })

  const speaksOf = (city: City, id: AssetId): LayerAsset => {
    const asset = city.assets.get(id)
    if (asset === undefined) return goneAsset(id)
    const end = nextEnd(asset, city.time)
    if (end === undefined) ends.delete(id)
    else ends.set(id, end)
    return layerAsset(asset, city.time)
  }

  const write = async (city: City, ids: ReadonlySet<AssetId> | undefined): Promise<readonly [Made, Uint8Array]> => {
    const writer = openLayerWriter()
    const sorted = [...(ids ?? city.assets.keys())].sort()
    for await (const some of inBreaths(sorted)) for (const id of some) writer.add(speaksOf(city, id))
    const bytes = writer.finish()
    return [{ name: nameOf(bytes), size: sorted.length, ...(ids === undefined ? {} : { ids }) }, bytes]
  }

  /** The layers that stay, and what the one above them speaks of: all, where none stays. */
  const joined = (fresh: ReadonlySet<AssetId>): readonly [readonly Made[], ReadonlySet<AssetId> | undefined] => {
    const stay = [...layers]
    let ids: ReadonlySet<AssetId> | undefined = fresh
    for (let top = stay.at(-1); top !== undefined; top = stay.at(-1)) {
      if (stay.length < maxCityLayers && top.size > ratio * (ids?.size ?? 0)) break
      stay.pop()
      ids = top.ids === undefined || ids === undefined ? undefined : new Set([...ids, ...top.ids])
    }
    return [stay, stay.length === 0 ? undefined : ids]
  }

  return {
    next: async () => {
      const [city, number] = [keeper.city(), keeper.number()]
      if (city.assets.size === 0 && city.zones.size === 0 && given === undefined) return 0
      for (const [id, end] of ends) if (end <= city.time) touched.add(id)
      const fresh = touched
      touched = new Set()
      try {
        const contents: [name: string, bytes: Uint8Array][] = []
        let stay = layers
        if (fresh.size > 0 || layers.length === 0) {
          const [below, ids] = joined(fresh)
          const [made, bytes] = await write(city, ids)
          if (given?.layers.includes(made.name) !== true) contents.push([made.name, bytes])
          stay = [...below, made]
        }
        const plan = writePlan(planOf(city, modes()))
        const control = { kind: 'city', number, plan: nameOf(plan), layers: stay.map(({ name }) => name) } as const
        if (control.plan !== given?.plan) contents.push([control.plan, plan])
        if (given === undefined || control.plan !== given.plan || control.layers.join() !== given.layers.join()) {
          await publish({ control, contents })
        }
        layers = stay
        given = control
        return contents.reduce((sum, [, { length }]) => sum + length, 0)
      } catch (error) {
        for (const id of fresh) touched.add(id)
        throw error
      }
    },
    close: stop,
  }
}
