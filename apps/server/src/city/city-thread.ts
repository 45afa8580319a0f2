import { MessageChannel } from 'node:worker_threads'
import type { Capability, Questions, RouteRequest, UnreadBody } from '@tocsin/capability'
import type { Realm } from '@tocsin/event'
import { inventoryCapability, ordersCapability } from '@tocsin/inventory'
import { type Call, serve } from '@tocsin/kit'
import type { Engine } from '../engine.ts'
import { startThread } from '../threads/start-thread.ts'
import type { CityHandlers, CityHouse, CityStart, HouseHost, TownRecipe } from './city-messages.ts'
import { cityLogOver } from './publishing.ts'

/** The city in a thread of its own, as the main thread meets it: one more wing, whose answers come from there. */
export interface CityThread {
  readonly capability: Capability
  /** Work orders: a wing of their own over the same city. */
  readonly orders: Capability
  furnish(name: string, town: TownRecipe): Promise<void>
  formats(bundle: Uint8Array): void
  /** Names the city as it is now in a lane of the log. */
  nameIn(lane: number): Promise<void>
  forget(account: string): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the thread that owns the city: versions, what is learnt, lists, questions, harm. The main thread holds no copy: what
 * is asked of the city is asked there, so that neither an import nor a search over all of it holds up anybody else.
 *
 * @param house the other wings, asked when they are there
 */
export async function openCityThread(given: {
  readonly engine: Pick<Engine, 'cityPort' | 'receive'>
  readonly dataDir: string
  readonly realm: Realm
  readonly house: () => HouseHost
  readonly failed: (error: Error) => void
}): Promise<CityThread> {
  const house = new MessageChannel()
  serve(house.port1, houseHandlers(given.engine, given.house))
  const start: CityStart = {
    dataDir: given.dataDir,
    realm: given.realm,
    keep: given.engine.cityPort,
    house: house.port2,
  }
  try {
    const thread = await startThread<CityHandlers>('./city.js', start, [start.keep, start.house], given.failed)
    return {
      capability: wingOver('inventory', thread.call),
      orders: wingOver('orders', thread.call),
      furnish: (name, town) => thread.call('furnish', name, town),
      // Where it stopped learning, it said so.
      formats: (bundle) => void thread.call('formats', bundle).catch(() => undefined),
      nameIn: (lane) => thread.call('nameIn', lane),
      forget: (account) => thread.call('forget', account),
      close: async () => {
        await thread.call('closeCity')
        await thread.terminate()
        house.port1.close()
      },
    }
  } catch (error) {
    house.port1.close()
    throw error
  }
}

/** The wing's own declarations; whatever it does is done in its thread. */
function wingOver(wing: 'inventory' | 'orders', call: Call<CityHandlers>): Capability {
  const elsewhere = (): never => {
    throw new Error('the city is in its own thread')
  }
  const declared =
    wing === 'inventory'
      ? inventoryCapability({ keeper: elsewhere, learner: elsewhere, readList: elsewhere })
      : ordersCapability({ keeper: elsewhere, desk: elsewhere })
  return {
    ...declared,
    routes: declared.routes.map((route) => ({
      ...route,
      ...(route.bodyLimit === undefined
        ? {}
        : {
            takesBody: (body: UnreadBody, request: Omit<RouteRequest<unknown>, 'input'>) =>
              call('take', route.method, route.path, body, request),
          }),
      handle: (request) => call('answer', route.method, route.path, request),
    })),
    jobs: declared.jobs.map((job) => ({ ...job, run: () => call('job', job.name) })),
    provides: Object.fromEntries(
      Object.keys(declared.provides).map((name) => [
        name,
        (...about: unknown[]) => call('provide', name as keyof Questions, about),
      ]),
    ),
    health: () => call('health', wing),
  }
}

function houseHandlers({ receive }: Pick<Engine, 'receive'>, house: () => HouseHost): CityHouse {
  const log = cityLogOver(receive)
  return {
    ...log,
    nameCity: async (lane, control, contents) => {
      await log.nameCity(lane, control, contents)
      if (lane === 0) house().gate.named(control, contents)
    },
    zones: async (zones) => house().gate.told(zones),
    ask: (question, about) =>
      (house().ask as (...asked: unknown[]) => ReturnType<CityHouse['ask']>)(question, ...about),
    query: (query, scope, budget) => house().events.query(query, scope, budget === undefined ? {} : { budget }),
    publish: (what) => house().publish(what),
    publishOrders: (book) => house().publishOrders(book),
    signal: (what, details, said) => house().signal({ ...what, says: () => said }, details),
  }
}
