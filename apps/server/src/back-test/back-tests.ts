import { randomUUID } from 'node:crypto'
import { eventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { erasedEvents, isVisible, type Position, readTombstones, type Scope, type StateStore } from '@tocsin/store'
import type { RuleBundle, Tried } from '@tocsin/watch'
import type { RunBackTest, Running } from './in-thread.ts'
import type { BackTestProgress, BackTestReport, BackTestStart } from './run-back-test.ts'

/** What somebody wants tried. */
export interface BackTestWish {
  readonly lane: number
  /** By time of receipt, in milliseconds since the epoch: [from, until). */
  readonly from: number
  readonly until: number
  /** One trial, or two that are compared. */
  readonly sides: readonly { readonly bundle?: Uint8Array; readonly tried: Tried }[]
  readonly explained?: number
  /** Counts what the rule waited for, in place of what it says. */
  readonly waits?: boolean
}

export type BackTestState =
  | { readonly id: string; readonly state: 'waiting' }
  | { readonly id: string; readonly state: 'running'; readonly progress: BackTestProgress }
  | { readonly id: string; readonly state: 'done'; readonly report: BackTestReport }
  | { readonly id: string; readonly state: 'cancelled'; readonly progress: BackTestProgress }
  | {
      readonly id: string
      readonly state: 'failed'
      readonly failure: {
        readonly code: string
        readonly message: string
        readonly where?: string
        readonly fix?: string
      }
    }

/** Trials of rules over stored history. One runs at a time in the house, in a thread of low priority. */
export interface BackTests {
  /** @throws TocsinError `too-many` */
  start(who: string, scope: Scope, wish: BackTestWish): string
  /** Nothing for anybody but who started it, and where their scope no longer holds what it was started with. */
  state(who: string, scope: Scope, id: string): BackTestState | undefined
  /** @returns whether there was one to end */
  cancel(who: string, id: string): boolean
  /** Ends all of them. */
  close(): void
}

export interface BackTestHouse {
  readonly logDir: string
  readonly state: StateStore
  /** What judges now. */
  readonly current: () => RuleBundle
  /** What is durable of a lane now. */
  readonly durable: (lane: number) => Promise<Position>
  readonly run: RunBackTest
}

interface Kept {
  readonly who: string
  readonly scope: Scope
  state: BackTestState
  running?: Running
}

const mostWaiting = 8
const remembered = 50
const nothingYet: BackTestProgress = { share: 0, events: 0, hits: 0, at: 0 }

export function openBackTests(house: BackTestHouse): BackTests {
  const all = new Map<string, Kept>()
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  const perform = async (id: string, one: Kept, wish: BackTestWish): Promise<void> => {
    if (closed || one.state.state !== 'waiting') return
    one.state = { id, state: 'running', progress: nothingYet }
    const start: BackTestStart = {
      ...wish,
      logDir: house.logDir,
      scope: one.scope,
      limit: await house.durable(wish.lane),
      erased: await erasedNow(house.state),
      sides: wish.sides.map(({ bundle, tried }) => ({ bundle: bundle ?? house.current().bytes, tried })),
    }
    if (stateOf(one) !== 'running') return
    one.running = house.run(start, (progress) => {
      if (one.state.state === 'running') one.state = { id, state: 'running', progress }
    })
    const report = await one.running.report
    if (stateOf(one) === 'running') one.state = { id, state: 'done', report }
  }

  return {
    start: (who, scope, wish) => {
      const waiting = [...all.values()].filter(({ state }) => state.state === 'waiting' || state.state === 'running')
      if (waiting.length >= mostWaiting) {
        throw new TocsinError('too-many', `${waiting.length} trials of rules wait already`, {
          fix: 'Wait until one is done, or cancel one',
        })
      }
      const id = randomUUID()
      const one: Kept = { who, scope, state: { id, state: 'waiting' } }
      all.set(id, one)
      const over = [...all].filter(([, { state }]) => state.state !== 'waiting' && state.state !== 'running')
      for (const [old] of over.slice(0, Math.max(0, all.size - remembered))) all.delete(old)
      last = last
        .then(() => perform(id, one, wish))
        .catch((error: unknown) => {
          if (one.state.state !== 'cancelled') one.state = { id, state: 'failed', failure: failureOf(error) }
        })
        .finally(() => {
          delete one.running
        })
      return id
    },
    state: (who, scope, id) => {
      const one = all.get(id)
      return one !== undefined && one.who === who && holds(scope, one.scope) ? one.state : undefined
    },
    cancel: (who, id) => {
      const one = all.get(id)
      if (one === undefined || one.who !== who) return false
      const { state } = one
      if (state.state !== 'waiting' && state.state !== 'running') return false
      one.state = { id, state: 'cancelled', progress: state.state === 'running' ? state.progress : nothingYet }
      one.running?.stop()
      return true
    },
    close: () => {
      closed = true
      for (const one of all.values()) one.running?.stop()
    },
  }
}

/** What an await may have changed. */
function stateOf(one: Kept): BackTestState['state'] {
  return one.state.state
}

/** Whether somebody may still see all that they might see when they asked. */
function holds(now: Scope, then: Scope): boolean {
  if (now.kind === 'all') return true
  return then.kind === 'sources' && then.sources.every((source) => isVisible(now, [source]))
}

/** Events that an erasure takes while it is not through with the log. */
export async function erasedNow(state: StateStore): Promise<readonly string[]> {
  const under = (await readTombstones(state)).filter(({ step }) => step !== 'done' && step !== 'gathering')
  const taken = await Promise.all(under.map(({ id }) => erasedEvents(state, id)))
  return taken.flat().map(eventId)
}

function failureOf(error: unknown) {
  if (!(error instanceof TocsinError))
    return { code: 'back-test-failed', message: error instanceof Error ? error.message : String(error) }
  const { code, message, where, fix } = error
  return { code, message, ...(where === undefined ? {} : { where }), ...(fix === undefined ? {} : { fix }) }
}
