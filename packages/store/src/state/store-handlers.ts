import type { EventAt } from '@tocsin/event'
import type { Call } from '@tocsin/kit'
import type { TextPage } from '../events/read-answer.ts'
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
  exportText(asked: TextAsked, options: { readonly ticket: string; readonly budget?: number }): Promise<TextPage>
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

type TextAsked = Parameters<EventStore['exportText']>[0]
type ExportAsked = Parameters<EventStore['exportFile']>[0]

/** Handlers for kit's `serve`, in the thread that owns the stores. */
export function storeHandlers(stores: { readonly events: EventStore; readonly state: StateStore }): StoreHandlers {
  const { events, state } = stores
  const running = new Map<string, AbortController>()
  /** By its ticket a question can be cancelled while it is asked. */
  const ticketed = async <Answer>(ticket: string, ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> => {
    const controller = new AbortController()
    running.set(ticket, controller)
    try {
      return await ask(controller.signal)
    } finally {
      running.delete(ticket)
    }
  }
  return {
    query: (query, scope, { ticket, ...options }) =>
      ticketed(ticket, (signal) => events.query(query, scope, { ...options, signal })),
    exportText: (asked, { ticket, ...options }) =>
      ticketed(ticket, (signal) => events.exportText(asked, { ...options, signal })),
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
): Pick<EventStore, 'query' | 'position' | 'erase' | 'exportText' | 'exportFile'> {
  return {
    query: (query, scope, options) => ticketed(call, options, (ticket) => call('query', query, scope, ticket)),
    exportText: (asked, options) => ticketed(call, options, (ticket) => call('exportText', asked, ticket)),
    position: () => call('eventPosition'),
    exportFile: (asked, options = {}) => exportOver(call, asked, options),
    erase: (events) => call('eraseEvents', events),
  }
}

/** Asks with a ticket of its own, by which the signal takes the question back. */
async function ticketed<Answer>(
  call: Call<StoreHandlers>,
  { signal, budget }: { readonly signal?: AbortSignal; readonly budget?: number } = {},
  ask: (options: { readonly ticket: string; readonly budget?: number }) => Promise<Answer>,
): Promise<Answer> {
  const ticket = crypto.randomUUID()
  const cancel = () => void call('cancelQuery', ticket)
  const answer = ask({ ticket, ...(budget === undefined ? {} : { budget }) })
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel)
  try {
    return await answer
  } finally {
    signal?.removeEventListener('abort', cancel)
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
  options: Parameters<EventStore['exportFile']>[1],
): Promise<ExportFile> {
  return ticketed(call, options, async (named) => {
    const { ticket } = named
    const made = await call('openExport', asked, named)
    return { ...made, next: () => call('nextExport', ticket), close: () => call('closeExport', ticket) }
  })
}

/** Without kysely's syntax tree, which need not and cannot pass between threads. */
function bare({ sql, parameters }: Statement): Statement {
  return { sql, parameters }
}
