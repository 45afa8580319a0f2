import type { EventAt } from '@tocsin/event'
import type { Call } from '@tocsin/kit'
import type { ExportFile } from '../export/export-file.ts'
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
  /** Makes a file of events, to be read by its ticket and then closed; one that nobody reads for a minute is closed. */
  openExport(
    asked: ExportAsked,
    options: { readonly ticket: string; readonly budget?: number },
  ): Promise<{ readonly rows: number; readonly bytes: number }>
  nextExport(ticket: string): Promise<Uint8Array | undefined>
  closeExport(ticket: string): Promise<void>
  eraseEvents(events: readonly EventAt[]): Promise<number>
  eventPosition(): Promise<Position>
  sinkPosition(sink: string): Promise<Position>
  run(statement: Statement): Promise<unknown[]>
  transact(statements: readonly Statement[]): Promise<void>
}

type ExportAsked = Parameters<EventStore['exportFile']>[0]

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
    ...exportHandlers(events, running),
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
export function eventStoreOver(
  call: Call<StoreHandlers>,
): Pick<EventStore, 'query' | 'position' | 'erase' | 'exportFile'> {
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
    exportFile: (asked, options = {}) => exportOver(call, asked, options),
    erase: (events) => call('eraseEvents', events),
  }
}

const unreadExport = 60_000

type ExportHandlers = Pick<StoreHandlers, 'openExport' | 'nextExport' | 'closeExport'>

function exportHandlers(events: EventStore, running: Map<string, AbortController>): ExportHandlers {
  const open = new Map<string, { readonly file: ExportFile; readonly idle: NodeJS.Timeout }>()
  const close = async (ticket: string) => {
    const one = open.get(ticket)
    open.delete(ticket)
    clearTimeout(one?.idle)
    await one?.file.close()
  }
  return {
    openExport: async (asked, { ticket, ...options }) => {
      const controller = new AbortController()
      running.set(ticket, controller)
      try {
        const file = await events.exportFile(asked, { ...options, signal: controller.signal })
        open.set(ticket, { file, idle: setTimeout(() => void close(ticket), unreadExport).unref() })
        return { rows: file.rows, bytes: file.bytes }
      } finally {
        running.delete(ticket)
      }
    },
    nextExport: async (ticket) => {
      const one = open.get(ticket)
      one?.idle.refresh()
      return one?.file.next()
    },
    closeExport: close,
  }
}

async function exportOver(
  call: Call<StoreHandlers>,
  asked: ExportAsked,
  { signal, budget }: { readonly signal?: AbortSignal; readonly budget?: number },
): Promise<ExportFile> {
  const ticket = crypto.randomUUID()
  const cancel = () => void call('cancelQuery', ticket)
  const made = call('openExport', asked, { ticket, ...(budget === undefined ? {} : { budget }) })
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel)
  try {
    return { ...(await made), next: () => call('nextExport', ticket), close: () => call('closeExport', ticket) }
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Without kysely's syntax tree, which need not and cannot pass between threads. */
function bare({ sql, parameters }: Statement): Statement {
  return { sql, parameters }
}
