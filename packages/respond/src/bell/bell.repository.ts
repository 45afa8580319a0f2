import { realms, severities } from '@tocsin/event'
import type { IncidentId, Words } from '@tocsin/kit'
import { type Statement, type StateStore, sqlBuilder } from '@tocsin/store'
import type { Message } from './message.ts'
import type { Notice } from './notice.ts'
import type { BellTables } from './tables.ts'
import { type KeptTarget, type MailServer, mailServerShape, mostTargets, noticeKinds, targetShape } from './target.ts'

/*
 * The bell is the house's own: who is told is decided by administrators, who see everything. What a target may hear of is
 * held against its departments where messages are made (`routing.ts`, `compose.ts`).
 */
const sql = sqlBuilder<BellTables>()

/** What a try came to. */
export interface Answered {
  readonly ok: boolean
  /** The status of the answer (HTTP, SMTP); null where there was none. */
  readonly status: number | null
  readonly says: Words
  /** Milliseconds that the receiver asks to be left alone for. */
  readonly retryAfter?: number
}

export interface KeptMessage {
  readonly message: Message
  readonly target: string
  /** `lost`: given up after a day; `test`: sent once, by hand, whatever came of it. */
  readonly state: 'due' | 'sent' | 'lost' | 'test'
  readonly attempts: number
  /** Milliseconds since the epoch. */
  readonly nextAt: number
  readonly doneAt: number | null
  readonly answer: Answered | null
}

/** Every target, the oldest first. One that a later version wrote in another shape is left out. */
export async function targetsOf(store: StateStore): Promise<readonly KeptTarget[]> {
  const compiled = sql.selectFrom('bell_target').selectAll().orderBy('created_at').orderBy('id').limit(mostTargets)
  return (await store.run<BellTables['bell_target']>(compiled.compile())).flatMap((row) => {
    const target = targetShape.safeParse(JSON.parse(row.body))
    if (!target.success) return []
    return [
      {
        id: row.id,
        target: target.data,
        enabled: Number(row.enabled) === 1,
        createdAt: row.created_at,
        createdBy: row.created_by,
        missed: Number(row.missed),
        failingSince: row.failing_since,
        lastOk: row.last_ok,
      },
    ]
  })
}

export function upsertTarget({ id, target, enabled, createdAt, createdBy }: KeptTarget): Statement {
  const values = { enabled: enabled ? 1 : 0, body: JSON.stringify(target) }
  return sql
    .insertInto('bell_target')
    .values({
      id,
      ...values,
      created_at: createdAt,
      created_by: createdBy,
      missed: 0,
      failing_since: null,
      last_ok: null,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .compile()
}

/** How it goes with a target, as it was learnt. */
export function markTarget(
  id: string,
  learnt: { readonly missed?: number; readonly failingSince?: number | null; readonly lastOk?: number },
): Statement {
  const { missed, failingSince, lastOk } = learnt
  return sql
    .updateTable('bell_target')
    .set({
      ...(missed === undefined ? {} : { missed }),
      ...(failingSince === undefined ? {} : { failing_since: failingSince }),
      ...(lastOk === undefined ? {} : { last_ok: lastOk }),
    })
    .where('id', '=', id)
    .compile()
}

/** Counts incidents that a target cannot be told of one by one. */
export function addMissed(id: string, count: number): Statement {
  return sql
    .updateTable('bell_target')
    .set((expression) => ({ missed: expression('missed', '+', count) }))
    .where('id', '=', id)
    .compile()
}

/** Takes a target away with all that waits for it, or only what waits. */
export function dropTarget(id: string, what: 'all' | 'waiting'): readonly Statement[] {
  const waiting = [
    sql.deleteFrom('bell_notice').where('target_id', '=', id).compile(),
    sql.deleteFrom('bell_message').where('target_id', '=', id).where('state', '=', 'due').compile(),
  ]
  if (what === 'waiting') return waiting
  return [
    ...waiting,
    sql.deleteFrom('bell_message').where('target_id', '=', id).compile(),
    sql.deleteFrom('bell_target').where('id', '=', id).compile(),
  ]
}

/** The row of the line's outbox after which nothing is told on yet. */
export async function markOf(store: StateStore): Promise<number> {
  const compiled = sql.selectFrom('bell_mark').select('n').where('name', '=', 'outbox').compile()
  return Number((await store.run<{ n: number }>(compiled))[0]?.n ?? 0)
}

export function upsertMark(n: number): Statement {
  return sql
    .insertInto('bell_mark')
    .values({ name: 'outbox', n })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ n }))
    .compile()
}

