import { isIP } from 'node:net'
import type { GroundZone } from '@tocsin/inventory'
import type { NotSent, SentOrder } from '../sent.ts'
import type { Closed } from './closed.ts'
import type { Ground } from './ground.ts'
import type { Openings } from './openings.ts'

/** Something that is about to be connected to. */
export interface Attempt {
  readonly order: SentOrder
  /** As it was asked for. */
  readonly host: string
  readonly port: number
  /** Where the name leads, or the address itself; none before a name is looked up. */
  readonly addresses: readonly string[]
  /** Whether it is a connection that stands and is looked at again, which counts as no attempt. */
  readonly again?: true
}

export interface Admission {
  /** Those of the addresses that may be connected to. */
  readonly addresses: readonly string[]
  /** Why the others may not. */
  readonly closed?: Closed
}

/** Holds what Tocsin would send against the zones of the city. */
export interface Gate {
  /** Each address is looked at in itself; the name as well, before anything is looked up. What is closed is counted. */
  admit(attempt: Attempt): Admission
  /** Hears that something may be closed that was not; `opened` where something that was refused may be tried again. */
  heard(listener: (opened: boolean) => void): () => void
  /** The zones as they are now; whether they are known. */
  zones(): readonly GroundZone[]
  known(): boolean
}

export interface GateHouse {
  readonly ground: Ground
  readonly openings: Openings
  /** Counts what is not sent. */
  readonly refused: (what: NotSent) => void
  /** Hears of it once, and again only when it was open in between. */
  readonly told: (what: NotSent) => void
  /** Whether an address is the house's own, which no zone is in: in a sample city, this machine. */
  readonly own: (address: string) => boolean
}

/** What was refused and waits, at most; beyond it the oldest try again by themselves, in their own time. */
const mostWaiting = 1000

export function openGate({ ground, openings, refused, told, own }: GateHouse): Gate & { moved(): void } {
  const listeners = new Set<(opened: boolean) => void>()
  const waiting = new Map<string, Attempt>()
  const zoneOf = (id: string) => ground.zones().find((zone) => zone.id === id) ?? { id, name: id }

  const shut = (order: SentOrder, host: string, address: string | undefined): Closed | undefined => {
    if (address !== undefined && own(address)) return undefined
    const now = ground.now()
    if (now === undefined) return {}
    const zones = [
      ...(isIP(host) === 0 ? now.ofHost(host) : now.ofAddress(host)),
      ...(address === undefined ? [] : now.ofAddress(address)),
    ]
    const closed = zones.find((zone) => !openings.covers(zone, order))
    return closed === undefined ? undefined : { zone: { id: closed, name: zoneOf(closed).name } }
  }

  const note = (attempt: Attempt, what: NotSent) => {
    refused(what)
    const key = JSON.stringify([what.order, what.host, what.port, what.zone])
    if (!waiting.has(key)) told(what)
    waiting.delete(key)
    waiting.set(key, attempt)
    const [oldest] = waiting.keys()
    if (waiting.size > mostWaiting && oldest !== undefined) waiting.delete(oldest)
  }

  const admit = (attempt: Attempt): Admission => {
    const { order, host: asked, port, addresses, again } = attempt
    const host = asked.toLowerCase().replace(/^\[|\]$/g, '')
    const looked = addresses.length === 0 ? [undefined] : addresses
    const open: string[] = []
    let why: Closed | undefined
    for (const address of looked) {
      const closed = shut(order, host, address)
      if (closed === undefined) {
        if (address !== undefined) open.push(address)
        continue
      }
      why ??= closed
      if (again === true) continue
      const zone = closed.zone?.id ?? ''
      note(attempt, { order, host: host.slice(0, 255), address: address ?? null, port, zone })
    }
    return { addresses: open, ...(why === undefined ? {} : { closed: why }) }
  }

  /** Whether something that was refused would be let through now. */
  const opened = (): boolean => {
    let found = false
    for (const [key, attempt] of waiting) {
      if (admit({ ...attempt, again: true }).closed !== undefined) continue
      waiting.delete(key)
      found = true
    }
    return found
  }

  return {
    admit,
    heard: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    zones: ground.zones,
    known: () => ground.now() !== undefined,
    moved: () => {
      const may = opened()
      for (const listener of [...listeners]) listener(may)
    },
  }
}
