import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, Questions, RouteRequest } from '@tocsin/capability'
import { type ManualClock, manualClock } from '@tocsin/kit'
import { everything, openStateStore, positionTable, type StateStore } from '@tocsin/store'
import { inventoryCapability } from './capability.ts'
import { type CityKeeper, openCityKeeper } from './keeper/city-keeper.ts'
import { inventoryMigrations } from './keeper/tables.ts'
import { type Learner, openLearner } from './learn/learner.ts'
import { readList } from './lists/read-list.ts'

/** 2026-03-01T08:00:00Z, in milliseconds. */
export const morning = 1_772_352_000_000

export type Answer = Readonly<Record<string, unknown>>

/** The wing over a real state store in a folder of its own. */
export interface GivenCity {
  readonly clock: ManualClock
  readonly state: StateStore
  keeper(): CityKeeper
  learner(): Learner
  /** As the server does it: the input is parsed, the answer must have the declared shape. */
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    input?: object,
    asker?: Partial<RouteRequest<unknown>>,
  ): Promise<Answer>
  readonly provides: Partial<Questions>
  /** Opens the same folder again, as a restart does. */
  again(): Promise<CityKeeper>
  close(): void
}

export async function givenCity(): Promise<GivenCity> {
  const dir = mkdtempSync(join(tmpdir(), 'inventory-'))
  const { store, close } = await openStateStore({
    file: join(dir, 'state.db'),
    migrations: [positionTable, ...inventoryMigrations],
    synchronous: 'NORMAL',
  })
  const clock = manualClock(morning)
  let keeper = await openCityKeeper(store, clock.now)
  const learns = () => openLearner({ state: store, keeper, now: clock.now })
  let learner = await learns()
  const wing = inventoryCapability({
    keeper: () => keeper,
    readList: async (form, text, meaning) => readList(form, text, meaning),
    learner: () => learner,
  })
  const host = { now: clock.now, state: store } as unknown as Host
  return {
    clock,
    state: store,
    provides: wing.provides,
    keeper: () => keeper,
    learner: () => learner,
    async ask(method, path, input = {}, asker = {}) {
      const asked = wing.routes.find((one) => one.method === method && one.path === path)
      if (asked === undefined) throw new Error(`no route ${method} ${path}`)
      const request = { scope: everything, who: 'ann', ...asker, input: asked.input.parse(input) }
      return asked.output.parse(await asked.handle(request, host)) as Answer
    },
    async again() {
      keeper = await openCityKeeper(store, clock.now)
      learner = await learns()
      return keeper
    },
    close: () => {
      close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
