import { isVisible, type Scope, type StateStore, sqlBuilder } from '@tocsin/store'
import { declaredRealms, type SourceProfile, type SourceZone } from './profile.ts'
import type { RegistryTables, SourceProfileTable, SourceZoneTable } from './tables.ts'

const sql = sqlBuilder<RegistryTables>()

/** Sources that can be declared, and zones that can be given. */
export const mostProfiles = 5000
const mostZones = 10_000

/** What was declared of the sources that a scope lets through, by name. */
export async function profilesOf(store: StateStore, scope: Scope): Promise<readonly SourceProfile[]> {
  const compiled = sql.selectFrom('source_profile').selectAll().orderBy('source').limit(mostProfiles).compile()
  const rows = await store.run<SourceProfileTable>(compiled)
  return rows.filter(({ source }) => isVisible(scope, [source])).map(profileOf)
}

/** Keeps what is declared of one source, whole. False where the scope does not let it through. */
export async function keepProfile(
  store: StateStore,
  scope: Scope,
  profile: SourceProfile,
  by: string,
  at: number,
): Promise<boolean> {
  if (!isVisible(scope, [profile.source])) return false
  const values = {
    equipment: profile.equipment,
    decoder: profile.decoder,
    sender: profile.sender,
    door: profile.door,
    owner: profile.owner,
    parent: profile.parent,
    realm: profile.realm,
    expected: profile.expected,
    silent_minutes: profile.silentMinutes,
  }
  const { sql: text, parameters } = sql
    .insertInto('source_profile')
    .values({ source: profile.source, ...values, created_at: at, created_by: by })
    .onConflict((conflict) => conflict.column('source').doUpdateSet(values))
    .compile()
  await store.transact([{ sql: text, parameters }])
  return true
}

/** Forgets what was declared of a source, and its zone; what it sent stays. */
export async function dropProfile(store: StateStore, scope: Scope, source: string): Promise<boolean> {
  if (!isVisible(scope, [source])) return false
  const known = await store.run(
    sql.selectFrom('source_profile').select('source').where('source', '=', source).compile(),
  )
  if (known.length === 0) return false
  await store.transact([
    sql.deleteFrom('source_profile').where('source', '=', source).compile(),
    sql.deleteFrom('source_zone').where('source', '=', source).where('sender', '=', '').compile(),
  ])
  return true
}

/** The zones that were given, of the sources that a scope lets through. */
export async function zonesOf(store: StateStore, scope: Scope): Promise<readonly SourceZone[]> {
  const compiled = sql.selectFrom('source_zone').selectAll().orderBy('source').limit(mostZones).compile()
  const rows = await store.run<SourceZoneTable>(compiled)
  return rows
    .filter(({ source }) => isVisible(scope, [source]))
    .map(({ source, sender, zone }) => ({ source, sender, zone }))
}

/** Gives a source or a sender a zone; with null, takes it away. */
export async function keepZone(
  store: StateStore,
  scope: Scope,
  { source, sender, zone }: { readonly source: string; readonly sender: string; readonly zone: string | null },
  by: string,
  at: number,
): Promise<boolean> {
  if (!isVisible(scope, [source])) return false
  if (zone === null) {
    await store.transact([
      sql.deleteFrom('source_zone').where('source', '=', source).where('sender', '=', sender).compile(),
    ])
    return true
  }
  const values = { zone, changed_at: at, changed_by: by }
  const { sql: text, parameters } = sql
    .insertInto('source_zone')
    .values({ source, sender, ...values })
    .onConflict((conflict) => conflict.columns(['source', 'sender']).doUpdateSet(values))
    .compile()
  await store.transact([{ sql: text, parameters }])
  return true
}

function profileOf(row: SourceProfileTable): SourceProfile {
  return {
    source: row.source,
    equipment: row.equipment,
    decoder: row.decoder,
    sender: row.sender,
    door: row.door,
    owner: row.owner,
    parent: row.parent,
    realm: declaredRealms.find((one) => one === row.realm) ?? 'real',
    expected: row.expected === null ? null : Number(row.expected),
    silentMinutes: row.silent_minutes === null ? null : Number(row.silent_minutes),
  }
}
