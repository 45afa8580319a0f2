import { type AnyRoute, type Host, route, type Sees } from '@tocsin/capability'
import { type GroundZone, isPassive } from '@tocsin/inventory'
import { connectionsOf } from '@tocsin/sources'
import { everything, type StateStore } from '@tocsin/store'
import { z } from 'zod'
import type { SendsGate } from './gate/house-gate.ts'
import { isOwn } from './own-zones.ts'
import { type RefusedTable, refusedRows, type SentTable, sentRows } from './sends.repository.ts'
import { sentKinds } from './sent.ts'
import type { SentBook } from './sent-book.ts'
import { type Sends, sendsShape } from './shapes.ts'

/** What was sent and what was not, by the zones that somebody sees. */
export function readRoute(state: StateStore, book: Pick<SentBook, 'flush'>, gate: () => SendsGate): AnyRoute {
  return route<object, Sends>({
    method: 'GET',
    path: '/sends',
    permission: 'sends.read',
    input: z.object({}),
    output: sendsShape,
    says: 'What Tocsin itself sent, and what it did not since a zone is closed: kind, target and its zone, by which order, when last, how often; which zones are open, until when, by whom. Of the zones that one sees.',
    handle: async (request, host) => {
      await book.flush()
      const { scope } = request
      const [sent, refused] = await Promise.all([sentRows(state, scope), refusedRows(state, scope)])
      const orders = await ordersOf(state)
      const ends = sent.flatMap(({ address, host: name }) => [address, name]).filter((end) => end !== '')
      const found = await zonesOf(host, ends, request)
      const zones = seenZones(found.zones, gate().zones(), request)
      const seen = new Set(zones.map(({ id }) => id))
      const openings = gate().openings()
      return {
        known: gate().known(),
        zones: zones.map((zone) => ({
          ...{ id: zone.id, name: zone.name, layer: zone.layer, passive: isPassive(zone) },
          own: isOwn(zone, request),
          openings: openings.filter((one) => one.zone === zone.id).map((one) => ({ ...one })),
        })),
        sends: sent
          .map((row) => ({ row, zone: found.of[row.address] ?? found.of[row.host] ?? null }))
          // What goes into no zone of theirs is not for people of a department.
          .filter(({ zone }) => scope.kind === 'all' || zone !== null)
          .map(({ row, zone }) => ({
            kind: sentKinds.find((one) => one === row.kind) ?? 'http-get',
            ...countedOf(row, orders),
            zone,
          })),
        refused: refused
          .filter(({ zone }) => scope.kind === 'all' || seen.has(zone))
          .map((row) => ({ ...countedOf(row, orders), zone: row.zone === '' ? null : row.zone })),
      }
    },
  })
}

/** The zones that somebody sees things in, and those that are theirs to answer for. */
function seenZones(
  found: readonly { readonly id: string; readonly name: string; readonly layer: string | null }[],
  all: readonly GroundZone[],
  sees: Sees,
): readonly Pick<GroundZone, 'id' | 'name' | 'layer' | 'owner'>[] {
  const known = new Map(all.map((zone) => [zone.id, zone]))
  const zones = new Map(found.map((zone) => [zone.id, known.get(zone.id) ?? { ...zone, owner: [] }]))
  for (const zone of all) if (isOwn(zone, sees)) zones.set(zone.id, zone)
  return [...zones.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

type Orders = ReadonlyMap<string, { readonly name: string; readonly who: string; readonly at: number }>

async function ordersOf(state: StateStore): Promise<Orders> {
  const kept = await connectionsOf(state, everything)
  return new Map(
    kept.map(({ id, connection, createdBy, createdAt }) => [
      id,
      { name: connection.name, who: createdBy, at: createdAt },
    ]),
  )
}

function countedOf(
  { order_kind: kind, order_id: id, host, address, port, first, last, count }: SentTable | RefusedTable,
  orders: Orders,
) {
  const given = kind === 'connection' ? orders.get(id) : undefined
  return {
    order: {
      kind: kind === 'connection' || kind === 'target' ? kind : ('setting' as const),
      id,
      name: given?.name ?? null,
      who: given?.who ?? null,
      at: given?.at ?? null,
    },
    ...{ host, address: address === '' ? null : address, port, first, last, count },
  } as const
}

async function zonesOf(host: Host, ends: readonly string[], { scope, circle }: Sees) {
  const answer = await host.ask('zonesOfEnds', [...new Set(ends)], {
    scope,
    ...(circle === undefined ? {} : { circle }),
  })
  return answer.kind === 'answer' ? answer.value : { zones: [], of: {} as Readonly<Record<string, string>> }
}
