import { partitionsPerLane } from '@tocsin/event'
import type { Position } from '../../position.ts'
import type { DuckConnection } from '../duckdb.ts'
import { day, type PartShare } from './part.ts'
import { standAt } from './part-table.ts'
import type { RetainDays, RetainPlan } from './retain-plan.ts'
import { literal, micros } from './sql-text.ts'

/** Which days of a plan are meant: those of all columns, or of those that name people. */
export type Which = keyof RetainDays

/** What a plan says of rows and of parts. */
export interface Expiry {
  /** SQL that is true for rows past their days. */
  rows(which: Which): string
  /** Whether all that a part holds of a source and partition is past its days. */
  passed(share: PartShare): boolean
  /** Whether some of it is past the days of what names people: then all of it is taken, up to an hour early. */
  peoplePassed(share: PartShare): boolean
}

/**
 * Reads a plan.
 *
 * A replayed record's `received` is the record's own time, so its days count from when the store took it: where the store
 * stood on a day tells. Its rows need both, to be old and to be kept for long.
 */
export async function expiryOf(connection: DuckConnection, plan: RetainPlan): Promise<Expiry> {
  const stands = new Map<number, Position>()
  for (const { days, peopleDays } of [...plan.sources, plan.otherwise]) {
    for (const one of [days, peopleDays]) {
      if (!stands.has(one)) stands.set(one, await standAt(connection, cutoff(plan.now, one) - day))
    }
  }
  const bySource = new Map(plan.sources.map((one) => [one.source, one]))
  const daysOf = (source: string, which: Which) => (bySource.get(source) ?? plan.otherwise)[which]
  const stood = (days: number, partition: number) => BigInt(stands.get(days)?.[partition] ?? 0)
  const kept = ({ partition, offset }: PartShare, days: number) =>
    partition < partitionsPerLane || offset.max < stood(days, partition)

  return {
    rows: (which) => {
      const byDays = new Map<number, string[]>()
      for (const one of plan.sources) {
        const same = byDays.get(one[which]) ?? []
        byDays.set(one[which], same)
        same.push(literal(one.source))
      }
      const either = [...byDays].map(
        ([days, sources]) => `(source in (${sources.join(', ')}) and ${olderSql(plan.now, days, stands.get(days))})`,
      )
      const others =
        plan.sources.length === 0
          ? 'true'
          : `source not in (${plan.sources.map(({ source }) => literal(source)).join(', ')})`
      const { [which]: days } = plan.otherwise
      either.push(`(${others} and ${olderSql(plan.now, days, stands.get(days))})`)
      return `(${either.join(' or ')})`
    },
    passed: (share) => {
      const days = daysOf(share.source, 'days')
      return share.received.max < cutoff(plan.now, days) && kept(share, days)
    },
    peoplePassed: (share) => {
      const days = daysOf(share.source, 'peopleDays')
      return share.received.min < cutoff(plan.now, days) && kept(share, days)
    },
  }
}

/** SQL that is true for the rows that some shares of a part stand for. */
export function sharesSql(shares: readonly PartShare[]): string {
  const bySource = new Map<string, number[]>()
  for (const { source, partition } of shares) {
    const partitions = bySource.get(source) ?? []
    bySource.set(source, partitions)
    partitions.push(partition)
  }
  const either = [...bySource].map(
    ([source, partitions]) => `(source = ${literal(source)} and partition in (${partitions.join(', ')}))`,
  )
  return either.length === 0 ? 'false' : `(${either.join(' or ')})`
}

function olderSql(now: number, days: number, stand: Position | undefined): string {
  const older = `received < make_timestamp(${cutoff(now, days)}::bigint)`
  const replayed = (stand ?? []).flatMap((next, partition) =>
    partition >= partitionsPerLane && next > 0 ? [`when ${partition} then ${next}::bigint`] : [],
  )
  const stored = replayed.length === 0 ? 'false' : `"offset" < case partition ${replayed.join(' ')} else 0 end`
  return `${older} and (partition < ${partitionsPerLane} or ${stored})`
}

function cutoff(now: number, days: number): bigint {
  return micros(now) - BigInt(Math.round(days * 86_400)) * 1_000_000n
}
