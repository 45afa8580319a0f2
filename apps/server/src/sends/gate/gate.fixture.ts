import type { Socket } from 'node:net'
import type { GroundZone } from '@tocsin/inventory'
import type { StateStore } from '@tocsin/store'
import { openSentBook } from '../sent-book.ts'
import { type DialTo, openDialer } from './dial.ts'
import { type HouseGate, openHouseGate } from './house-gate.ts'

/** A gate over a state store and a folder, in a house that knows these zones and no things. */
export async function gateOver(state: StateStore, dataDir: string, zones: readonly GroundZone[]): Promise<HouseGate> {
  const gate = await openHouseGate({
    ...{ state, dataDir, last: 'none', now: Date.now, sample: false, signal: () => {} },
    book: openSentBook(state, Date.now),
  })
  gate.told(zones)
  return gate
}

/** A way out where no zone is closed, by one order. */
export function openWay(): (to: Omit<DialTo, 'order'>) => Promise<Socket> {
  const { dial } = openDialer({ admit: async ({ addresses }) => ({ addresses }), sent: () => {} })
  return (to) => dial({ ...to, order: { kind: 'connection', id: 'x' } })
}
