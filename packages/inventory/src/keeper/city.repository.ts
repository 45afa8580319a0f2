import { type CityDiff, type Records, readRecord, type SectionName, type Sections, sectionNames } from '@tocsin/city'
import { TocsinError } from '@tocsin/kit'
import { type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import type { ChangeTable, InventoryTables, RecordTable, VersionTable } from './tables.ts'

/*
 * The city is of everybody or of nobody here: whose assets somebody sees is decided over the model (`visible.ts`), since it
 * depends on statements, not on rows.
 */
const sql = sqlBuilder<InventoryTables>()

/** Rows in one question and in one insert. SQLite takes 32,766 values in a statement. */
const page = 5000
const batch = 2000

/** How many changes of one record or of one version are shown. */
export const shownChanges = 200

/** Everything that is kept, as records to merge. @throws TocsinError `damaged` where a row is no record */
export async function storedRecords(store: StateStore, _scope: Scope): Promise<Records> {
  const records: { [Section in SectionName]?: Sections[Section][] } = {}
  for (const section of sectionNames) {
    const list: Sections[SectionName][] = []
    for (let after = ''; ; ) {
      const compiled = sql
        .selectFrom('city_record')
        .select(['id', 'body'])
        .where('section', '=', section)
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .compile()
      const rows = await store.run<RecordTable>(compiled)
      for (const { id, body } of rows) list.push(recordOf(section, id, body))
      const last = rows.at(-1)
      if (last === undefined || rows.length < page) break
      after = last.id
    }
    Object.assign(records, { [section]: list })
  }
  return records
}

/** The newest number, 0 where nothing was ever kept. */
export async function newestNumber(store: StateStore, _scope: Scope): Promise<number> {
  const compiled = sql.selectFrom('city_version').select('number').orderBy('number', 'desc').limit(1).compile()
  const [row] = await store.run<{ number: number }>(compiled)
  return row?.number ?? 0
}

/** Versions, the newest first. */
export function versionsOf(store: StateStore, _scope: Scope, before: number, limit: number): Promise<VersionTable[]> {
  return store.run<VersionTable>(
    sql
      .selectFrom('city_version')
      .selectAll()
      .where('number', '<', before)
      .orderBy('number', 'desc')
      .limit(limit)
      .compile(),
  )
}

/** The changes of one version: all of them, in the order of sections and ids. */
export async function changesOf(store: StateStore, _scope: Scope, number: number): Promise<readonly ChangeTable[]> {
  const changes: ChangeTable[] = []
  for (const section of sectionNames) {
    for (let after = ''; ; ) {
      const compiled = sql
        .selectFrom('city_change')
        .selectAll()
        .where('number', '=', number)
        .where('section', '=', section)
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .compile()
      const rows = await store.run<ChangeTable>(compiled)
      changes.push(...rows)
      const last = rows.at(-1)
      if (last === undefined || rows.length < page) break
      after = last.id
    }
  }
  return changes
}

/** Which versions changed a record, the newest first. */
export function historyOf(store: StateStore, _scope: Scope, section: SectionName, id: string): Promise<VersionTable[]> {
  return store.run<VersionTable>(
    sql
      .selectFrom('city_version')
      .innerJoin('city_change', 'city_change.number', 'city_version.number')
      .selectAll('city_version')
      .where('city_change.section', '=', section)
      .where('city_change.id', '=', id)
      .orderBy('city_version.number', 'desc')
      .limit(shownChanges)
      .compile(),
  )
}

/** What a change writes, for one transaction: the next version, its changes, and the records as they are after it. */
export function changeStatements(
  version: Omit<VersionTable, 'added' | 'updated' | 'removed'>,
  difference: CityDiff,
): { readonly statements: readonly Statement[]; readonly counts: Counts } {
  const counts = { added: 0, updated: 0, removed: 0 }
  const changes: ChangeTable[] = []
  const kept: RecordTable[] = []
  const gone: { section: string; id: string }[] = []
  for (const section of sectionNames) {
    const { added, updated, removed } = difference[section]
    counts.added += added.length
    counts.updated += updated.length
    counts.removed += removed.length
    const change = (id: string, before: unknown, after: unknown) => {
      const [was, is] = [before, after].map((side) => (side === undefined ? null : JSON.stringify(side)))
      changes.push({ number: version.number, section, id, before: was ?? null, after: is ?? null })
      if (typeof is === 'string') kept.push({ section, id, body: is })
      else gone.push({ section, id })
    }
    for (const one of added) change(one.id, undefined, one)
    for (const [from, to] of updated) change(to.id, from, to)
    for (const one of removed) change(one.id, one, undefined)
  }
  const statements = [
    sql
      .insertInto('city_version')
      .values({ ...version, ...counts })
      .compile(),
    ...inBatches(changes, (rows) => sql.insertInto('city_change').values(rows).compile()),
    ...inBatches(kept, (rows) =>
      sql
        .insertInto('city_record')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['section', 'id']).doUpdateSet((of) => ({ body: of.ref('excluded.body') })),
        )
        .compile(),
    ),
    ...gone.map(({ section, id }) =>
      sql.deleteFrom('city_record').where('section', '=', section).where('id', '=', id).compile(),
    ),
  ]
  return { statements: statements.map(({ sql: text, parameters }) => ({ sql: text, parameters })), counts }
}

export interface Counts {
  readonly added: number
  readonly updated: number
  readonly removed: number
}

/** Reads a side of a change back. @throws TocsinError `damaged` */
export function recordOf<Section extends SectionName>(section: Section, id: string, body: string): Sections[Section] {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw damaged(section, id, 'it is not JSON')
  }
  const read = readRecord(section, value)
  if (read.ok) return read.value
  throw damaged(section, id, read.error[0]?.reason ?? 'it is not a record')
}

function damaged(section: string, id: string, why: string): TocsinError {
  return new TocsinError('damaged', `A kept record of the city cannot be read: ${why}`, {
    where: `${section}/${id}`,
    fix: 'Restore a backup, or report it with this place',
  })
}

function inBatches<Row, Made>(rows: readonly Row[], make: (rows: readonly Row[]) => Made): Made[] {
  const made: Made[] = []
  for (let from = 0; from < rows.length; from += batch) made.push(make(rows.slice(from, from + batch)))
  return made
}
