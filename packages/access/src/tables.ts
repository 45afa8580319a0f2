/** Times are milliseconds since the epoch. Hashes are lower-case hex of SHA-256. */
export interface AccessTables {
  account: {
    id: string
    name: string
    /** The name folded, so that two names that look alike in case are one. */
    name_key: string
    /** argon2id as a PHC string, salt and parameters included. */
    passphrase: string
    role: string
    /** A JSON list of departments, or null for all. */
    departments: string | null
    disabled_at: number | null
    /** The break-glass account only: 1 until its first use, then 0. */
    armed: number | null
    /** When it is spent; null for all others, and before its first use. */
    expires_at: number | null
    /** 1 for the first account, null for all others: unique, so that two races cannot both win it. */
    founder: number | null
    created_at: number
  }
  /** Names that accounts had before: nobody else gets them, since the audit and the work on incidents go on to say them. */
  former_name: {
    name_key: string
    account: string
  }
  session: {
    /** Names the session in lists; not the secret. */
    id: string
    hash: string
    account: string
    created_at: number
    seen_at: number
    address: string
    agent: string
  }
  token: {
    id: string
    kind: string
    name: string
    hash: string
    /** A JSON list of source names, or null for all; only for ingest tokens. */
    sources: string | null
    /** `account:<id>` or `token:<id>`. */
    created_by: string
    created_at: number
    expires_at: number
    used_at: number | null
    revoked_at: number | null
    /** API tokens only: the role that it stands for. */
    role: string | null
    /** A JSON list of departments, or null for all. */
    departments: string | null
    /** A JSON list of the only permissions that are used of the role's, or null for all of them. */
    permissions: string | null
  }
  one_time_link: {
    hash: string
    purpose: string
    created_at: number
    expires_at: number
    used_at: number | null
    /** Whom it lets choose a passphrase; null for the links of the data folder. */
    account: string | null
  }
}
