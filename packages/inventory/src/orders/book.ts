import { createHash } from 'node:crypto'
import { type City, members, observableOfIdentifier, shown } from '@tocsin/city'
import { type Realm, realms, type WorkAct, workActs } from '@tocsin/event'
import { type AssetId, canonicalJson, observableKey, type ZoneId } from '@tocsin/kit'
import { identifierIndex } from '../recognise/identifier-index.ts'
import { assetsInZones, assetsOf, overAt, type WorkOrder } from './order.ts'

/** A work order as the stream judges by it: what its things are known by, and nothing of the city beside. */
export interface BookOrder {
  readonly id: string
  readonly name: string
  /** Milliseconds of stream time; `until` is the first in which it is over. */
  readonly from: number
  readonly until: number
  readonly acts: readonly WorkAct[]
  /** It was declared after it began. */
  readonly backdated?: true
  /** Folded names of accounts; none: any. */
  readonly accounts: readonly string[]
  /** Keys of observables, as `observableKey` writes them, sorted. */
  readonly about: readonly string[]
  /** Those that something else claims too: what names one of them is no part of it. */
  readonly apart: readonly string[]
  /** Where its things stand: what names another thing there is no part of it. */
  readonly zones: readonly string[]
}

/** The things of a zone in which work is done, once for all orders there. */
export interface BookZone {
  readonly id: string
  /** Keys of their observables, sorted. */
  readonly names: readonly string[]
  /** They are too many to be listed: what names anything beside the order's own things is no part of it. */
  readonly strict: boolean
}

export interface OrderBook {
  readonly realm: Realm
  readonly orders: readonly BookOrder[]
  readonly zones: readonly BookZone[]
}

/** The bytes of a book, with the digest that a control frame names. */
export interface PackedBook {
  readonly digest: string
  readonly bytes: Uint8Array
  readonly count: number
}

/** Names of things that are listed of one zone. */
export const mostNames = 20_000

const form = 'tocsin-orders'
const version = 2

/** The orders that may still take findings in, as the city knows their things now: the same of both gives the same bytes. */
export function bookOf(city: City, orders: readonly WorkOrder[], realm: Realm, now: number): PackedBook {
  const open = orders.filter((order) => overAt(order) > now)
  const book = open.map((order) => bookOrder(city, order)).sort((a, b) => (a.id < b.id ? -1 : 1))
  const named = new Set(book.flatMap((order) => order.zones))
  const zones = [...named].sort().map((id) => bookZone(city, id as ZoneId))
  const bytes = new TextEncoder().encode(canonicalJson({ form, version, realm, orders: book, zones }))
  return { bytes, digest: createHash('sha256').update(bytes).digest('hex'), count: book.length }
}

/** Reads a book back; nothing where the bytes are none. Total. */
export function readBook(bytes: Uint8Array): OrderBook | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (!isRecord(read) || read['form'] !== form || read['version'] !== version) return undefined
    const realm = realms.find((one) => one === read['realm'])
    const { orders, zones } = read
    if (realm === undefined || !Array.isArray(orders) || !orders.every(isBookOrder)) return undefined
    if (!Array.isArray(zones) || !zones.every(isBookZone)) return undefined
    return { realm, orders, zones }
  } catch {
    return undefined
  }
}

function bookOrder(city: City, order: WorkOrder): BookOrder {
  const assets = new Set(assetsOf(city, order))
  const index = identifierIndex(city)
  const about = new Set<string>()
  const apart = new Set<string>()
  const zones = new Set<ZoneId>()
  for (const id of assets) {
    const zone = shown(city.assets.get(id)?.said.zone, city.time)?.value
    if (zone !== undefined) zones.add(zone)
    for (const { key, owners } of keysOf(city, id, index)) {
      // Claimed by a thing outside too: whose it is cannot be told.
      if (owners.every((owner) => assets.has(owner))) about.add(key)
      else apart.add(key)
    }
  }
  return {
    id: order.id,
    name: order.name,
    from: order.from,
    until: overAt(order),
    acts: [...order.acts].sort(),
    ...(order.backdated === undefined ? {} : { backdated: order.backdated }),
    accounts: order.accounts.map((account) => account.trim().toLowerCase()).sort(),
    about: [...about].sort(),
    apart: [...apart].sort(),
    zones: [...zones].sort(),
  }
}

function bookZone(city: City, id: ZoneId): BookZone {
  const index = identifierIndex(city)
  const names = new Set<string>()
  for (const asset of assetsInZones(city).get(id) ?? []) {
    if (names.size > mostNames) break
    for (const { key } of keysOf(city, asset, index)) names.add(key)
  }
  const strict = names.size > mostNames
  return { id, names: strict ? [] : [...names].sort(), strict }
}

function keysOf(city: City, id: AssetId, index: ReturnType<typeof identifierIndex>) {
  return members(city.assets.get(id)?.said.identifiers, city.time).flatMap(({ value }) => {
    const observable = observableOfIdentifier(value)
    if (observable === undefined) return []
    return [{ key: observableKey(observable), owners: index.assetsOf(observable) }]
  })
}

function isBookOrder(value: unknown): value is BookOrder {
  if (!isRecord(value)) return false
  const { id, name, from, until, acts, accounts, about, apart, zones } = value
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof from === 'number' &&
    typeof until === 'number' &&
    isTexts(acts) &&
    acts.every((act) => workActs.some((one) => one === act)) &&
    isTexts(accounts) &&
    isTexts(about) &&
    isTexts(apart) &&
    isTexts(zones)
  )
}

function isBookZone(value: unknown): value is BookZone {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    isTexts(value['names']) &&
    typeof value['strict'] === 'boolean'
  )
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
