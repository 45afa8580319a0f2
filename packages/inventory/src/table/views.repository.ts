import { type Scope, type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import type { InventoryTables, ViewTable } from '../keeper/tables.ts'

/* A view is words and filters that somebody chose, and nothing of the city: what it finds is scoped when it is opened. */
const sql = sqlBuilder<InventoryTables>()

/** Views that one person may keep, and that are listed. */
export const viewLimits = { each: 100, listed: 500 } as const

/** One's own views, and those that are shared. */
export function viewsFor(store: StateStore, _scope: Scope, who: string): Promise<ViewTable[]> {
  return store.run<ViewTable>(
    sql
      .selectFrom('city_view')
      .selectAll()
      .where((of) => of.or([of('owner', '=', who), of('shared', '=', 1)]))
      .orderBy('name')
      .limit(viewLimits.listed)
      .compile(),
  )
}

export function addView(view: ViewTable): Statement {
  return sql
    .insertInto('city_view')
    .values(view)
    .onConflict((conflict) =>
      conflict.columns(['owner', 'name']).doUpdateSet((of) => ({
        asked: of.ref('excluded.asked'),
        shared: of.ref('excluded.shared'),
        at: of.ref('excluded.at'),
      })),
    )
    .compile()
}

export function removeView(id: string, who: string): Statement {
  return sql.deleteFrom('city_view').where('id', '=', id).where('owner', '=', who).compile()
}
