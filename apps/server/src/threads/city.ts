import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Host } from '@tocsin/capability'
import { inventoryCapability, openCityKeeper } from '@tocsin/inventory'
import { remote, serve, TocsinError } from '@tocsin/kit'
import { buildTown } from '@tocsin/range'
import { stateStoreOver } from '@tocsin/store'
import type { CityHandlers, CityHouse, CityStart } from '../city/city-messages.ts'
import { openLearning } from '../city/learning.ts'
import { readListInThread } from '../city/read-list-in-thread.ts'
import type { KeepHandlers } from './keep.ts'

const start = workerData as CityStart
const main = parentPort
if (main === null) throw new Error('the city is kept in a worker')

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
const learning = await openLearning({
  engine: { state, keep },
  keeper,
  logDir: join(start.dataDir, 'log'),
  realm: start.realm,
  host,
  now: host.now,
})
const wing = inventoryCapability({ keeper: () => keeper, learner: () => learning.learner, readList: readListInThread })
const routes = new Map(wing.routes.map((route) => [`${route.method} ${route.path}`, route]))

export const cityHandlers: CityHandlers = {
  answer: async (method, path, request) => {
    const route = routes.get(`${method} ${path}`)
    if (route === undefined) throw new TocsinError('not-found', `The city has no route ${method} ${path}`)
    return route.handle(request, host)
  },
  provide: async (question, about) => {
    const answer = wing.provides[question] as ((...args: readonly unknown[]) => Promise<unknown>) | undefined
    if (answer === undefined) throw new TocsinError('not-found', `The city does not answer ${question}`)
    return answer(...about)
  },
  job: async (name) => wing.jobs.find((job) => job.name === name)?.run(host),
  health: () => wing.health(host),
  furnish: async (name, town) => {
    if (keeper.number() > 0) return
    await keeper.apply(buildTown(town).records, { who: 'tocsin', kind: 'import', about: name })
  },
  formats: (bundle) => learning.formats(bundle),
  forget: (account) => learning.learner.forget(account),
  closeCity: () => learning.close(),
}

serve(main, cityHandlers)
main.postMessage({ ready: true })
