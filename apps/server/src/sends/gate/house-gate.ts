import { randomUUID } from 'node:crypto'
import type { CityControl } from '@tocsin/capability'
import { type GroundZone, reachedBy } from '@tocsin/inventory'
import { signal } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import type { SentBook } from '../sent-book.ts'
import { type Dialer, openDialer } from './dial.ts'
import { type Gate, openGate } from './gate.ts'
import { type NamedCity, openGround } from './ground.ts'
import type { Opening } from './opening.ts'
import { type Openings, openOpenings } from './openings.ts'

export const notSent = signal<{ order: string; host: string; zone: string }>('send.refused', {
  level: 'warn',
  metric: { name: 'tocsin_sends_refused_total', labels: ['zone'] },
  says: ({ order, host, zone }) =>
    zone === ''
      ? `nothing was sent to ${host} for ${order}: which zones are closed is not known yet`
      : `nothing was sent to ${host} for ${order}: the zone ${zone} is closed to what Tocsin sends`,
})

/** The gate of a running house: what it holds against the zones, and what opens and closes it. */
export interface HouseGate extends Gate {
  /** For whatever connects from the main thread. */
  readonly dialer: Dialer
  openings(): readonly Opening[]
  /** Durable, and open, when it resolves. */
  open(opening: Omit<Opening, 'id' | 'at'>): Promise<Opening>
  /** Closed at once, also for what is connected; durable when it resolves. Gives how many openings ended. */
  shut(ids: readonly string[], who: string): Promise<number>
  /** The city's zones are these. */
  told(zones: readonly GroundZone[]): void
  /** The log names a city from here on. */
  named(control: CityControl, contents: readonly (readonly [name: string, bytes: Uint8Array])[]): void
  close(): void
}

/** What of it the wing needs. */
export type SendsGate = Pick<HouseGate, 'admit' | 'zones' | 'known' | 'openings' | 'open' | 'shut'>

export async function openHouseGate(house: {
  readonly state: StateStore
  readonly dataDir: string
  readonly last: NamedCity | 'none'
  readonly book: Pick<SentBook, 'note' | 'refused'>
  readonly now: () => number
  /** Whether the house shows a sample city, whose devices are this machine. */
  readonly sample: boolean
  readonly signal: <Details>(what: ReturnType<typeof signal<Details>>, details: Details) => void
}): Promise<HouseGate> {
  const { state, book, now } = house
  const ground = openGround(house.dataDir, house.last)
  let moved = () => {}
  const openings: Openings = await openOpenings(state, now, () => moved())
  const gate = openGate({
    ground,
    openings,
    refused: book.refused,
    told: ({ order, host, zone }) => house.signal(notSent, { order: `${order.kind} ${order.id}`, host, zone }),
    own: (address) => house.sample && isLoopback(address),
  })
  const dialer = openDialer({ admit: async (attempt) => gate.admit(attempt), sent: book.note })
  gate.heard(() => void dialer.moved())
  moved = gate.moved

  return {
    ...gate,
    dialer,
    openings: openings.all,
    open: async (draft) => {
      const opening = { ...draft, id: randomUUID(), at: now() }
      await openings.open(opening)
      return opening
    },
    shut: async (ids, who) => {
      const wanted = new Set(ids)
      const standing = openings.all().filter(({ id }) => wanted.has(id))
      if (standing.length > 0)
        await openings.end(
          standing.map(({ id }) => id),
          who,
        )
      return standing.length
    },
    told: (zones) => {
      try {
        ground.told(zones)
      } finally {
        moved()
      }
    },
    named: (control, contents) => {
      ground.named(control, new Map(contents))
      moved()
    },
    close: () => {
      openings.close()
      dialer.close()
    },
  }
}

/** Also where it is written as IPv4-mapped IPv6. */
function isLoopback(address: string): boolean {
  const [itself] = reachedBy(address)
  return address === '::1' || (itself?.family === 4 && (itself.words[0] ?? 0) >>> 24 === 127)
}
