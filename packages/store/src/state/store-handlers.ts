import type { EventAt } from '@tocsin/event'
import type { Call } from '@tocsin/kit'
import type { EventStore, Statement, StateStore } from '../ports.ts'
import type { Position } from '../position.ts'
import type { Query, QueryResult } from '../query.ts'
import type { Scope } from '../scope.ts'
import { readPosition } from './sink-position.ts'

/** What other threads may ask of the one that owns the stores. Everything in it can pass between threads. */
export interface StoreHandlers {
  /** `ticket` names the query for `cancelQuery`; unique among all callers. */
  query(
    query: Query,
    scope: Scope,
    options: { readonly ticket: string; readonly budget?: number },
  ): Promise<QueryResult>
  cancelQuery(ticket: string): void
  eraseEvents(events: readonly EventAt[]): Promise<number>
  eventPosition(): Promise<Position>
  sinkPosition(sink: string): Promise<Position>
  run(statement: Statement): Promise<unknown[]>
  transact(statements: readonly Statement[]): Promise<void>
}

/** Handlers for kit's `serve`, in the thread that owns the stores. */
export function storeHandlers(stores: { readonly events: EventStore; readonly state: StateStore }): StoreHandlers {
  const { events, state } = stores
  const running = new Map<string, AbortController>()
  return {
    query: async (query, scope, { ticket, ...options }) => {
      const controller = new AbortController()
      running.set(ticket, controller)
      try {
        return await events.query(query, scope, { ...options, signal: controller.signal })
      } finally {
        running.delete(ticket)
      }
    },
    cancelQuery: (ticket) => running.get(ticket)?.abort(),
    eraseEvents: (erased) => events.erase(erased),
    eventPosition: () => events.position(),
    sinkPosition: (sink) => readPosition(state, sink),
    run: (statement) => state.run(statement),
    transact: (statements) => state.transact(statements),
  }
}

/** The state store, asked by message. */
export function stateStoreOver(call: Call<StoreHandlers>): StateStore {
  return {
    run: async <Row>(statement: Statement) => (await call('run', bare(statement))) as Row[],
    transact: (statements) => call('transact', statements.map(bare)),
  }
}

/** The reading half of the event store, asked by message. */
export function eventStoreOver(call: Call<StoreHandlers>): Pick<EventStore, 'query' | 'position' | 'erase'> {
  return {
    query: async (query, scope, { signal, budget } = {}) => {
      const ticket = crypto.randomUUID()
      const cancel = () => void call('cancelQuery', ticket)
      const answer = call('query', query, scope, { ticket, ...(budget === undefined ? {} : { budget }) })
      if (signal?.aborted) cancel()
      signal?.addEventListener('abort', cancel)
      try {
        return await answer
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },
    position: () => call('eventPosition'),
    erase: (events) => call('eraseEvents', events),
  }
}

/** Without kysely's syntax tree, which need not and cannot pass between threads. */
function bare({ sql, parameters }: Statement): Statement {
  return { sql, parameters }
}
