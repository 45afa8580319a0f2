import type { Migration } from '@tocsin/store'

export interface PeopleTables {
  person_name: {
    pseudonym: string
    /** Folded name, sealed by a key of the sealed store. */
    sealed: string
    /** Milliseconds since the epoch, to the day. */
    seen_at: number
  }
  people_reveal: {
    id: string
    who: string
    /** A pseudonym, or `raw` for the bytes of the incident's frames. */
    pseudonym: string
    /** Empty where it was revealed outside of an incident. */
    incident: string
    reason: string
    at: number
    until: number
  }
}

export const peopleMigrations: readonly Migration[] = [
  {
    owner: 'people',
    id: '0001-people',
    up: [
      `create table person_name (
        pseudonym text not null,
        sealed text not null,
        seen_at bigint not null
      )`,
      `create index person_name_pseudonym on person_name (pseudonym)`,
      `create table people_reveal (
        id text primary key,
        who text not null,
        pseudonym text not null,
        incident text not null,
        reason text not null,
        at bigint not null,
        until bigint not null
      )`,
      `create index people_reveal_who on people_reveal (who, until)`,
    ],
  },
]
