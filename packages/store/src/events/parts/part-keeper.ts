import type { EventAt } from '@tocsin/event'
import { readPosition } from '../tables.ts'
import { eraseEvents } from './erase-events.ts'
import { exportHours } from './export-hours.ts'
import { filterOld } from './filter-old.ts'
import { mergeParts } from './merge-parts.ts'
import type { OrphansFound } from './orphans.ts'
import { day } from './part.ts'
import { noteStand } from './part-table.ts'
import type { PartTools } from './part-tools.ts'
import { retainColumns } from './retain.ts'
import type { Retained, RetainPlan } from './retain-plan.ts'
import { micros } from './sql-text.ts'

/** What one round of tending did. */
export interface Tended {
  /** Events that moved from the hot table into parts. */
  readonly exported: number
  /** Parts that went into others of their hour. */
  readonly merged: number
}

export interface PartsStatus {
  readonly parts: number
  /** Events in parts, and in the hot table. */
  readonly rows: number
  readonly hotRows: number
  readonly bytes: number
  /** Events in parts whose file is not there. */
  readonly missing: number
  /** Files without a row that the start removed. */
  readonly orphans: number
}

export interface PartKeeper {
  tend(now: number): Promise<Tended>
  retain(plan: RetainPlan): Promise<Retained>
  erase(events: readonly EventAt[]): Promise<number>
  status(): Promise<PartsStatus>
  close(): Promise<void>
}

/** Everything that moves or rewrites parts, one after another; between two pieces of work appends have their turn. */
export function partKeeper(tools: PartTools, found: OrphansFound, stop: () => void): PartKeeper {
  let last: Promise<unknown> = Promise.resolve()
  let noted: bigint | undefined
  let working = false

  const inTurn = <Answer>(task: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(async () => {
      working = true
      try {
        return await task()
      } finally {
        working = false
      }
    })
    last = turn.catch(() => undefined)
    return turn
  }

  const noteDay = async (now: number) => {
    const today = micros(now) / day
    if (noted === today) return
    await tools.write(async (connection) => noteStand(connection, today * day, await readPosition(connection)))
    noted = today
  }

  return {
    tend: (now) =>
      inTurn(async () => {
        await noteDay(now)
        const tended = { exported: await exportHours(tools, now), merged: await mergeParts(tools) }
        await filterOld(tools)
        return tended
      }),
    retain: (plan) => inTurn(() => retainColumns(tools, plan)),
    erase: (events) => inTurn(() => eraseEvents(tools, events)),
    status: () =>
      inTurn(async () => {
        const [row] = await tools.connection.all(
          'select count(*), coalesce(sum(rows) filter (not missing), 0)::bigint, coalesce(sum(bytes), 0)::bigint,' +
            ' coalesce(sum(rows) filter (missing), 0)::bigint, (select count(*) from event) from part',
        )
        const [parts, rows, bytes, missing, hotRows] = (row ?? []).map(Number)
        return {
          parts: parts ?? 0,
          rows: rows ?? 0,
          bytes: bytes ?? 0,
          missing: missing ?? 0,
          hotRows: hotRows ?? 0,
          orphans: found.removed,
        }
      }),
    close: async () => {
      // An interrupt that comes before a statement has begun is lost
      const again = setInterval(() => working && stop(), 10)
      await last
      clearInterval(again)
    },
  }
}
