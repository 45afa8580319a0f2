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
  /** Hears that something may be open or closed that was not. */
  heard(listener: () => void): () => void
  /** The zones as they are now; whether they are known. */
  zones(): readonly GroundZone[]
  known(): boolean
}

export interface GateHouse {
  readonly ground: Ground
  readonly openings: Openings
  /** Counts what is not sent. */
  readonly refused: (what: NotSent) => void
  /** Whether an address is the house's own, which no zone is in: in a sample city, this machine. */
  readonly own: (address: string) => boolean
}

export function openGate({ ground, openings, refused, own }: GateHouse): Gate & { moved(): void } {
  const listeners = new Set<() => void>()
  const zoneOf = (id: string) => ground.zones().find((zone) => zone.id === id) ?? { id, name: id }

  return {
    admit: ({ order, host: asked, port, addresses, again }) => {
      const host = asked.toLowerCase().replace(/^\[|\]$/g, '')
      const now = ground.now()
      const shut = (address: string | undefined): Closed | undefined => {
        if (address !== undefined && own(address)) return undefined
        if (now === undefined) return {}
        const zones = [
          ...(isIP(host) === 0 ? now.ofHost(host) : now.ofAddress(host)),
          ...(address === undefined ? [] : now.ofAddress(address)),
        ]
        const closed = zones.find((zone) => !openings.covers(zone, order))
        return closed === undefined ? undefined : { zone: { id: closed, name: zoneOf(closed).name } }
      }
      const open: string[] = []
      let why: Closed | undefined = addresses.length === 0 ? shut(undefined) : undefined
      const count = (closed: Closed, address: string | null) => {
        if (again === true) return
        refused({ order, host: host.slice(0, 255), address, port, zone: closed.zone?.id ?? '' })
      }
      if (why !== undefined) count(why, null)
      for (const address of addresses) {
        const closed = shut(address)
        if (closed === undefined) open.push(address)
        else {
          why ??= closed
          count(closed, address)
        }
      }
      return { addresses: open, ...(why === undefined ? {} : { closed: why }) }
    },
    heard: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    zones: ground.zones,
    known: () => ground.now() !== undefined,
    moved: () => {
      for (const listener of [...listeners]) listener()
    },
  }
}
