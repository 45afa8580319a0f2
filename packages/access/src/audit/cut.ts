import type { KeyObject } from 'node:crypto'
import { readCheckpoint } from './checkpoint.ts'
import type { AuditDraft, AuditEntry } from './entry.ts'

/** Acts under which the audit says of itself that its oldest entries go. */
export const cutAct = 'audit.cut'

/** Says that the entries up to a checkpoint go, before they do: only the chain can say so, and so nobody can cut it unseen. */
export function cutDraft(upTo: number, days: number): AuditDraft {
  const about = `${upTo}`
  return { who: 'tocsin', role: 'house', act: cutAct, about, reason: `${days} days`, outcome: 'done', address: '' }
}

/** Up to which entry an entry lets the oldest go; 0 where it says nothing of it. */
export function allowedBy({ act, who, role, about }: Pick<AuditEntry, 'act' | 'who' | 'role' | 'about'>): number {
  if (act !== cutAct || who !== 'tocsin' || role !== 'house' || !/^[1-9]\d{0,14}$/.test(about)) return 0
  return Number(about)
}

/** Which entries checkpoints signed. A signature is looked at where it is first asked for: a year has a hundred thousand. */
export function signedIn(lines: readonly string[], key: KeyObject): SignedEntries {
  const byEntry = new Map(
    lines.flatMap((line) => {
      const n = Number(/"n":(\d{1,15})[,}]/.exec(line)?.[1] ?? 0)
      return n === 0 ? [] : [[n, line] as const]
    }),
  )
  return {
    numbers: [...byEntry.keys()].sort((a, b) => a - b),
    isSigned: (n) => readCheckpoint(key, byEntry.get(n) ?? '')?.n === n,
  }
}

export interface SignedEntries {
  /** Rising. */
  readonly numbers: readonly number[]
  isSigned(n: number): boolean
}

/**
 * Where the oldest entries may be cut off, in pieces of some thousands: each ends with one that a checkpoint signed, so that what is
 * left hangs on that after every piece.
 *
 * @param upTo the newest entry that may go
 */
export function piecesOf({ numbers, isSigned }: SignedEntries, oldest: number, upTo: number): readonly number[] {
  const ends = numbers.filter((n) => n >= oldest && n <= upTo)
  const pieces: number[] = []
  let from = oldest
  for (const [index, end] of ends.entries()) {
    const next = ends[index + 1]
    if ((next !== undefined && next - from < rowsInPiece) || !isSigned(end)) continue
    pieces.push(end)
    from = end + 1
  }
  return pieces
}

const rowsInPiece = 5000
