import { type Capability, type Host, route } from '@tocsin/capability'
import { connectionsOf } from '@tocsin/sources'
import { everything, type StateStore } from '@tocsin/store'
import { z } from 'zod'
import { sendsMigrations, sentRows } from './sends.repository.ts'
import { sentKinds } from './sent.ts'
import type { SentBook } from './sent-book.ts'

const sendsShape = z.object({
  zones: z.array(z.object({ id: z.string(), name: z.string(), layer: z.string().nullable() })),
  sends: z.array(
    z.object({
      kind: z.enum(sentKinds),
      order: z.object({
        kind: z.enum(['connection', 'target', 'setting']),
        id: z.string(),
        /** Who gave it, and when; null where the configuration file did. */
        who: z.string().nullable(),
        at: z.number().nullable(),
      }),
      host: z.string(),
      address: z.string().nullable(),
      port: z.number(),
      /** The zone that its target stands in; null where it is in none. */
      zone: z.string().nullable(),
      first: z.number(),
      last: z.number(),
      count: z.number(),
    }),
  ),
})
type Sends = z.infer<typeof sendsShape>

/** What Tocsin sends: counted where it is sent, told by the zones of its targets. */
export function sendsCapability(state: StateStore, book: Pick<SentBook, 'flush'>): Capability {
  return {
    name: 'sends',
    words: { en: 'What Tocsin sends', fr: 'Ce que Tocsin envoie' },
    migrations: sendsMigrations,
    permissions: [
      {
        name: 'sends.read',
        says: {
          en: 'See what Tocsin itself sends into the zones that one sees',
          fr: 'Voir ce que Tocsin lui-même envoie dans les zones que l’on voit',
        },
      },
    ],
    routes: [
      route<object, Sends>({
        method: 'GET',
        path: '/sends',
        permission: 'sends.read',
        input: z.object({}),
        output: sendsShape,
        says: 'What Tocsin itself sent: kind, target and its zone, by which order, when last, how often. Of the zones that one sees.',
        handle: async (request, host) => {
          await book.flush()
          const { scope } = request
          const rows = await sentRows(state, scope)
          const orders = await ordersOf(state)
          const zoned = await zonesOf(
            host,
            rows.flatMap(({ address, host: name }) => [address, name]).filter((end) => end !== ''),
            request,
          )
          return {
            zones: [...zoned.zones],
            sends: rows
              .map((row) => ({ row, zone: zoned.of[row.address] ?? zoned.of[row.host] ?? null }))
              // What goes into no zone of theirs is not for people of a department.
              .filter(({ zone }) => scope.kind === 'all' || zone !== null)
              .map(({ row: { kind, order_kind, order_id, host: name, address, port, first, last, count }, zone }) => ({
                kind: sentKinds.find((one) => one === kind) ?? 'http-get',
                order: orderOf(order_kind, order_id, orders),
                ...{ host: name, address: address === '' ? null : address, port, zone, first, last, count },
              })),
          }
        },
      }),
    ],
    jobs: [],
    commands: [],
    provides: {},
    asks: ['zonesOfEnds'],
    health: async () => ({
      well: true,
      says: { en: 'What is sent is counted.', fr: 'Ce qui est envoyé est compté.' },
    }),
  }
}

type Orders = ReadonlyMap<string, { readonly who: string; readonly at: number }>

async function ordersOf(state: StateStore): Promise<Orders> {
  const kept = await connectionsOf(state, everything)
  return new Map(kept.map(({ id, createdBy, createdAt }) => [id, { who: createdBy, at: createdAt }]))
}

function orderOf(kind: string, id: string, orders: Orders): Sends['sends'][number]['order'] {
  const given = kind === 'connection' ? orders.get(id) : undefined
  return {
    kind: kind === 'connection' || kind === 'target' ? kind : 'setting',
    id,
    who: given?.who ?? null,
    at: given?.at ?? null,
  }
}

async function zonesOf(host: Host, ends: readonly string[], sees: Parameters<Host['ask']>[2] & object) {
  const answer = await host.ask('zonesOfEnds', [...new Set(ends)], sees as never)
  return answer.kind === 'answer' ? answer.value : { zones: [], of: {} as Readonly<Record<string, string>> }
}
