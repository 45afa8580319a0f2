import { type KeepingTables, type StateStore, sqlBuilder } from '@tocsin/store'
import type { HourUsed } from './disk.ts'

const sql = sqlBuilder<KeepingTables>()
/** A week of hours. */
const hoursKept = 168

/** Remembers what is used in an hour; what is older than a week goes. */
export async function noteUsed(state: StateStore, { hour, used }: HourUsed): Promise<void> {
  await state.transact([
    sql
      .insertInto('disk_use')
      .values({ hour, used })
      .onConflict((conflict) => conflict.column('hour').doUpdateSet({ used }))
      .compile(),
    sql
      .deleteFrom('disk_use')
      .where('hour', '<', hour - hoursKept)
      .compile(),
  ])
}

export async function usedByHour(state: StateStore): Promise<readonly HourUsed[]> {
  return await state.run<HourUsed>(sql.selectFrom('disk_use').select(['hour', 'used']).orderBy('hour').compile())
}
