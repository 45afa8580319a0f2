import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Host } from '@tocsin/capability'
import {
  inventoryCapability,
  lookAhead,
  openCityKeeper,
  openOrderDesk,
  openTable,
  ordersCapability,
} from '@tocsin/inventory'
import { remote, serve, TocsinError } from '@tocsin/kit'
import { buildTown } from '@tocsin/range'
import { stateStoreOver } from '@tocsin/store'
import type { CityHandlers, CityHouse, CityStart } from '../city/city-messages.ts'
import { openLearning } from '../city/learning.ts'
import { type CityLog, nameCity, openCityPublishing } from '../city/publishing.ts'
import { readListInThread } from '../city/read-list-in-thread.ts'
import { tellZones } from '../city/tell-zones.ts'
import { tidyHeap } from '../city/tidy-heap.ts'
import { openPacking } from '../http/packed.ts'
import { takeBody } from '../http/taken-body.ts'
import { ordersNotPublished } from '../signals.ts'
import type { KeepHandlers } from './keep.ts'

const start = workerData as CityStart
const main = parentPort
if (main === null) throw new Error('the city is kept in a worker')

tidyHeap()
const keep = remote<KeepHandlers>(start.keep)
const house = remote<CityHouse>(start.house)
const state = stateStoreOver(keep)
const host: Host = {
  now: Date.now,
  state,
  events: { query: (query, scope, options) => house('query', query, scope, options?.budget) },
  ask: ((question, ...about) => house('ask', question, about)) as Host['ask'],
  publish: (what) => house('publish', what),
  signal: ({ says, ...what }, details) =>
    void house('signal', what as Parameters<CityHouse['signal']>[0], details, says(details)),
}

const keeper = await openCityKeeper(state, host.now)
const stopTelling = await tellZones(keeper, (zones) => house('zones', zones))
const learning = await openLearning({
  engine: { state, keep },
  keeper,
  logDir: join(start.dataDir, 'log'),
  realm: start.realm,
  host,
  now: host.now,
})
const log: CityLog = {
  cityIn: (lane) => house('cityIn', lane),
  nameCity: (lane, control, contents) => house('nameCity', lane, control, contents),
}
const publishing = await openCityPublishing({ log, keeper, learner: learning.learner, host, now: host.now })
const orders = await openOrderDesk({
  state,
  keeper,
  now: host.now,
  realm: start.realm,
  publish: (book) => house('publishOrders', book),
  failed: (error) => host.signal(ordersNotPublished, { why: error instanceof Error ? error.message : String(error) }),
})
const table = openTable(() => keeper)
const wings = [
  inventoryCapability({
    keeper: () => keeper,
    learner: () => learning.learner,
    readList: readListInThread,
    table,
  }),
  ordersCapability({ keeper: () => keeper, desk: () => orders }),
]
const routes = new Map(wings.flatMap((wing) => wing.routes.map((route) => [`${route.method} ${route.path}`, route])))

/** What is large goes over to the main thread as bytes, as it is sent. */
const packed = openPacking()

export const cityHandlers: CityHandlers = {
  answer: async (method, path, request) => {
    const route = routes.get(`${method} ${path}`)
    if (route === undefined) throw new TocsinError('not-found', `The city has no route ${method} ${path}`)
    const answer = await route.handle(request, host)
    return route.bulky === true ? packed(JSON.stringify(route.output.parse(answer))) : answer
  },
  take: async (method, path, body, request) => {
    const route = routes.get(`${method} ${path}`)
    if (route === undefined) throw new TocsinError('not-found', `The city has no route ${method} ${path}`)
    return takeBody(route, body, request, host)
  },
  provide: async (question, about) => {
    const provides = wings.map((wing) => wing.provides[question]).find((one) => one !== undefined)
    const answer = provides as ((...args: readonly unknown[]) => Promise<unknown>) | undefined
    if (answer === undefined) throw new TocsinError('not-found', `The city does not answer ${question}`)
    return answer(...about)
  },
  job: async (name) => {
    const job = wings.flatMap((wing) => wing.jobs).find((one) => one.name === name)
    await job?.run(host)
  },
  health: async (name) => {
    const wing = wings.find((one) => one.name === name)
    if (wing === undefined) throw new TocsinError('not-found', `The city has no wing ${name}`)
    return wing.health(host)
  },
  furnish: async (name, town) => {
    if (keeper.number() > 0) return
    await keeper.apply(buildTown(town).records, { who: 'tocsin', kind: 'import', about: name })
  },
  formats: (bundle) => learning.formats(bundle),
  forget: (account) => learning.learner.forget(account),
  nameIn: (lane) => nameCity(log, lane, keeper, learning.learner.modes),
  closeCity: async () => {
    stopTelling()
    await orders.close()
    await publishing.close()
    await learning.close()
  },
}

serve(main, cityHandlers)
main.postMessage({ ready: true })
// Read ahead, between requests: the first page and the first list come at once.
void lookAhead(keeper.city()).then(() => table.read('name', () => undefined))
