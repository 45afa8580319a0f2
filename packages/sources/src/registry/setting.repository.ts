import type { Personal, SourceSetting } from '@tocsin/capability'
import { isVisible, type Scope, type StateStore, sqlBuilder } from '@tocsin/store'
import type { RegistryTables, SourceSettingTable } from './tables.ts'

const sql = sqlBuilder<RegistryTables>()

/** Sources of which something can be decided, at most: each is a name that somebody sent under. */
export const mostSettings = 5000

/** What was decided about the sources that a scope lets through, by name. */
export async function settingsOf(store: StateStore, scope: Scope): Promise<readonly SourceSetting[]> {
  const compiled = sql.selectFrom('source_setting').selectAll().orderBy('source').limit(mostSettings).compile()
  const rows = await store.run<SourceSettingTable>(compiled)
  return rows.filter(({ source }) => isVisible(scope, [source])).map(settingOf)
}

/** Keeps what was decided about one source, whole: what is not said is the house's default. */
export async function keepSetting(
  store: StateStore,
  scope: Scope,
  setting: SourceSetting,
  by: string,
  at: number,
): Promise<boolean> {
  if (!isVisible(scope, [setting.source])) return false
  const values = {
    department: setting.department,
    raw_days: setting.rawDays,
    column_days: setting.columnDays,
    personal: setting.personal,
    changed_at: at,
    changed_by: by,
  }
  const { sql: text, parameters } = sql
    .insertInto('source_setting')
    .values({ source: setting.source, ...values })
    .onConflict((conflict) => conflict.column('source').doUpdateSet(values))
    .compile()
  await store.transact([{ sql: text, parameters }])
  return true
}

function settingOf(row: SourceSettingTable): SourceSetting {
  return {
    source: row.source,
    department: row.department,
    rawDays: row.raw_days === null ? null : Number(row.raw_days),
    columnDays: row.column_days === null ? null : Number(row.column_days),
    personal: row.personal as Personal,
  }
}
