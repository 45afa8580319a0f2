import { type AnyRoute, type Host, type RouteRequest, route, type Sees } from '@tocsin/capability'
import type { City } from '@tocsin/city'
import type { Incident } from '@tocsin/event'
import { type AssetId, TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { nameOf } from '../api/name-of.ts'
import { sightOf } from '../api/visible.ts'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { equipmentOf } from './equipment.ts'
import { orderById, ordersAfter, ordersBefore } from './order.repository.ts'
import { assetsOf, stateOf, type Wanted, type WorkOrder } from './order.ts'
import type { OrderDesk } from './order-desk.ts'
import { readOrders } from './read-orders.ts'
import {
  declaredShape,
  equipmentShape,
  importedOrdersShape,
  importOrdersInput,
  madeShape,
  orderShape,
  ordersInput,
  ordersShape,
} from './shapes.ts'

type Shown = z.infer<typeof orderShape>
const mostShown = 200
const namedAssets = 20

/** The routes of work orders. Whoever sees a department sees the orders that are about its things alone. */
export function orderRoutes(keeper: () => CityKeeper, desk: () => OrderDesk): readonly AnyRoute[] {
  const seen = async (request: RouteRequest<unknown>, host: Host, orders: readonly WorkOrder[]) => {
    const city = keeper().city()
    const visible = orders.flatMap((order) => {
      const assets = assetsOf(city, order)
      return isVisible(city, assets, request) ? [{ order, assets }] : []
    })
    const shownOnes = visible.slice(0, mostShown)
    const answer = await host.ask(
      'workIncidents',
      shownOnes.map(({ order }) => order.id),
      request.scope,
    )
    const incidents = answer.kind === 'answer' ? answer.value : new Map<string, readonly Incident[]>()
    return shownOnes.map(({ order, assets }) => shownAs(city, order, assets, incidents.get(order.id) ?? [], host.now()))
  }

  const open = async (request: RouteRequest<unknown>, host: Host) =>
    seen(request, host, await ordersAfter(host.state, request.scope, host.now()))

  return [
    route<object, z.infer<typeof equipmentShape>>({
      method: 'GET',
      path: '/field/equipment',
      permission: 'order.read',
      input: z.object({}),
      output: equipmentShape,
      says: 'The equipment that one answers for: what it is, when it was last heard of, what is open about it, and the work on it.',
      handle: async (request, host) => equipmentOf(keeper().city(), request, host, await open(request, host)),
    }),
    route<z.infer<typeof ordersInput>, z.infer<typeof ordersShape>>({
      method: 'GET',
      path: '/orders',
      permission: 'order.read',
      input: ordersInput,
      output: ordersShape,
      people: true,
      says: 'Work orders that stand or are to come; with state=over, the newest of those that are over.',
      async handle(request, host) {
        const { state, asset } = request.input
        const now = host.now()
        const all =
          state === 'open'
            ? await ordersAfter(host.state, request.scope, now)
            : await ordersBefore(host.state, request.scope, now, 1000)
        const city = keeper().city()
        const about =
          asset === undefined ? all : all.filter((order) => assetsOf(city, order).includes(asset as AssetId))
        return { orders: await seen(request, host, about) }
      },
    }),
    route<{ id: string }, Shown>({
      method: 'GET',
      path: '/orders/:id',
      permission: 'order.read',
      input: z.object({ id: z.string().max(64) }),
      output: orderShape,
      people: true,
      says: 'One work order, with the incidents that hold what was part of it.',
      async handle(request, host) {
        const order = await orderById(host.state, request.scope, request.input.id)
        const [one] = order === undefined ? [] : await seen(request, host, [order])
        if (one === undefined) throw missing(request.input.id)
        return one
      },
    }),
    route<Wanted, z.infer<typeof madeShape>>({
      method: 'POST',
      path: '/orders',
      permission: 'order.manage',
      input: declaredShape,
      output: madeShape,
      people: true,
      says: 'Declares work: findings that are part of it are kept under it and open no incident, from now on.',
      audit: { act: 'order.add', note: ({ name, what }, output) => ({ about: output?.order.id ?? name ?? what }) },
      async handle(request, host) {
        const [order] = await desk().add([request.input], request)
        const [one] = order === undefined ? [] : await seen(request, host, [order])
        if (one === undefined) throw missing(request.input.name ?? '')
        return { order: one }
      },
    }),
    route<{ id: string }, z.infer<typeof madeShape>>({
      method: 'POST',
      path: '/orders/:id/end',
      permission: 'order.manage',
      input: z.object({ id: z.string().max(64) }),
      output: madeShape,
      people: true,
      says: 'Ends work before its time: what is found from now on opens incidents.',
      audit: { act: 'order.end', note: ({ id }) => ({ about: id }) },
      async handle(request, host) {
        const order = await orderById(host.state, request.scope, request.input.id)
        const [before] = order === undefined ? [] : await seen(request, host, [order])
        const ended = before === undefined ? undefined : await desk().end(request.input.id, request.who)
        const [one] = ended === undefined ? [] : await seen(request, host, [ended])
        if (one === undefined) throw missing(request.input.id)
        return { order: one }
      },
    }),
    route<z.infer<typeof importOrdersInput>, z.infer<typeof importedOrdersShape>>({
      method: 'POST',
      path: '/orders/import',
      permission: 'order.manage',
      input: importOrdersInput,
      output: importedOrdersShape,
      says: 'Reads a list of work orders: what it would declare, and, with `apply`, declares it.',
      audit: { act: 'order.import', note: (_input, output) => ({ about: 'list', rows: output?.orders.length ?? 0 }) },
      handle: async (request) => imported(keeper().city(), desk(), request),
    }),
  ]
}

async function imported(
  city: City,
  desk: OrderDesk,
  request: RouteRequest<z.infer<typeof importOrdersInput>>,
): Promise<z.infer<typeof importedOrdersShape>> {
  const { text, apply, despiteRefused } = request.input
  const read = readOrders(text, visibleCity(city, request))
  if (!read.ok) {
    const { reason, fix, line } = read.error
    throw new TocsinError('bad-list', `The list cannot be read: ${reason}`, { where: `line ${line ?? 1}`, fix })
  }
  const refused = [...read.value.refused]
  const taken = await desk.names(request)
  const good = read.value.orders.filter(({ line, order }) => {
    const why = desk.refusal(order, request) ?? taken(order.name)
    if (why === undefined) return true
    refused.push({ line, column: why.where ?? '', reason: why.message, fix: why.fix ?? '' })
    return false
  })
  refused.sort((a, b) => a.line - b.line)
  const [first] = refused
  if (apply && first !== undefined && !despiteRefused) {
    throw new TocsinError('bad-rows', `${refused.length} rows cannot be read; line ${first.line}: ${first.reason}`, {
      where: `line ${first.line}`,
      fix: 'Correct them, or keep the others with `despiteRefused`',
    })
  }
  const kept = apply && good.length > 0
  if (kept)
    await desk.add(
      good.map(({ order }) => order),
      request,
    )
  return {
    kept,
    rows: read.value.orders.length + read.value.refused.length,
    orders: good.slice(0, mostShown).map(({ line, order }) => ({ line, name: order.name ?? '', what: order.what })),
    refused: refused.slice(0, mostShown),
    refusedCount: refused.length,
  }
}

/** Names of things of other departments are as if there were none. */
function visibleCity(city: City, sees: Sees): City {
  const sight = sightOf(city, sees)
  if (sight.everything) return city
  return { ...city, assets: new Map([...city.assets].filter(([, asset]) => sight.asset(asset))) }
}

function isVisible(city: City, assets: readonly AssetId[], sees: Sees): boolean {
  const sight = sightOf(city, sees)
  if (sight.everything) return true
  return assets.length > 0 && assets.every((id) => isSeen(city, id, sight))
}

function isSeen(city: City, id: AssetId, sight: ReturnType<typeof sightOf>): boolean {
  const asset = city.assets.get(id)
  return asset !== undefined && sight.asset(asset)
}

function shownAs(
  city: City,
  order: WorkOrder,
  assets: readonly AssetId[],
  incidents: readonly Incident[],
  now: number,
): Shown {
  const { circle, ...plain } = order
  return {
    ...plain,
    departments: [...(circle ?? [])],
    state: stateOf(order, now),
    count: assets.length,
    assets: assets.slice(0, namedAssets).map((id) => ({ id, name: nameOf(city, id) })),
    incidents: incidents.map(({ id, findings, severity, work }) => ({
      id,
      findings,
      severity,
      folded: work !== undefined,
    })),
  } as Shown
}

function missing(id: string): TocsinError {
  return new TocsinError('not-found', `There is no work order ${id} that can be ended or shown`, {
    where: id,
    fix: 'See the list of orders',
  })
}
