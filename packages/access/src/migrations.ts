import type { Migration } from '@tocsin/store'
import { auditMigrations } from './audit/index.ts'
import { peopleMigrations } from './people/index.ts'
import { sealedMigrations } from './sealed/index.ts'
import { signInMigrations } from './second-step/tables.ts'

export const accessMigrations: readonly Migration[] = [
  {
    owner: 'access',
    id: '0001-access',
    up: [
      `create table account (
        id text primary key,
        name text not null,
        name_key text not null unique,
        passphrase text not null,
        role text not null,
        founder integer unique,
        created_at bigint not null
      )`,
      `create table session (
        id text primary key,
        hash text not null unique,
        account text not null references account (id),
        created_at bigint not null,
        seen_at bigint not null,
        address text not null,
        agent text not null
      )`,
      `create table token (
        id text primary key,
        kind text not null,
        name text not null,
        hash text not null,
        sources text,
        created_by text not null,
        created_at bigint not null,
        expires_at bigint not null,
        used_at bigint,
        revoked_at bigint
      )`,
      `create index token_created_by on token (created_by)`,
      `create table one_time_link (
        hash text primary key,
        purpose text not null,
        created_at bigint not null,
        expires_at bigint not null,
        used_at bigint
      )`,
    ],
  },
  {
    owner: 'access',
    id: '0002-roles',
    up: [
      'alter table account add column departments text',
      'alter table account add column disabled_at bigint',
      'alter table token add column role text',
      'alter table token add column departments text',
      'alter table token add column permissions text',
      'alter table one_time_link add column account text',
      // Until now every account was an administrator and every API token opened everything.
      `update account set role = 'administrator'`,
      `update token set role = 'administrator' where kind = 'api'`,
      `update token set role = 'machine' where kind = 'api' and created_by = 'account:machine'`,
    ],
  },
  {
    owner: 'access',
    id: '0003-break-glass',
    up: ['alter table account add column armed integer', 'alter table account add column expires_at bigint'],
  },
  {
    owner: 'access',
    id: '0004-former-names',
    up: ['create table former_name (name_key text primary key, account text not null references account (id))'],
  },
  ...sealedMigrations,
  ...auditMigrations,
  ...signInMigrations,
  ...peopleMigrations,
]
