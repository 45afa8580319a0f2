import type { Migration } from '@tocsin/store'

/** Tables of second factors and of sign-in by others. Times are milliseconds since the epoch. */
export interface SignInTables {
  totp: {
    account: string
    /** The last step whose code was taken: that one and those before it are spent. The secret lies in the sealed store. */
    last_step: number
    created_at: number
  }
  recovery_code: {
    account: string
    /** SHA-256 as hex; a code has 120 random bits. */
    hash: string
    created_at: number
  }
  passkey: {
    id: string
    account: string
    /** base64url, chosen by the authenticator. */
    credential: string
    /** COSE key as base64url. */
    public_key: string
    counter: number
    /** A JSON list. */
    transports: string
    /** The host name that it was made for (WebAuthn's relying party id). */
    host: string
    name: string
    created_at: number
    used_at: number | null
    /** When its counter went back: it is taken no more. */
    copied_at: number | null
  }
  second_factor_required: {
    role: string
  }
  oidc_provider: {
    /** 1: there is one. */
    id: number
    name: string
    issuer: string
    client_id: string
    groups_claim: string
    /** A JSON list of `{group, role, departments}`. */
    groups: string
    /** 1 or 0. */
    auto_create: number
    changed_at: number
  }
  oidc_identity: {
    issuer: string
    subject: string
    account: string
    /** 1 where the provider's sign-in made the account, whose role then follows the provider's groups. */
    made: number
    created_at: number
    used_at: number
  }
}

export const signInMigrations: readonly Migration[] = [
  {
    owner: 'sign-in',
    id: '0001-second-factors',
    up: [
      `create table totp (
        account text primary key references account (id) on delete cascade,
        last_step bigint not null,
        created_at bigint not null
      )`,
      `create table recovery_code (
        account text not null references account (id) on delete cascade,
        hash text not null,
        created_at bigint not null,
        primary key (account, hash)
      )`,
      `create table passkey (
        id text primary key,
        account text not null references account (id) on delete cascade,
        credential text not null unique,
        public_key text not null,
        counter bigint not null,
        transports text not null,
        host text not null,
        name text not null,
        created_at bigint not null,
        used_at bigint,
        copied_at bigint
      )`,
      `create index passkey_account on passkey (account)`,
      `create table second_factor_required (role text primary key)`,
      `create table oidc_provider (
        id integer primary key check (id = 1),
        name text not null,
        issuer text not null,
        client_id text not null,
        groups_claim text not null,
        groups text not null,
        auto_create integer not null,
        changed_at bigint not null
      )`,
      `create table oidc_identity (
        issuer text not null,
        subject text not null,
        account text not null references account (id) on delete cascade,
        made integer not null,
        created_at bigint not null,
        used_at bigint not null,
        primary key (issuer, subject)
      )`,
      `create unique index oidc_identity_account on oidc_identity (account, issuer)`,
    ],
  },
]
