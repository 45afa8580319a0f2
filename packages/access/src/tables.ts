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
    /** 1 for the first account, null for all others: unique, so that two races cannot both win it. */
    founder: number | null
    created_at: number
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
  }
  one_time_link: {
    hash: string
    purpose: string
    created_at: number
    expires_at: number
    used_at: number | null
  }
}
