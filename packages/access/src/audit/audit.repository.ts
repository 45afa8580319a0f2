import { type StateStore, sqlBuilder } from '@tocsin/store'
import { type AuditRow, type Head, noHead } from './chain.ts'
import { type AuditEntry, folded } from './entry.ts'
import type { AuditTables } from './tables.ts'

/** What of the audit is asked for. All of it must hold. */
export interface AuditFilter {
  /** Milliseconds since the epoch: [from, to). */
  readonly from?: number
  readonly to?: number
  readonly who?: string
  readonly act?: string
  /** Any of these texts in what it was about, its reason, its people; letters fold. */
  readonly words?: readonly string[]
  /** Entries older than this one. */
  readonly before?: number
  /** 1..1,000. */
  readonly limit: number
}

/** All SQL of the audit. Rows are added, never changed, and cut off at the old end; the data protection officer reads all of them. */
export function auditRepository(state: StateStore) {
  const db = sqlBuilder<AuditTables>()
  return {
    add: (rows: readonly AuditRow[]) =>
      state.transact(rows.map((row) => db.insertInto('audit_entry').values(row).compile())),

    head: async (): Promise<Head> => {
      const last = db.selectFrom('audit_entry').select(['n', 'mac']).orderBy('n', 'desc').limit(1).compile()
      return (await state.run<Head>(last))[0] ?? noHead
    },

    /** Number of the oldest entry; 0 where there is none. */
    oldest: async (): Promise<number> => {
      const asked = db.selectFrom('audit_entry').select('n').orderBy('n').limit(1).compile()
      return Number((await state.run<{ n: number }>(asked))[0]?.n ?? 0)
    },

    /** Number of the oldest entry that is not older than a moment; nothing where all are. A clock that was set back keeps nothing longer. */
    oldestSince: async (moment: number): Promise<number | undefined> => {
      const asked = db.selectFrom('audit_entry').select('n').where('at', '>=', moment).orderBy('n').limit(1).compile()
      const [row] = await state.run<{ n: number }>(asked)
      return row === undefined ? undefined : Number(row.n)
    },

    cut: (upTo: number) => state.transact([db.deleteFrom('audit_entry').where('n', '<=', upTo).compile()]),

    /** Rows in the order of the chain. */
    after: (n: number, limit: number) =>
      state.run<AuditRow>(
        db.selectFrom('audit_entry').selectAll().where('n', '>', n).orderBy('n').limit(limit).compile(),
      ),

    list: async (filter: AuditFilter): Promise<readonly AuditEntry[]> => {
      let query = db.selectFrom('audit_entry').select('entry').orderBy('n', 'desc').limit(filter.limit)
      if (filter.from !== undefined) query = query.where('at', '>=', filter.from)
      if (filter.to !== undefined) query = query.where('at', '<', filter.to)
      if (filter.who !== undefined) query = query.where('who', '=', filter.who)
      if (filter.act !== undefined) query = query.where('act', '=', filter.act)
      if (filter.before !== undefined) query = query.where('n', '<', filter.before)
      const words = filter.words ?? []
      if (words.length > 0) {
        query = query.where((where) =>
          where.or(words.map((word) => where('words', 'like', `%${escaped(folded(word))}%`))),
        )
      }
      const rows = await state.run<{ entry: string }>(query.compile())
      return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry)
    },

    /** How often each person did each act in a stretch of time. */
    counts: (from: number, to: number) =>
      state.run<{ who: string; act: string; n: number }>(
        db
          .selectFrom('audit_entry')
          .select(['who', 'act', (of) => of.fn.countAll<number>().as('n')])
          .where('at', '>=', from)
          .where('at', '<', to)
          .groupBy(['who', 'act'])
          .orderBy('n', 'desc')
          .limit(1000)
          .compile(),
      ),
  }
}

/** `%` and `_` mean themselves: SQLite's LIKE has no escape unless told, so they match any one character instead. */
function escaped(text: string): string {
  return text.replaceAll(/[%_]/g, '_')
}
