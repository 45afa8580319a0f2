import { severities } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import type { Scope, Statement, StateStore } from '@tocsin/store'
import { columnText } from './column-text.ts'
import type { Quiet, QuietSaid } from './quiet.ts'
import { incidentVisible, readJson, sql, statement } from './statement.repository.ts'
import type { QuietTable } from './tables.ts'

/** Quiets that may hold at once. */
export const mostQuiets = 10_000

/** A quiet as people see it. */
export interface KeptQuiet extends Quiet {
  readonly held: number
  /** Milliseconds since the epoch. */
  readonly lastHeld?: number
  readonly ended?: { readonly at: number; readonly by: string }
}

/** A number that changes whenever somebody makes or ends a quiet. */
export async function quietTurn(store: StateStore): Promise<number> {
  const compiled = sql.selectFrom('watch_sequence').select('next').where('name', '=', 'quiet').compile()
  const [row] = await store.run<{ next: number }>(compiled)
  return Number(row?.next ?? 0)
}

/** All that hold after a time, in milliseconds since the epoch. */
export async function quietsAfter(store: StateStore, after: number): Promise<readonly Quiet[]> {
  const compiled = sql
    .selectFrom('quiet')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('until_at', '>', after)
    .orderBy('until_at', 'desc')
    .limit(mostQuiets)
    .compile()
  return (await store.run<QuietTable>(compiled)).map(quietOf)
}

export async function countQuiets(store: StateStore, after: number): Promise<number> {
  const compiled = sql
    .selectFrom('quiet')
    .select((eb) => eb.fn.countAll<number>().as('quiets'))
    .where('ended_at', 'is', null)
    .where('until_at', '>', after)
    .compile()
  const [row] = await store.run<{ quiets: number }>(compiled)
  return Number(row?.quiets ?? 0)
}

/** What somebody may see of it: those whose incident a scope lets through, the one that holds longest first. */
export async function listQuiets(
  store: StateStore,
  scope: Scope,
  asked: { readonly after: number; readonly limit: number; readonly incident?: string | undefined },
): Promise<readonly KeptQuiet[]> {
  let query = sql
    .selectFrom('quiet')
    .innerJoin('incident', 'incident.id', 'quiet.incident_id')
    .selectAll('quiet')
    .where(incidentVisible(scope))
    .where('until_at', '>', asked.after)
  if (asked.incident !== undefined) query = query.where('incident_id', '=', columnText(asked.incident))
  const compiled = query.orderBy('until_at', 'desc').orderBy('quiet.id').limit(asked.limit).compile()
  return (await store.run<QuietTable>(compiled)).map(keptQuiet)
}

/** One quiet, where a scope lets its incident through. */
export async function quietById(store: StateStore, scope: Scope, id: string): Promise<KeptQuiet | undefined> {
  const compiled = sql
    .selectFrom('quiet')
    .innerJoin('incident', 'incident.id', 'quiet.incident_id')
    .selectAll('quiet')
    .where('quiet.id', '=', id)
    .where(incidentVisible(scope))
    .compile()
  const [row] = await store.run<QuietTable>(compiled)
  return row === undefined ? undefined : keptQuiet(row)
}

export function insertQuiet(quiet: Quiet, act: string): readonly Statement[] {
  const { id, rule, group, incident, severity, made, until, who, said } = quiet
  const row = {
    id,
    act,
    rule_id: columnText(rule),
    grouped_by: columnText(group),
    incident_id: incident,
    severity: severities.indexOf(severity),
    made_at: made,
    until_at: until,
    ended_at: null,
    ended_by: null,
    held: 0,
    last_held: null,
    body: JSON.stringify({ rule, group, who, said }),
  }
  return [statement(sql.insertInto('quiet').values(row)), turned()]
}

export function endQuiet(id: string, who: string, at: number): readonly Statement[] {
  const ends = sql
    .updateTable('quiet')
    .set({ ended_at: at, ended_by: who })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
  return [statement(ends), turned()]
}

/** Ends what one act made quiet over one incident. */
export function endQuietsOf(act: string, incident: string, who: string, at: number): readonly Statement[] {
  const ends = sql
    .updateTable('quiet')
    .set({ ended_at: at, ended_by: who })
    .where('act', '=', act)
    .where('incident_id', '=', columnText(incident))
    .where('ended_at', 'is', null)
  return [statement(ends), turned()]
}

/** Counts findings that were held back; in the transaction that keeps them, so that each is counted once. */
export function countHeld(id: string, held: number, last: number): Statement {
  return statement(
    sql
      .updateTable('quiet')
      .set((eb) => ({ held: eb('held', '+', held), last_held: last }))
      .where('id', '=', id),
  )
}

function turned(): Statement {
  return statement(
    sql
      .insertInto('watch_sequence')
      .values({ name: 'quiet', next: 1 })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet((eb) => ({ next: eb('watch_sequence.next', '+', 1) })),
      ),
  )
}

function quietOf(row: QuietTable): Quiet {
  const { rule, group, who, said } = readJson<{ rule: string; group: string; who: string; said: QuietSaid }>(row.body)
  return {
    id: row.id,
    rule,
    group,
    incident: row.incident_id as IncidentId,
    severity: severities[row.severity] ?? 'info',
    made: row.made_at,
    until: row.until_at,
    who,
    said,
  }
}

function keptQuiet(row: QuietTable): KeptQuiet {
  return {
    ...quietOf(row),
    held: Number(row.held),
    ...(row.last_held === null ? {} : { lastHeld: row.last_held }),
    ...(row.ended_at === null ? {} : { ended: { at: row.ended_at, by: row.ended_by ?? '' } }),
  }
}
