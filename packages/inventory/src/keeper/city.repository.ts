import {
  type CityDiff,
  openRecordTexts,
  type Records,
  readRecord,
  type SectionName,
  type Sections,
  sectionNames,
} from '@tocsin/city'
import { type Result, TocsinError } from '@tocsin/kit'
import { type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import { breath } from '../breath.ts'
import type { ChangeTable, InventoryTables, RecordTable, VersionTable } from './tables.ts'

/*
 * The city is of everybody or of nobody here: whose assets somebody sees is decided over the model (`visible.ts`), since it
 * depends on statements, not on rows.
 */
const sql = sqlBuilder<InventoryTables>()

/** Rows in one question and in one insert. SQLite takes 32,766 values in a statement. */
const page = 5000
const batch = 500

/** How many changes of one record or of one version are shown. */
export const shownChanges = 200

/**
 * Everything that is kept, as records to merge.
 *
 * What is said again and again is one object in memory.
 *
 * @throws TocsinError `damaged` where a row is no record
 */
export async function storedRecords(store: StateStore, _scope: Scope): Promise<Records> {
  const read = openRecordTexts()
  const records: { [Section in SectionName]?: Sections[Section][] } = {}
  for (const section of sectionNames) {
    const list: Sections[SectionName][] = []
    // The next page is read in the stores' thread while this one is understood here.
    for (let asked = pageOf(store, section, ''); ; ) {
      const rows = await asked
      const last = rows.at(-1)
      const isLast = last === undefined || rows.length < page
      if (!isLast) asked = pageOf(store, section, last.id)
      for (const { id, body } of rows) list.push(sound(section, id, read(section, id, body)))
      if (isLast) break
    }
    Object.assign(records, { [section]: list })
  }
  return records
}

function pageOf(store: StateStore, section: SectionName, after: string): Promise<Pick<RecordTable, 'id' | 'body'>[]> {
  return store.run<RecordTable>(
    sql
      .selectFrom('city_record')
      .select(['id', 'body'])
      .where('section', '=', section)
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .compile(),
  )
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

/** Changes that are written in one transaction with their version; more are laid down before it, piece by piece. */
const mostAtOnce = 2000

/**
 * Writes a change: the version, both sides of each record, and the records as they are after it; all of it or nothing.
 *
 * Of a large one the two sides are laid down first, under a number that no version has yet: nobody sees them, and one statement
 * takes them over together with the version. So neither memory nor the turns of others grow with the change.
 */
export async function writeChange(
  store: StateStore,
  version: Omit<VersionTable, 'added' | 'updated' | 'removed'>,
  difference: CityDiff,
): Promise<void> {
  const counts = countsOf(difference)
  const forgotten = forgetChanges(version.number)
  const made = sql
    .insertInto('city_version')
    .values({ ...version, ...counts })
    .compile()
  const size = counts.added + counts.updated + counts.removed
  const pieces = inBatches(changeRows(version.number, difference))
  if (size <= mostAtOnce) {
    await store.transact([forgotten, made, ...pieces, ...takeOver(version.number, counts)].map(bare))
    return
  }
  await store.transact([bare(forgotten)])
  // The next piece is made while the stores' thread writes the one before it.
  let laid: Promise<unknown> = Promise.resolve()
  for (const piece of pieces) {
    const next = bare(piece)
    await laid
    laid = store.transact([next])
    // Told where it is waited for, also where making the next one fails first.
    laid.catch(() => undefined)
    await breath()
  }
  await laid
  await store.transact([made, ...takeOver(version.number, counts)].map(bare))
}

/** Forgets what was laid down for a version that was never made: a crash in between leaves it. */
export async function forgetUnmade(store: StateStore, _scope: Scope, newest: number): Promise<void> {
  await store.transact([bare(sql.deleteFrom('city_change').where('number', '>', newest).compile())])
}

function forgetChanges(number: number) {
  return sql.deleteFrom('city_change').where('number', '=', number).compile()
}

/** The records as the laid changes say that they are. */
function takeOver(number: number, { added, updated, removed }: Counts) {
  const statements = []
  if (added + updated > 0) {
    statements.push(
      sql
        .insertInto('city_record')
        .columns(['section', 'id', 'body'])
        .expression((of) =>
          of
            .selectFrom('city_change')
            .select(['section', 'id'])
            .select((one) => one.fn.coalesce('after', one.val('')).as('body'))
            .where('number', '=', number)
            .where('after', 'is not', null),
        )
        .onConflict((conflict) =>
          conflict.columns(['section', 'id']).doUpdateSet((of) => ({ body: of.ref('excluded.body') })),
        )
        .compile(),
    )
  }
  if (removed > 0) {
    statements.push(
      sql
        .deleteFrom('city_record')
        .where((of) =>
          of.exists(
            of
              .selectFrom('city_change')
              .select('city_change.id')
              .where('city_change.number', '=', number)
              .where('city_change.after', 'is', null)
              .whereRef('city_change.section', '=', 'city_record.section')
              .whereRef('city_change.id', '=', 'city_record.id'),
          ),
        )
        .compile(),
    )
  }
  return statements
}

function* changeRows(number: number, difference: CityDiff): Generator<ChangeTable> {
  for (const section of sectionNames) {
    const { added, updated, removed } = difference[section]
    const change = (id: string, before: unknown, after: unknown): ChangeTable => {
      const [was, is] = [before, after].map((side) => (side === undefined ? null : JSON.stringify(side)))
      return { number, section, id, before: was ?? null, after: is ?? null }
    }
    for (const one of added) yield change(one.id, undefined, one)
    for (const [from, to] of updated) yield change(to.id, from, to)
    for (const one of removed) yield change(one.id, one, undefined)
  }
}

/** How many records a difference touches, and how. */
export function countsOf(difference: CityDiff): Counts {
  const counts = { added: 0, updated: 0, removed: 0 }
  for (const section of sectionNames) {
    const { added, updated, removed } = difference[section]
    counts.added += added.length
    counts.updated += updated.length
    counts.removed += removed.length
  }
  return counts
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
  return sound(section, id, readRecord(section, value))
}

function sound<Section extends SectionName>(
  section: Section,
  id: string,
  read: Result<Sections[Section], readonly { readonly reason: string }[]>,
): Sections[Section] {
  if (read.ok) return read.value
  throw damaged(section, id, read.error[0]?.reason ?? 'it is not a record')
}

function damaged(section: string, id: string, why: string): TocsinError {
  return new TocsinError('damaged', `A kept record of the city cannot be read: ${why}`, {
    where: `${section}/${id}`,
    fix: 'Restore a backup, or report it with this place',
  })
}

/** Inserts of at most so many rows, made as they are asked for. */
function* inBatches(rows: Iterable<ChangeTable>) {
  const insert = (some: readonly ChangeTable[]) => sql.insertInto('city_change').values(some).compile()
  let some: ChangeTable[] = []
  for (const row of rows) {
    some.push(row)
    if (some.length < batch) continue
    yield insert(some)
    some = []
  }
  if (some.length > 0) yield insert(some)
}

/** Without kysely's syntax tree, which cannot pass between threads. */
function bare({ sql: text, parameters }: Statement): Statement {
  return { sql: text, parameters }
}
