import { closeSync, openSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import Database from 'libsql'
import type { Statement } from '../ports.ts'
import { bindable } from './bindable.ts'
import { placeholders } from './placeholders.ts'

/** The state file, behind the guard: nothing reaches the driver unchecked. */
export interface StateFile {
  /** Rows of a statement that gives rows, else none. */
  run(statement: Statement): unknown[]
  /** All of the work or none of it. */
  within<Answer>(work: () => Answer): Answer
  /** Text of migrations: several statements, no values. */
  script(sql: string): void
  close(): void
}

/**
 * Opens a SQLite file with foreign keys and a write-ahead log; makes it, readable by its owner only, where there is none.
 *
 * @param synchronous `FULL`: a commit survives power loss. `NORMAL`: it survives a kill, the last may be lost with the power.
 */
export function openStateFile(file: string, synchronous: 'FULL' | 'NORMAL'): StateFile {
  if (file !== ':memory:') madeFile(file)
  const db = new Database(file)
  for (const setting of [
    'journal_mode = WAL',
    `synchronous = ${synchronous}`,
    'foreign_keys = ON',
    'busy_timeout = 5000',
  ]) {
    db.pragma(setting)
  }
  // Without it whole numbers past 2^53 come back rounded
  db.defaultSafeIntegers(true)
  const prepared = new Map<string, Prepared>()

  const prepare = (sql: string): Prepared => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare<unknown[]>(sql)
    const made = { statement, takes: placeholders(sql) }
    if (prepared.size >= maxPrepared) prepared.clear()
    prepared.set(sql, made)
    return made
  }

  return {
    run: ({ sql, parameters }) => {
      const { statement, takes } = prepare(sql)
      if (parameters.length !== takes) {
        throw new TocsinError('bad-value', `The statement takes ${takes} values, not ${parameters.length}`, {
          where: sql.slice(0, 200),
          fix: 'Build the statement with sqlBuilder and pass what it compiled',
        })
      }
      const values = parameters.map((value, i) => bindable(value, i + 1))
      try {
        if (statement.reader) return statement.all(values).map(plainRow)
        statement.run(values)
        return []
      } catch (error) {
        // A statement that failed half-way may still hold its read lock
        prepared.delete(sql)
        throw error
      }
    },
    within: (work) => {
      db.exec('begin immediate')
      try {
        const answer = work()
        db.exec('commit')
        return answer
      } catch (error) {
        if (db.inTransaction) db.exec('rollback')
        throw error
      }
    },
    script: (sql) => void db.exec(sql),
    close: () => {
      prepared.clear()
      // The driver lets go of the file when its memory is tidied, who knows when, and SQLite would then delete the write-ahead
      // log by its name: by then it may be that of whoever opened the file next. Without a log there is nothing to delete.
      db.pragma('busy_timeout = 0')
      try {
        db.pragma('journal_mode = DELETE')
      } catch {
        // Somebody else has it open: SQLite leaves the log to them
      }
      db.close()
    },
  }
}

/**
 * SQLite gives its -wal and -shm the mode of the file. One that is there is not touched: closing any handle of a file ends
 * all locks that the process holds on it (fcntl(2)), those of a connection of SQLite's too.
 */
function madeFile(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

interface Prepared {
  readonly statement: Database.Statement<unknown[]>
  readonly takes: number
}

const maxPrepared = 256

/** Whole numbers as numbers where they are exact, else as bigint; blobs as bytes. */
function plainRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return BigInt(number) === value ? number : value
  }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}
