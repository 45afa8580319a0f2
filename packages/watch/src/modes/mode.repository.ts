import { type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import { columnText } from '../incidents/column-text.ts'
import type { WatchTables } from '../incidents/tables.ts'
import type { RuleLedger } from './ledger.ts'
import type { KeptMode, ModeReason } from './mode.ts'

const sql = sqlBuilder<WatchTables>()

/** Rules of which a mode or a ledger is kept, at most. */
export const mostLedgers = 30_000

/** Writes a ledger whole; `touched` is stream time. */
export function upsertLedger(ledger: RuleLedger): Statement {
  const values = { touched: ledger.last, body: JSON.stringify(ledger) }
  return sql
    .insertInto('rule_ledger')
    .values({ rule_id: columnText(ledger.rule), ...values })
    .onConflict((conflict) => conflict.column('rule_id').doUpdateSet(values))
    .compile()
}

/** Every ledger, or those touched since a stream time. */
export async function ledgersOf(store: StateStore, since = 0): Promise<ReadonlyMap<string, RuleLedger>> {
  const rows = await store.run<{ readonly body: string }>(
    sql.selectFrom('rule_ledger').select('body').where('touched', '>=', since).limit(mostLedgers).compile(),
  )
  return new Map(
    rows.map(({ body }) => {
      const ledger = JSON.parse(body) as RuleLedger
      return [ledger.rule, ledger]
    }),
  )
}

/** The modes that were decided, and the bundle that they were decided for. */
export async function modesOf(
  store: StateStore,
): Promise<{ readonly modes: ReadonlyMap<string, KeptMode>; readonly meaning: string | undefined }> {
  const rows = await store.run<{ readonly rule_id: string; readonly body: string }>(
    sql
      .selectFrom('rule_mode')
      .select(['rule_id', 'body'])
      .limit(mostLedgers + 1)
      .compile(),
  )
  const meaning = rows.find(({ rule_id }) => rule_id === '')?.body
  const modes = rows
    .filter(({ rule_id }) => rule_id !== '')
    .map(({ body }) => JSON.parse(body) as KeptMode & { readonly why: ModeReason })
  return { modes: new Map(modes.map((one) => [one.rule, one])), meaning }
}

/** Keeps modes, and with `meaning` for which bundle all of them are decided. */
export async function keepModes(store: StateStore, modes: readonly KeptMode[], meaning?: string): Promise<void> {
  const rows = [
    ...modes.map((one) => ({ rule_id: columnText(one.rule), body: JSON.stringify(one) })),
    ...(meaning === undefined ? [] : [{ rule_id: '', body: meaning }]),
  ]
  for (let start = 0; start < rows.length; start += 500) {
    await store.transact(
      rows.slice(start, start + 500).map(({ rule_id, body }) =>
        sql
          .insertInto('rule_mode')
          .values({ rule_id, body })
          .onConflict((conflict) => conflict.column('rule_id').doUpdateSet({ body }))
          .compile(),
      ),
    )
  }
}
