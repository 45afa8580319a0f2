import { type Scope, type Statement, type StateStore, sqlBuilder, statementOf } from '@tocsin/store'
import type { LinkPurpose } from './link.ts'
import type { Photo } from './photo.ts'
import type { Answer, Asked, FieldQuestion } from './question.ts'
import type { FieldTables, PhotoTable, QuestionTable } from './tables.ts'

/*
 * Whose questions somebody sees is decided by what they are about: the incident or the service is asked for first.
 */
const sql = sqlBuilder<FieldTables>()

export function insertQuestion(question: FieldQuestion, hash: string): Statement {
  const { id, purpose, about, at, expires, asked } = question
  const row = { id, hash, purpose, about, at, expires_at: expires, revoked_at: null, answered_at: null, told: 0 }
  return statementOf(sql.insertInto('field_question').values({ ...row, asked: JSON.stringify(asked), answer: null }))
}

export async function questionByHash(store: StateStore, hash: string): Promise<FieldQuestion | undefined> {
  const compiled = sql.selectFrom('field_question').selectAll().where('hash', '=', hash).compile()
  const [row] = await store.run<QuestionTable>(compiled)
  return row === undefined ? undefined : questionOf(row)
}

export async function questionById(store: StateStore, _scope: Scope, id: string): Promise<FieldQuestion | undefined> {
  const compiled = sql.selectFrom('field_question').selectAll().where('id', '=', id).compile()
  const [row] = await store.run<QuestionTable>(compiled)
  return row === undefined ? undefined : questionOf(row)
}

/** What was asked about one thing, the newest first; at most 100. */
export async function questionsAbout(
  store: StateStore,
  _scope: Scope,
  purpose: LinkPurpose,
  about: string,
): Promise<readonly FieldQuestion[]> {
  const compiled = sql
    .selectFrom('field_question')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('about', '=', about)
    .orderBy('at', 'desc')
    .limit(100)
    .compile()
  return (await store.run<QuestionTable>(compiled)).map(questionOf)
}

/** Who asked the questions that wait for an answer: a name for each. */
export async function waitingBy(store: StateStore, now: number): Promise<readonly string[]> {
  const compiled = sql
    .selectFrom('field_question')
    .select('asked')
    .where('answered_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .compile()
  return (await store.run<{ asked: string }>(compiled)).map(({ asked }) => readJson<Asked>(asked).by)
}

/**
 * Takes the one answer of a question, with its photo, in one transaction: false where it has one, was withdrawn, or is past its
 * time, and then the photo is not kept either.
 */
export async function takeAnswer(
  store: StateStore,
  id: string,
  answer: Answer,
  photo: Photo | undefined,
  at: number,
): Promise<boolean> {
  const kept = photo === undefined ? [] : [insertPhoto(id, answer.photo ?? '', photo, at)]
  const taken = sql
    .updateTable('field_question')
    .set({ answered_at: at, answer: JSON.stringify(answer) })
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
  await store.transact([...kept, statementOf(taken)])
  return (await questionById(store, { kind: 'all' }, id))?.answer?.key === answer.key
}

export async function revokeQuestion(store: StateStore, id: string, at: number): Promise<boolean> {
  const compiled = sql
    .updateTable('field_question')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning('id')
    .compile()
  return (await store.run(compiled)).length > 0
}

/** Answers from which nothing has followed yet. */
export async function untold(store: StateStore): Promise<readonly FieldQuestion[]> {
  const compiled = sql
    .selectFrom('field_question')
    .selectAll()
    .where('told', '=', 0)
    .where('answered_at', 'is not', null)
    .orderBy('answered_at')
    .limit(100)
    .compile()
  return (await store.run<QuestionTable>(compiled)).map(questionOf)
}

export function markTold(id: string): Statement {
  return statementOf(sql.updateTable('field_question').set({ told: 1 }).where('id', '=', id))
}

/** Keeps a photo beside its question while that is open. */
function insertPhoto(question: string, hash: string, { type, bytes }: Photo, at: number): Statement {
  return statementOf(
    sql
      .insertInto('field_photo')
      .columns(['question', 'hash', 'type', 'bytes'])
      .expression((eb) =>
        eb
          .selectFrom('field_question')
          .select((of) => [
            of.val(question).as('question'),
            of.val(hash).as('hash'),
            of.val(type).as('type'),
            of.val(bytes).as('bytes'),
          ])
          .where('id', '=', question)
          .where('answered_at', 'is', null)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', at),
      ),
  )
}

export async function photoOf(store: StateStore, _scope: Scope, question: string): Promise<Photo | undefined> {
  const compiled = sql.selectFrom('field_photo').selectAll().where('question', '=', question).compile()
  const [row] = await store.run<PhotoTable>(compiled)
  if (row === undefined) return undefined
  return { type: row.type === 'image/png' ? 'image/png' : 'image/jpeg', bytes: new Uint8Array(row.bytes) }
}

function questionOf(row: QuestionTable): FieldQuestion {
  return {
    id: row.id,
    purpose: row.purpose === 'service' ? 'service' : 'is-this-you',
    about: row.about,
    at: row.at,
    expires: row.expires_at,
    revoked: row.revoked_at,
    answered: row.answered_at,
    asked: readJson<Asked>(row.asked),
    answer: row.answer === null ? null : readJson<Answer>(row.answer),
  }
}

/** Only what this file wrote comes through here. */
function readJson<Shape>(body: string): Shape {
  return JSON.parse(body) as Shape
}
