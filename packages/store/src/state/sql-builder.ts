import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Statement } from '../ports.ts'

export type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
/** Text of SQL with values in it, for what the builder has no word for. */
export { sql as sqlText } from 'kysely'

/** What a builder compiles, without what only the builder knows of it: it can be handed on and kept for a transaction. */
export function statementOf(query: { compile(): Statement }): Statement {
  const { sql, parameters } = query.compile()
  return { sql, parameters }
}

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
