import type { Migration } from '@tocsin/store'

export interface FieldTables {
  readonly field_question: QuestionTable
  readonly field_photo: PhotoTable
}

/** A question to somebody in the field. Times are milliseconds since the epoch. */
export interface QuestionTable {
  readonly id: string
  /** SHA-256 of its link, in hex. */
  readonly hash: string
  readonly purpose: string
  /** An incident's id, or a service's. */
  readonly about: string
  readonly at: number
  readonly expires_at: number
  readonly revoked_at: number | null
  readonly answered_at: number | null
  /** 1 once what follows from the answer is done. */
  readonly told: number
  /** What was asked, as JSON. */
  readonly asked: string
  /** What was answered, as JSON. */
  readonly answer: string | null
}

/** A photo beside an answer. */
export interface PhotoTable {
  readonly question: string
  readonly hash: string
  readonly type: string
  readonly bytes: Uint8Array
}

export const fieldMigration: Migration = {
  owner: 'respond',
  id: '0005-field',
  up: [
    `create table field_question (
      id text primary key not null,
      hash text not null unique,
      purpose text not null,
      about text not null,
      at double precision not null,
      expires_at double precision not null,
      revoked_at double precision,
      answered_at double precision,
      told integer not null,
      asked text not null,
      answer text
    )`,
    'create index field_question_about on field_question (purpose, about, at)',
    'create index field_question_told on field_question (told, answered_at)',
    'create table field_photo (question text primary key not null, hash text not null, type text not null, bytes bytea not null)',
  ],
}
