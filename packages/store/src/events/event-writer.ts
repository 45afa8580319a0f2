import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import type { EventBatch } from '../ports.ts'
import type { Position } from '../position.ts'
import type { DuckConnection } from './duckdb.ts'
import { insertSql } from './schema.ts'
import { readPosition } from './tables.ts'
import { begin, rollback } from './transaction.ts'

export interface EventWriter {
  append(batches: readonly EventBatch[], next: Position): Promise<void>
  /** One transaction of a task's changes, in turn with appends. */
  write(task: (connection: DuckConnection) => Promise<void>): Promise<void>
  /** Folds the write-ahead log into the file, so that what was deleted leaves it. */
  checkpoint(): Promise<void>
  position(): Position
  /** Does something between two appends: nothing is written meanwhile, all that was is in the files. */
  between<Answer>(task: () => Promise<Answer>): Promise<Answer>
  close(): Promise<void>
}

// DuckDB's own checkpoint at 16 MB of log stalls ingest for seconds; ours runs between two appends.
const checkpointBytes = 128 * 1024 * 1024
const checkpointAfter = 60_000

/** The only writer: appends and checkpoints, one after another in the order of their calls. */
export function eventWriter(options: {
  readonly connection: DuckConnection
  readonly spool: string
  readonly walFile: string
  readonly position: Position
}): EventWriter {
  const { connection, spool, walFile } = options
  let position = options.position
  let last: Promise<unknown> = Promise.resolve()
  let spooled = 0
  let dirty = false
  let queued = false
  let timer: NodeJS.Timeout | undefined

  const inTurn = <Answer>(task: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(task)
    last = turn.catch(() => undefined)
    return turn
  }

  const checkpoint = async () => {
    queued = false
    clearTimeout(timer)
    timer = undefined
    if (!dirty) return
    try {
      await connection.run('checkpoint')
      dirty = false
    } catch {
      // A reader that pins an old version: the rows are safe in the log, and the next turn tries again.
      timer = setTimeout(() => void inTurn(checkpoint), checkpointAfter).unref()
    }
  }

  const planCheckpoint = () => {
    timer ??= setTimeout(() => void inTurn(checkpoint), checkpointAfter).unref()
    if (queued || sizeOf(walFile) < checkpointBytes) return
    queued = true
    void inTurn(checkpoint)
  }

  const insert = async (batches: readonly EventBatch[], next: Position) => {
    const moved = movedTo(position, next)
    if (moved.length === 0) return
    const filled = batches.filter(({ rows }) => rows.length > 0)
    const file = join(spool, `${spooled++}.ndjson`)
    const target = `(values ${moved.map(([p, n]) => `(${p}, ${n}::bigint)`).join(', ')}) n(partition, next)`
    await begin(connection)
    try {
      if (filled.length > 0) {
        writeSpool(file, filled)
        await connection.run(insertSql(target), [file])
      }
      await connection.run(
        `update position set next = greatest(position.next, n.next) from ${target} where n.partition = position.partition`,
      )
      await connection.run('commit')
    } catch (error) {
      await rollback(connection)
      position = await readPosition(connection).catch(() => position)
      throw notKept(error)
    } finally {
      rmSync(file, { force: true })
    }
    position = position.map((old, partition) => Math.max(old, next[partition] ?? 0))
    dirty = true
    planCheckpoint()
  }

  return {
    append: (batches, next) => inTurn(() => insert(batches, next)),
    write: (task) =>
      inTurn(async () => {
        await begin(connection)
        try {
          await task(connection)
          await connection.run('commit')
        } catch (error) {
          await rollback(connection)
          throw error
        }
        dirty = true
        planCheckpoint()
      }),
    checkpoint: () => inTurn(checkpoint),
    position: () => position,
    between: (task) =>
      inTurn(async () => {
        await checkpoint()
        return await task()
      }),
    close: () =>
      inTurn(async () => {
        clearTimeout(timer)
        if (dirty) await connection.run('checkpoint').catch(() => undefined)
        connection.close()
      }),
  }
}

/** The partitions that a batch moves forward: where nothing moves, every row is kept already. */
function movedTo(position: Position, next: Position): (readonly [partition: number, next: number])[] {
  const moved: (readonly [number, number])[] = []
  for (const [partition, old] of position.entries()) {
    const to = next[partition] ?? 0
    if (!Number.isSafeInteger(to)) throw new RangeError(`the position of partition ${partition} is ${to}`)
    if (to > old) moved.push([partition, to])
  }
  return moved
}

function writeSpool(file: string, batches: readonly EventBatch[]): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    for (const { rows } of batches) {
      for (let written = 0; written < rows.length; ) written += writeSync(handle, rows, written)
      if (rows[rows.length - 1] !== newline[0]) writeSync(handle, newline)
    }
  } finally {
    closeSync(handle)
  }
}

const newline = Uint8Array.of(0x0a)

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function notKept(error: unknown): TocsinError {
  const says = error instanceof Error ? error.message : String(error)
  return new TocsinError('event-store', `The events were not kept: ${says}`, {
    where: 'events.duckdb',
    fix: 'Nothing is lost: the log has the frames. Free disk space if it is full, then restart Tocsin',
    cause: error,
  })
}