/** An act on an incident that is to be told of: belongs into the transaction that writes the act. */
export function insertAct(row: { readonly id: string; readonly incident: string; readonly at: number }): Statement {
  return sql
    .insertInto('bell_outbox')
    .values({ id: row.id, kind: 'assigned', incident_id: row.incident, at: row.at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .compile()
}

export async function actsToTell(
  store: StateStore,
  limit: number,
): Promise<readonly { readonly id: string; readonly incident: IncidentId; readonly at: number }[]> {
  const compiled = sql.selectFrom('bell_outbox').selectAll().orderBy('at').orderBy('id').limit(limit).compile()
  const rows = await store.run<BellTables['bell_outbox']>(compiled)
  return rows.map(({ id, incident_id, at }) => ({ id, incident: incident_id as IncidentId, at }))
}

export function dropActs(ids: readonly string[]): Statement {
  return sql.deleteFrom('bell_outbox').where('id', 'in', ids).compile()
}

export function insertNotice({ id, target, incident, kind, severity, realm, at }: Notice): Statement {
  const row = { id, target_id: target, incident_id: incident, kind, severity: severities.indexOf(severity), realm, at }
  return sql
    .insertInto('bell_notice')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .compile()
}

export async function countNotices(store: StateStore, target: string): Promise<number> {
  const compiled = sql
    .selectFrom('bell_notice')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .where('target_id', '=', target)
    .compile()
  return Number((await store.run<{ count: number }>(compiled))[0]?.count ?? 0)
}

/** What a target waits to be told of, the gravest first. */
export async function noticesOf(
  store: StateStore,
  target: string,
  from: (typeof severities)[number],
  limit: number,
): Promise<readonly Notice[]> {
  const compiled = sql
    .selectFrom('bell_notice')
    .selectAll()
    .where('target_id', '=', target)
    .where('severity', '>=', severities.indexOf(from))
    .orderBy('severity', 'desc')
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .compile()
  return (await store.run<BellTables['bell_notice']>(compiled)).map((row) => ({
    id: row.id,
    target: row.target_id,
    incident: row.incident_id as IncidentId,
    kind: noticeKinds.find((kind) => kind === row.kind) ?? 'opened',
    severity: severities[row.severity] ?? 'info',
    realm: realms.find((realm) => realm === row.realm) ?? 'real',
    at: row.at,
  }))
}

export function dropNotices(ids: readonly string[]): Statement {
  return sql.deleteFrom('bell_notice').where('id', 'in', ids).compile()
}

export function upsertMessage({ message, target, state, attempts, nextAt, doneAt, answer }: KeptMessage): Statement {
  const values = {
    state,
    attempts,
    next_at: nextAt,
    done_at: doneAt,
    answer: answer === null ? null : JSON.stringify(answer),
  }
  return sql
    .insertInto('bell_message')
    .values({ id: message.id, target_id: target, made_at: message.made, body: JSON.stringify(message), ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .compile()
}

/** The message that a target is due, if any: of two the older one. */
export async function dueMessage(store: StateStore, target: string): Promise<KeptMessage | undefined> {
  const compiled = sql
    .selectFrom('bell_message')
    .selectAll()
    .where('target_id', '=', target)
    .where('state', '=', 'due')
    .orderBy('made_at')
    .limit(1)
    .compile()
  const [row] = await store.run<BellTables['bell_message']>(compiled)
  return row === undefined ? undefined : keptMessage(row)
}

/** A target's newest messages, the newest first. */
export async function messagesOf(store: StateStore, target: string, limit: number): Promise<readonly KeptMessage[]> {
  const compiled = sql
    .selectFrom('bell_message')
    .selectAll()
    .where('target_id', '=', target)
    .orderBy('made_at', 'desc')
    .limit(limit)
    .compile()
  return (await store.run<BellTables['bell_message']>(compiled)).map(keptMessage)
}

/** When a target's messages were made since a time, the newest first; tests do not count. */
export async function madeSince(store: StateStore, target: string, since: number): Promise<readonly number[]> {
  const compiled = sql
    .selectFrom('bell_message')
    .select('made_at')
    .where('target_id', '=', target)
    .where('state', '!=', 'test')
    .where('made_at', '>', since)
    .orderBy('made_at', 'desc')
    .limit(100)
    .compile()
  return (await store.run<{ made_at: number }>(compiled)).map(({ made_at }) => made_at)
}

/** Forgets what was done with before a time. */
export function dropDone(before: number): Statement {
  return sql.deleteFrom('bell_message').where('state', '!=', 'due').where('made_at', '<', before).compile()
}

export async function mailServerOf(store: StateStore): Promise<MailServer | undefined> {
  const compiled = sql.selectFrom('bell_setting').select('body').where('name', '=', 'mail').compile()
  const [row] = await store.run<{ body: string }>(compiled)
  const server = row === undefined ? undefined : mailServerShape.safeParse(JSON.parse(row.body))
  return server?.success === true ? server.data : undefined
}

export function keepMailServer(server: MailServer | null): Statement {
  if (server === null) return sql.deleteFrom('bell_setting').where('name', '=', 'mail').compile()
  const body = JSON.stringify(server)
  return sql
    .insertInto('bell_setting')
    .values({ name: 'mail', body })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ body }))
    .compile()
}

/** Only what this file wrote comes through here. */
function keptMessage(row: BellTables['bell_message']): KeptMessage {
  return {
    message: JSON.parse(row.body) as Message,
    target: row.target_id,
    state: row.state as KeptMessage['state'],
    attempts: Number(row.attempts),
    nextAt: row.next_at,
    doneAt: row.done_at,
    answer: row.answer === null ? null : (JSON.parse(row.answer) as Answered),
  }
}
