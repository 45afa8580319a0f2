import type { Finding, Incident, Realm, Severity } from '@tocsin/event'
import type { IncidentId, Words } from '@tocsin/kit'

// The shapes of the HTTP API that the console reads; /api/openapi.json describes them.

export interface SessionState {
  readonly firstAccount: boolean
  readonly signedIn: boolean
  /** `clear`: a secret sent from here could be read on its way, and the server takes none. */
  readonly channel: 'loopback' | 'tls' | 'clear'
  /** Whether passkeys work under the name in the address bar. */
  readonly passkeys: boolean
  /** The identity provider's name, where there is one. */
  readonly provider: string | null
  /** The name of the sample city that this is; null in a house of one's own. */
  readonly sample: string | null
}

/** What a first step may answer: a second one follows, in this browser. */
export interface Step {
  readonly step: 'second' | 'enrol'
  readonly methods: readonly ('code' | 'passkey' | 'recovery')[]
}

export interface Me {
  readonly name: string
  readonly role: 'viewer' | 'analyst' | 'lead' | 'field-engineer' | 'dpo' | 'administrator' | 'machine'
  readonly departments: 'all' | readonly string[]
  /** What this one may do, by the names that routes need. */
  readonly permissions: readonly string[]
  /** Signed in with what lay in the envelope. */
  readonly breakGlass?: true
}

export type SeverityCounts = Readonly<Record<Severity, number>>

export interface IncidentPage {
  readonly incidents: readonly Incident[]
  /** Incidents of the realm by severity, whatever the page. */
  readonly counts: SeverityCounts
  /** The `after` of the next page, absent on the last one. */
  readonly next?: string
}

export interface IncidentDetail {
  readonly incident: Incident
  /** The newest to come first. */
  readonly findings: readonly Finding[]
  readonly next?: number
}

export interface EvidenceFrame {
  readonly event: string
  readonly kept: 'whole' | 'cut' | 'missing'
  /** Bytes of the whole frame. */
  readonly size: number
  /** The bytes that are kept; absent where they are missing. */
  readonly base64?: string
}

export interface FindingDetail {
  readonly finding: Finding
  readonly incident: IncidentId
  readonly frames: readonly EvidenceFrame[]
}

export type RuleStatus = 'loaded' | 'asleep' | 'refused' | 'other'

export interface CheckedRule {
  readonly rule?: string
  readonly title?: string
  readonly says?: Words
  readonly maturity?: string
  /** `product|category|service`. */
  readonly asks?: readonly string[]
  readonly level?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
  readonly file: string
  readonly status: RuleStatus
  readonly reason?: string
  readonly line?: number
  readonly column?: number
  readonly fix?: string
  readonly warnings: readonly string[]
  /** Absent where nobody keeps modes. */
  readonly mode?: {
    readonly is: 'armed' | 'listening'
    readonly why: 'own' | 'before' | 'trusted' | 'new' | 'noisy' | 'person'
    readonly since: number
  }
  /** Of the last 14 days; absent to who does not see every source. */
  readonly heard?: { readonly hits: number; readonly assets: number }
  readonly proposal?: {
    readonly kind: 'switch-on' | 'noisy'
    readonly hits: number
    readonly assets: number
    readonly days: number
  }
}

export interface RulePage {
  readonly counts: {
    readonly loaded: number
    readonly asleep: number
    readonly refused: number
    readonly others: number
  }
  readonly modes?: { readonly armed: number; readonly listening: number; readonly proposed: number }
  readonly rules: readonly CheckedRule[]
  readonly next?: number
}

export type QueryRow = Readonly<Record<string, string | number | boolean | null>>

export interface QueryResult {
  readonly rows: readonly QueryRow[]
  /** Milliseconds that the store took. */
  readonly took: number
}

export type Verdict = 'true-positive' | 'benign' | 'false-positive' | 'exercise' | 'unknown'

/** The work of people on an incident; version 0: nobody has touched it. */
export interface IncidentWork {
  readonly incident: IncidentId
  /** Grows with each act; an act names the one that it was decided on. */
  readonly version: number
  readonly owner?: string
  readonly verdict?: Verdict
  readonly reason?: string
  readonly closed?: {
    readonly at: number
    readonly by: string
    readonly findings: number
    readonly severity: Severity
    readonly realm: Realm
    /** Its pairs of rule and observable open no incident until then. */
    readonly quietUntil?: number
  }
  readonly reopenedAt?: number
}

export interface IncidentNote {
  readonly version: number
  readonly who: string
  readonly at: number
  readonly text: string
}

export interface HistoryEntry {
  readonly version: number
  readonly act: string
  readonly kind: 'take' | 'release' | 'note' | 'verdict' | 'close' | 'reopen' | 'grew' | 'undo'
  readonly who: string
  readonly at: number
  readonly before: IncidentWork
  readonly after: IncidentWork
}

export interface WorkDetail {
  readonly work: IncidentWork
  /** The newest first. */
  readonly notes: readonly IncidentNote[]
  /** The newest first. */
  readonly history: readonly HistoryEntry[]
}

export interface WorkDone {
  /** What an undo names. */
  readonly act: string
  readonly work: IncidentWork
}

export interface WorkOutcomes {
  readonly act: string
  readonly outcomes: readonly (
    | { readonly incident: IncidentId; readonly done: true; readonly work: IncidentWork }
    | { readonly incident: IncidentId; readonly done: false; readonly code: string; readonly message: string }
  )[]
}
