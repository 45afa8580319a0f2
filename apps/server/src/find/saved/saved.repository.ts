import { type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import {
  type Circle,
  isShown,
  nameKey,
  type SavedDraft,
  type SavedSearch,
  type Shared,
  savedLimits,
  spans,
} from './saved.ts'
import type { FindTables, SavedTable } from './tables.ts'

const sql = sqlBuilder<FindTables>()

/** What somebody saved and what is shared with them, by name. */
export async function savedFor(store: StateStore, circle: Circle): Promise<readonly SavedSearch[]> {
  const shared = [
    'everyone',
    ...(circle.role === undefined ? [] : [`role:${circle.role}`]),
    ...circle.departments.map((department) => `department:${department}`),
  ]
  const compiled = sql
    .selectFrom('saved_search')
    .selectAll()
    .where((where) => where.or([where('owner', '=', circle.who), where('shared', 'in', shared)]))
    .orderBy('name_key')
    .orderBy('owner')
    .limit(savedLimits.listed)
    .compile()
  return (await store.run<SavedTable>(compiled)).map(savedOf)
}

export async function savedById(store: StateStore, id: string): Promise<SavedSearch | undefined> {
  const compiled = sql.selectFrom('saved_search').selectAll().where('id', '=', id).compile()
  const [row] = await store.run<SavedTable>(compiled)
  return row === undefined ? undefined : savedOf(row)
}

export async function countSaved(store: StateStore, owner: string): Promise<number> {
  const compiled = sql
    .selectFrom('saved_search')
    .select((of) => of.fn.countAll().as('n'))
    .where('owner', '=', owner)
    .compile()
  const [row] = await store.run<{ n: number | bigint | string }>(compiled)
  return Number(row?.n ?? 0)
}

/** False where its owner has one of that name already. */
export async function addSaved(
  store: StateStore,
  id: string,
  owner: string,
  draft: SavedDraft,
  now: number,
): Promise<boolean> {
  const row = { id, owner, ...rowOf(draft), created_at: now, changed_at: now }
  const compiled = sql
    .insertInto('saved_search')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .compile()
  return (await store.run(compiled)).length > 0
}

/** False where there is none of that id and owner, or the owner has another of that name. */
export async function changeSaved(
  store: StateStore,
  id: string,
  owner: string,
  draft: SavedDraft,
  now: number,
): Promise<boolean> {
  const taken = sql
    .selectFrom('saved_search')
    .select('id')
    .where('owner', '=', owner)
    .where('name_key', '=', nameKey(draft.name))
    .where('id', '!=', id)
    .compile()
  if ((await store.run(taken)).length > 0) return false
  const compiled = sql
    .updateTable('saved_search')
    .set({ ...rowOf(draft), changed_at: now })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .returning('id')
    .compile()
  return (await store.run(compiled)).length > 0
}

/** What somebody saved goes with them to another name of theirs. */
export function renameOwner(from: string, to: string): Statement {
  return sql.updateTable('saved_search').set({ owner: to }).where('owner', '=', from).compile()
}

export function removeSaved(id: string, owner: string): Statement {
  return sql.deleteFrom('saved_search').where('id', '=', id).where('owner', '=', owner).returning('id').compile()
}

function rowOf({ name, text, span, columns, shared }: SavedDraft) {
  return { name, name_key: nameKey(name), text, span, columns: JSON.stringify(columns), shared }
}

/** A row that somebody's hand has changed still gives a search: what it does not mean is left out. */
function savedOf(row: SavedTable): SavedSearch {
  const { id, owner, name, text, shared } = row
  const span = spans.find((one) => one === row.span) ?? 'day'
  return {
    id,
    owner,
    name,
    text,
    span,
    columns: fieldsIn(row.columns),
    shared: shared as Shared,
    changedAt: row.changed_at,
  }
}

function fieldsIn(text: string): SavedSearch['columns'] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string').filter(isShown) : []
  } catch {
    return []
  }
}
