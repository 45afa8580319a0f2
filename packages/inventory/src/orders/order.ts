import { type City, members, shown } from '@tocsin/city'
import { type WorkAct, workActs } from '@tocsin/event'
import type { AssetId, ZoneId } from '@tocsin/kit'
import { z } from 'zod'
import { sightOf } from '../api/visible.ts'
import { distance } from '../distance.ts'

/** Bounds of work orders. A book of all of them is published with every change. */
export const orderLimits = {
  standing: 2000,
  /** Of one person: nobody uses up the whole. */
  ofOne: 200,
  assets: 5000,
  /** Things of all orders that stand or are to come, together. */
  things: 100_000,
  accounts: 20,
  /** Milliseconds. */
  longest: 31 * 86_400_000,
  ahead: 366 * 86_400_000,
  /** How long ago work may be said to have begun, but by who leads the department. */
  back: 24 * 3_600_000,
  /** Clocks and forms: what began within it began now. */
  justNow: 5 * 60_000,
  metres: 5000,
} as const

const written = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !/[\0\ud800-\udfff]/u.test(text), 'holds a character that cannot be kept')
const recordId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/)

export const whereShape = z.union([
  z.strictObject({ assets: z.array(recordId).min(1).max(500) }),
  z.strictObject({ zone: recordId }),
  z.strictObject({
    /** Degrees, longitude first (RFC 7946 §3.1.1). */
    at: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]),
    metres: z.number().min(1).max(orderLimits.metres),
  }),
])

export const declaredShape = z.strictObject({
  /** What people call it: `J-112`. A number of Tocsin's own where nobody says. */
  name: written(60).optional(),
  what: written(200),
  who: written(200),
  /** Accounts that do the work: where some are named, what names another one is no part of it. */
  accounts: z.array(written(100)).max(orderLimits.accounts).default([]),
  where: whereShape,
  acts: z
    .array(z.enum(workActs as [WorkAct, ...WorkAct[]]))
    .min(1)
    .max(workActs.length),
  /** Milliseconds since the epoch. */
  from: z.number(),
  until: z.number(),
})

/** An order as somebody asks for it. */
export type Wanted = z.infer<typeof declaredShape>
export type Where = z.infer<typeof whereShape>

/** Work that somebody announced: what, who, where, from when to when, and what it will look like. */
export interface WorkOrder extends Omit<Wanted, 'name'> {
  readonly id: string
  readonly name: string
  readonly made: { readonly who: string; readonly at: number }
  /** It was said to have begun before it was declared. */
  readonly backdated?: true
  /** Departments of whoever made it: it is never about anything else. Null: whoever sees everything. */
  readonly circle: readonly string[] | null
  /** Before its time; why, where it was not by hand. */
  readonly ended?: { readonly who: string; readonly at: number; readonly why?: 'not-us' }
}

/** When it is over, in milliseconds since the epoch. */
export function overAt({ until, ended }: Pick<WorkOrder, 'until' | 'ended'>): number {
  return ended === undefined ? until : Math.min(until, ended.at)
}

export type OrderState = 'planned' | 'standing' | 'over'

export function stateOf(order: Pick<WorkOrder, 'from' | 'until' | 'ended'>, now: number): OrderState {
  if (now >= overAt(order)) return 'over'
  return now < order.from ? 'planned' : 'standing'
}

const zonesOf = new WeakMap<City, ReadonlyMap<ZoneId, readonly AssetId[]>>()

/** Which assets stand in which zone, looked up once a version of the city. */
export function assetsInZones(city: City): ReadonlyMap<ZoneId, readonly AssetId[]> {
  const known = zonesOf.get(city)
  if (known !== undefined) return known
  const found = new Map<ZoneId, AssetId[]>()
  for (const { id, said } of city.assets.values()) {
    const zone = shown(said.zone, city.time)?.value
    if (zone === undefined) continue
    const list = found.get(zone)
    if (list === undefined) found.set(zone, [id])
    else list.push(id)
  }
  zonesOf.set(city, found)
  return found
}

const answers = new WeakMap<City, Map<string, readonly AssetId[]>>()
/** Places whose assets are remembered at one version of the city. */
const mostAnswers = 2000

/** The assets that an order is about in a city, at most 5,000: of its maker's departments where it has some. */
export function assetsOf(city: City, order: Pick<WorkOrder, 'where' | 'circle'>): readonly AssetId[] {
  // Named ones are few; of a place the whole city may have to be asked, and the same is asked for with every list.
  if ('assets' in order.where) return lookedUp(city, order)
  const known = answers.get(city) ?? new Map<string, readonly AssetId[]>()
  answers.set(city, known)
  const key = JSON.stringify([order.where, order.circle])
  const found = known.get(key) ?? lookedUp(city, order)
  if (known.size < mostAnswers) known.set(key, found)
  return found
}

function lookedUp(city: City, { where, circle }: Pick<WorkOrder, 'where' | 'circle'>): readonly AssetId[] {
  const sight =
    circle === null
      ? undefined
      : sightOf(city, {
          scope: { kind: 'sources', sources: [] },
          circle: { role: '', departments: circle },
        })
  const found: AssetId[] = []
  for (const id of candidates(city, where)) {
    const asset = city.assets.get(id)
    if (asset === undefined || sight?.asset(asset) === false) continue
    if ('at' in where && !isNear(where, shown(asset.said.place, city.time)?.value)) continue
    found.push(id)
    if (found.length >= orderLimits.assets) break
  }
  return found
}

function candidates(city: City, where: Where): Iterable<AssetId> {
  if ('assets' in where) return where.assets as AssetId[]
  return 'zone' in where ? (assetsInZones(city).get(where.zone as ZoneId) ?? []) : city.assets.keys()
}

function isNear({ at, metres }: Extract<Where, { metres: number }>, place: unknown): boolean {
  if (typeof place !== 'object' || place === null || !('at' in place) || !Array.isArray(place.at)) return false
  const [longitude, latitude] = place.at as unknown[]
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return false
  return distance(at, [longitude, latitude]) <= metres
}

/** What assets may be called in a list, in lower case: their names, and what they are known by. */
export function assetNames(city: City): (text: string) => readonly AssetId[] {
  const found = new Map<string, AssetId[]>()
  const call = (text: string | undefined, id: AssetId) => {
    if (text === undefined) return
    const key = text.toLowerCase()
    const list = found.get(key)
    if (list === undefined) found.set(key, [id])
    else if (!list.includes(id)) list.push(id)
  }
  for (const { id, said } of city.assets.values()) {
    call(id, id)
    call(shown(said.name, city.time)?.value, id)
    for (const { value } of members(said.identifiers, city.time)) call(value.value, id)
  }
  // An id as it is written goes before what others are called.
  return (text) => {
    const id = text.trim() as AssetId
    return city.assets.has(id) ? [id] : (found.get(id.toLowerCase()) ?? [])
  }
}
