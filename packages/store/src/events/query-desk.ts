import type { Query, QueryResult } from '../query.ts'
import type { Scope } from '../scope.ts'
import { badQuery, cancelled, overBudget, type QueryError } from './bad-query.ts'
import { compileQuery } from './compile-query.ts'
import type { DuckConnection } from './duckdb.ts'
import {
  type CopyTarget,
  copyAnswer,
  type QueryReading,
  type Reader,
  readAnswer,
  readText,
  type TextPage,
} from './read-answer.ts'
import { begin, rollback } from './transaction.ts'

export interface QueryOptions {
  readonly signal?: AbortSignal
  /** Milliseconds from the call to the answer, waiting included; 30 s by default. */
  readonly budget?: number
}

export interface QueryDesk {
  query(query: Query, scope: Scope, options?: QueryOptions): Promise<QueryResult>
  /** Writes all events that answer into a Parquet file of the store's folder; gives how many. */
  copy(query: Query, scope: Scope, target: CopyTarget, options?: QueryOptions): Promise<number>
  /** A page of events, each as the line that `line` (SQL) makes of it. */
  text(query: Query, scope: Scope, line: string, options?: QueryOptions): Promise<TextPage>
  close(): Promise<void>
}

const defaultBudget = 30_000
const copyBudget = 600_000
const maxWaiting = 64

/**
 * Runs queries, one on each connection; the others wait in line.
 *
 * Each query holds a thread of libuv's pool while it runs, so the number of connections bounds what queries can take from
 * the rest of the process.
 */
export function queryDesk(connections: readonly DuckConnection[], reading: QueryReading): QueryDesk {
  const free = [...connections]
  const waiting: ((connection: DuckConnection) => void)[] = []
  const running = new Set<() => void>()
  let closed = false

  const release = (connection: DuckConnection) => {
    const next = waiting.shift()
    if (next === undefined) free.push(connection)
    else next(connection)
  }

  /** Gives a task a connection in its turn, within a snapshot, until it has to stop. */
  const inTurn = async <Answer>(
    { signal, budget = defaultBudget }: QueryOptions,
    task: (reader: Reader) => Promise<Answer>,
  ): Promise<Answer> => {
    const stop = stopper(signal, budget)
    const cancel = () => stop.because(cancelled())
    running.add(cancel)
    try {
      if (closed) throw cancelled()
      const connection = await connectionInTurn(free, waiting, stop)
      try {
        return await answer(connection, reading, stop, task)
      } finally {
        release(connection)
      }
    } finally {
      running.delete(cancel)
      stop.done()
    }
  }

  const query: QueryDesk['query'] = async (asked, scope, options = {}) => {
    const started = performance.now()
    const compiled = compileQuery(asked, scope)
    const rows = await inTurn(options, (reader) => readAnswer(reader, compiled))
    return { rows, took: performance.now() - started }
  }

  const copy: QueryDesk['copy'] = async (asked, scope, target, options = {}) => {
    const compiled = compileQuery({ ...asked, limit: 1 }, scope)
    return inTurn({ budget: copyBudget, ...options }, (reader) => copyAnswer(reader, compiled, target))
  }

  const text: QueryDesk['text'] = async (asked, scope, line, options = {}) => {
    const compiled = compileQuery(asked, scope)
    return inTurn(options, (reader) => readText(reader, compiled, line))
  }

  return {
    query,
    copy,
    text,
    close: async () => {
      closed = true
      for (const cancel of running) cancel()
      while (running.size > 0) await new Promise((resolve) => setTimeout(resolve, 5))
      for (const connection of free) connection.close()
    },
  }
}

/** Tells once why a query has to stop. */
interface Stopper {
  reason(): QueryError | undefined
  because(reason: QueryError): void
  /** Calls back at the stop, at once where it has come already. */
  onStop(heard: (reason: QueryError) => void): void
  done(): void
}

function stopper(signal: AbortSignal | undefined, budget: number): Stopper {
  let reason: QueryError | undefined
  const heard: ((reason: QueryError) => void)[] = []
  const because = (why: QueryError) => {
    if (reason !== undefined) return
    reason = why
    for (const one of heard) one(why)
  }
  const aborted = () => because(cancelled())
  const milliseconds = Math.min(Math.max(budget, 1), 2 ** 31 - 1)
  const timer = setTimeout(() => because(overBudget(`The query took longer than ${budget} ms`)), milliseconds)
  signal?.addEventListener('abort', aborted)
  if (signal?.aborted) aborted()
  return {
    reason: () => reason,
    because,
    onStop: (callback) => {
      if (reason === undefined) heard.push(callback)
      else callback(reason)
    },
    done: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
    },
  }
}

function connectionInTurn(
  free: DuckConnection[],
  waiting: ((connection: DuckConnection) => void)[],
  stop: Stopper,
): Promise<DuckConnection> {
  const stopped = stop.reason()
  if (stopped !== undefined) return Promise.reject(stopped)
  const connection = free.pop()
  if (connection !== undefined) return Promise.resolve(connection)
  if (waiting.length >= maxWaiting) return Promise.reject(overBudget(`${maxWaiting} queries are waiting already`))
  return new Promise((resolve, reject) => {
    waiting.push(resolve)
    stop.onStop((reason) => {
      const place = waiting.indexOf(resolve)
      if (place < 0) return
      waiting.splice(place, 1)
      reject(reason)
    })
  })
}

async function answer<Answer>(
  connection: DuckConnection,
  reading: QueryReading,
  stop: Stopper,
  task: (reader: Reader) => Promise<Answer>,
): Promise<Answer> {
  let again: NodeJS.Timeout | undefined
  let ended = false
  stop.onStop(() => {
    // The next query may have the connection by then
    if (ended) return
    connection.interrupt()
    // An interrupt that comes before the statement has begun on its thread is lost
    again = setInterval(() => connection.interrupt(), 10)
  })
  const leave = reading.bin.enter()
  try {
    // One snapshot for the list of parts and the rows: an event is in the hot table or in a part, never in both
    await begin(connection)
    return await task({ connection, reading, running: () => stop.reason() })
  } catch (error) {
    throw stop.reason() ?? saidOf(error)
  } finally {
    ended = true
    clearInterval(again)
    await rollback(connection)
    leave()
  }
}

/** What a person can change is said as such; what is left is ours. */
function saidOf(error: unknown): unknown {
  if (outOfMemory(error)) return overBudget('The query needs more memory than it may use', error)
  const refused = error instanceof Error ? /^Invalid Input Error: (.{1,300})/s.exec(error.message)?.[1] : undefined
  return refused === undefined
    ? error
    : badQuery(
        `The regular expression cannot be used: ${refused}`,
        'Write it for RE2: no lookaround, no back-references',
      )
}

function outOfMemory(error: unknown): boolean {
  return error instanceof Error && /^Out of (Memory|Range).*(memory|max_temp_directory_size)/is.test(error.message)
}
