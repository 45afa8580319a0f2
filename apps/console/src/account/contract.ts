// The shapes of /api/account; /api/openapi.json describes them.

export interface Passkey {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly createdAt: number
  readonly usedAt: number | null
  /** Its counter went back: it may have been copied. */
  readonly copiedAt: number | null
}

export interface OwnAccount {
  readonly name: string
  readonly role: string
  readonly hasPassphrase: boolean
  /** Whether changes of sign-in are taken now, or ask for the passphrase first. */
  readonly fresh: boolean
  readonly required: boolean
  readonly totp: number | null
  readonly recoveryLeft: number
  readonly passkeys: readonly Passkey[]
  readonly passkeysHere: boolean
  readonly provider: { readonly name: string; readonly linked: boolean } | null
}

export interface Enrolment {
  readonly enrolment: string
  readonly secret: string
  readonly uri: string
}

export interface OwnSession {
  readonly id: string
  readonly createdAt: number
  readonly seenAt: number
  readonly address: string
  readonly agent: string
  readonly current: boolean
}

export interface OwnToken {
  readonly id: string
  readonly kind: 'ingest' | 'api'
  readonly name: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt: number | null
}

export interface WithRecovery {
  readonly recoveryCodes: readonly string[]
}
