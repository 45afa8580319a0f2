import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'

export type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
/** Text of SQL with values in it, for what the builder has no word for. */
export { sql as sqlText } from 'kysely'

/**
 * Builds statements, and runs none: repositories hand what it compiles to a `StateStore`.
 *
 * @example
 * const sql = sqlBuilder<{ note: { id: string; text: string } }>()
 * await store.run(sql.selectFrom('note').selectAll().where('id', '=', id).compile())
 */
export function sqlBuilder<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}
