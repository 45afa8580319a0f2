import type { MessagePort } from 'node:worker_threads'
import type {
  Asked,
  BodyTaken,
  CityControl,
  Health,
  Host,
  OwnEvent,
  Questions,
  RouteRequest,
  UnreadBody,
} from '@tocsin/capability'
import type { Realm } from '@tocsin/event'
import type { GroundZone, PackedBook } from '@tocsin/inventory'
import type { Signal } from '@tocsin/kit'
import type { Query, QueryResult, Scope } from '@tocsin/store'
import type { HouseGate } from '../sends/index.ts'

/** What the thread that owns the city is started with. */
export interface CityStart {
  readonly dataDir: string
  /** Whose events teach: the city's own, or the sample's in the sample's own house. */
  readonly realm: Realm
  /** To the thread that owns the stores: what a large import writes never passes through the main thread. */
  readonly keep: MessagePort
  /** To the main thread, where the other wings are (`CityHouse`). */
  readonly house: MessagePort
}

/** The town that a house is to know, by what makes it: half a million records need not cross. */
export interface TownRecipe {
  readonly assets: number
  readonly seed: number
}

/** What is asked of the thread that owns the city. */
export interface CityHandlers {
  /**
   * Answers a route of the wing; input and output are read by their shapes where they come in and go out. What is bulky is read by
   * its shape here, and comes packed (`Packed`).
   */
  answer(method: string, path: string, request: RouteRequest<unknown>): Promise<unknown>
  /** The same of a route with a large body, which is read here. */
  take(
    method: string,
    path: string,
    body: UnreadBody,
    request: Omit<RouteRequest<unknown>, 'input'>,
  ): Promise<BodyTaken>
  provide(question: keyof Questions, about: readonly unknown[]): Promise<unknown>
  job(name: string): Promise<void>
  health(wing: string): Promise<Health>
  /** Puts an invented town into a house that knows of no city yet. */
  furnish(name: string, town: TownRecipe): Promise<void>
  /** The operators' own formats hold from here on. */
  formats(bundle: Uint8Array): void
  /** Forgets that an account was seen, after an erasure. */
  forget(account: string): Promise<void>
  /** Names the city as it is now in a lane of the log, unless that lane names it last. */
  nameIn(lane: number): Promise<void>
  closeCity(): Promise<void>
}

/** What the city asks of the house that it stands in. */
export interface CityHouse {
  ask(question: keyof Questions, about: readonly unknown[]): Promise<Asked<keyof Questions>>
  query(query: Query, scope: Scope, budget: number | undefined): Promise<QueryResult>
  publish(what: OwnEvent): Promise<void>
  /** The zones are these: what Tocsin sends is held against them. */
  zones(zones: readonly GroundZone[]): Promise<void>
  /** Makes a book of work orders hold in the log. */
  publishOrders(book: PackedBook): Promise<void>
  /** The version of the city at the end of a lane's log, where all that it names is beside the log. */
  cityIn(lane: number): Promise<CityControl | undefined>
  nameCity(
    lane: number,
    control: CityControl,
    contents: readonly (readonly [name: string, bytes: Uint8Array])[],
  ): Promise<void>
  /** A signal is partly a function: its sentence is made where it is said. */
  signal(what: Omit<Signal<unknown>, 'says'>, details: unknown, said: string): void
}

/** What of a host the city's thread needs from the main thread. */
export interface HouseHost extends Pick<Host, 'ask' | 'events' | 'publish' | 'signal'> {
  readonly gate: Pick<HouseGate, 'told' | 'named'>
  publishOrders(book: PackedBook): Promise<void>
}
