import { createHash } from 'node:crypto'
import { type City, members, observableOfIdentifier, shown } from '@tocsin/city'
import { type Realm, realms, type WorkAct, workActs } from '@tocsin/event'
import { type AssetId, canonicalJson, observableKey, type ZoneId } from '@tocsin/kit'
import { identifierIndex } from '../recognise/identifier-index.ts'
import { assetsOf, overAt, type WorkOrder } from './order.ts'

/** A work order as the stream judges by it: what its things are known by, and nothing of the city beside. */
export interface BookOrder {
  readonly id: string
  readonly name: string
  /** Milliseconds of stream time; `until` is the first in which it is over. */
  readonly from: number
  readonly until: number
  readonly acts: readonly WorkAct[]
  /** Folded names of accounts; none: any. */
  readonly accounts: readonly string[]
  /** Keys of observables, as `observableKey` writes them, sorted. */
  readonly about: readonly string[]
  /** Those of other things in the same zones: what names one of them too is no part of it. */
  readonly apart: readonly string[]
  /** Where others stand too densely to be listed: what names anything beside `about` is no part of it. */
  readonly strict: boolean
}

export interface OrderBook {
  readonly realm: Realm
  readonly orders: readonly BookOrder[]
}

/** The bytes of a book, with the digest that a control frame names. */
export interface PackedBook {
  readonly digest: string
  readonly bytes: Uint8Array
  readonly count: number
}

/** Names of neighbours that are listed beside one order. */
export const mostApart = 20_000

const form = 'tocsin-orders'
const version = 1

/** The orders that may still take findings in, as the city knows their things now: the same of both gives the same bytes. */
export function bookOf(city: City, orders: readonly WorkOrder[], realm: Realm, now: number): PackedBook {
  const open = orders.filter((order) => overAt(order) > now)
  const book = open.map((order) => bookOrder(city, order)).sort((a, b) => (a.id < b.id ? -1 : 1))
  const bytes = new TextEncoder().encode(canonicalJson({ form, version, realm, orders: book }))
  return { bytes, digest: createHash('sha256').update(bytes).digest('hex'), count: book.length }
}

/** Reads a book back; nothing where the bytes are none. Total. */
export function readBook(bytes: Uint8Array): OrderBook | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (!isRecord(read) || read['form'] !== form || read['version'] !== version) return undefined
    const realm = realms.find((one) => one === read['realm'])
    const orders = read['orders']
    if (realm === undefined || !Array.isArray(orders) || !orders.every(isBookOrder)) return undefined
    return { realm, orders }
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
  for (const { id, said } of city.assets.values()) {
    if (assets.has(id) || apart.size > mostApart) continue
    const zone = shown(said.zone, city.time)?.value
    if (zone === undefined || !zones.has(zone)) continue
    for (const { key } of keysOf(city, id, index)) apart.add(key)
  }
  const strict = apart.size > mostApart
  return {
    id: order.id,
    name: order.name,
    from: order.from,
    until: overAt(order),
    acts: [...order.acts].sort(),
    accounts: order.accounts.map((account) => account.trim().toLowerCase()).sort(),
    about: [...about].sort(),
    apart: strict ? [] : [...apart].sort(),
    strict,
  }
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
  const { id, name, from, until, acts, accounts, about, apart, strict } = value
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
    typeof strict === 'boolean'
  )
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
