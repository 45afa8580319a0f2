import { canonicalJson } from '@tocsin/kit'

/** What somebody did, as it is noted. Texts are cut, never refused: an act is noted whatever was typed. */
export interface AuditDraft {
  /** An account's name, `token:` and a token's name, `nobody`, or `machine` for acts on the data folder. */
  readonly who: string
  readonly role: string
  /** `event.search`, `people.reveal`, or method and path of a route that has no name of its own. */
  readonly act: string
  /** What it was done to: the text of a search, the id of an event, a pseudonym. Never a secret. */
  readonly about: string
  /** `left`: whoever asked went away before the answer, and nothing was refused. */
  readonly outcome: 'done' | 'refused' | 'failed' | 'left'
  /** Where the request came from; empty for acts on this machine. */
  readonly address: string
  readonly reason?: string
  /** Rows, frames or bytes that the answer held, by what the act gives. */
  readonly rows?: number
  readonly incident?: string
  /** Pseudonyms of the people whom it concerned, at most 20. */
  readonly people?: readonly string[]
  /** The stretch of time that was asked about, in milliseconds since the epoch. */
  readonly range?: readonly [from: number, to: number]
  /** How often, where repeats within a minute were folded into one entry. */
  readonly times?: number
}

export interface AuditEntry extends AuditDraft {
  /** From 1, without gaps. */
  readonly n: number
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Checkpoints that stood when it was written: one that is taken away later is missed. */
  readonly checkpoints: number
}

/** Longest texts, in UTF-16 code units. A search is at most 4,096. */
const longest = {
  who: 200,
  role: 64,
  act: 128,
  about: 4096,
  address: 64,
  reason: 1000,
  incident: 40,
  person: 40,
} as const

/** A draft as it may be kept: cut, without controls or half characters, its lists bounded. */
export function bounded(draft: AuditDraft): AuditDraft {
  const { reason, rows, incident, people, range, times } = draft
  return {
    who: text(draft.who, longest.who),
    role: text(draft.role, longest.role),
    act: text(draft.act, longest.act),
    about: text(draft.about, longest.about),
    outcome: draft.outcome,
    address: text(draft.address, longest.address),
    ...(reason === undefined ? {} : { reason: text(reason, longest.reason) }),
    ...(rows === undefined || !Number.isSafeInteger(rows) ? {} : { rows }),
    ...(incident === undefined ? {} : { incident: text(incident, longest.incident) }),
    ...(people === undefined || people.length === 0
      ? {}
      : { people: [...new Set(people)].slice(0, 20).map((one) => text(one, longest.person)) }),
    ...(range?.every(Number.isFinite) === true ? { range } : {}),
    ...(times === undefined || times < 2 ? {} : { times }),
  }
}

/** The bytes that the chain covers. */
export function entryText(entry: AuditEntry): string {
  return canonicalJson(entry)
}

/** What a search over entries looks in: folded, so that `Zoé` finds `zoé`. */
export function searchable({ about, reason, people, incident }: AuditDraft): string {
  return folded([about, reason ?? '', ...(people ?? []), incident ?? ''].join('\n'))
}

export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Controls steer terminals and logs; half characters cannot be kept (RFC 3629 §3). */
function text(value: string, most: number): string {
  const clean = value.slice(0, most).replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
  return value.length > most ? `${clean.slice(0, most - 1)}…` : clean
}
