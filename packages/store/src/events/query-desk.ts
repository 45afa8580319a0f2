import type { Query, QueryResult, QueryRow } from '../query.ts'
import type { Scope } from '../scope.ts'
import { badQuery, cancelled, overBudget, type QueryError } from './bad-query.ts'
import { type CompiledQuery, compileQuery } from './compile-query.ts'
import type { DuckConnection } from './duckdb.ts'
import { type QueryReading, readAnswer } from './read-answer.ts'

export interface QueryOptions {
  readonly signal?: AbortSignal
  /** Milliseconds from the call to the answer, waiting included; 30 s by default. */
  readonly budget?: number
}

export interface QueryDesk {
  query(query: Query, scope: Scope, options?: QueryOptions): Promise<QueryResult>
  close(): Promise<void>
}

const defaultBudget = 30_000
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

  const query: QueryDesk['query'] = async (asked, scope, { signal, budget = defaultBudget } = {}) => {
    const started = performance.now()
    const compiled = compileQuery(asked, scope)
    const stop = stopper(signal, budget)
    const cancel = () => stop.because(cancelled())
    running.add(cancel)
    try {
      if (closed) throw cancelled()
      const connection = await connectionInTurn(free, waiting, stop)
      try {
        const rows = await answer(connection, compiled, reading, stop)
        return { rows, took: performance.now() - started }
      } finally {
        release(connection)
      }
    } finally {
      running.delete(cancel)
      stop.done()
    }
  }

  return {
    query,
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

async function answer(
  connection: DuckConnection,
  compiled: CompiledQuery,
  reading: QueryReading,
  stop: Stopper,
): Promise<QueryRow[]> {
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
    await connection.run('begin')
    return await readAnswer({ connection, reading, running: () => stop.reason() }, compiled)
  } catch (error) {
    throw stop.reason() ?? saidOf(error)
  } finally {
    ended = true
    clearInterval(again)
    await connection.run('rollback').catch(() => undefined)
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
