import type { StateStore } from '@tocsin/store'
import type { Sealed } from '../sealed/index.ts'
import { auditRepository } from './audit.repository.ts'
import { type AuditKeys, auditKeysKept } from './audit-keys.ts'
import { type AuditRow, columnsOf, link, noHead } from './chain.ts'
import { type Checkpoint, readCheckpoint, sha256 } from './checkpoint.ts'
import { readCheckpoints } from './checkpoint-file.ts'
import { allowedBy } from './cut.ts'
import { type AuditEntry, entryText } from './entry.ts'

/** What is wrong with an audit, and at which entry or checkpoint. */
export interface AuditProblem {
  readonly kind:
    | 'changed'
    | 'moved'
    | 'missing'
    | 'cut'
    | 'checkpoint-changed'
    | 'checkpoint-missing'
    | 'checkpoint-differs'
    | 'checkpoint-torn'
    | 'no-key'
  /** Number of the entry, or of the checkpoint. */
  readonly n: number
  readonly says: string
}

export interface AuditVerdict {
  readonly entries: number
  /** Entries that went at their age, as the chain says itself. */
  readonly cut: number
  readonly checkpoints: number
  /** Entries after the last checkpoint: their removal would show only by the copies that others keep. */
  readonly uncovered: number
  /** The first 20. */
  readonly problems: readonly AuditProblem[]
}

const most = 20

/** Checks every entry against the chain, and the chain against the checkpoints. Reads, changes nothing. */
export async function verifyAudit(options: {
  readonly state: StateStore
  readonly sealed: Sealed
  readonly dataDir: string
}): Promise<AuditVerdict> {
  const { lines, whole } = readCheckpoints(options.dataDir)
  const keys = await auditKeysKept(options.sealed)
  const repository = auditRepository(options.state)
  const problems: AuditProblem[] = []
  const found = (kind: AuditProblem['kind'], n: number, says: string) => {
    if (problems.length < most) problems.push({ kind, n, says })
  }
  if (keys === undefined) {
    const any = (await repository.head()).n > 0 || lines.length > 0
    if (any) found('no-key', 0, 'the key of the audit is gone from the sealed store')
    return { entries: 0, cut: 0, checkpoints: lines.length, uncovered: 0, problems }
  }
  const checkpoints = checkLines(keys, lines, found)
  if (!whole) found('checkpoint-torn', lines.length + 1, `checkpoint ${lines.length + 1} is not whole`)

  const byEntry = new Map<number, Checkpoint>(checkpoints.map((checkpoint) => [checkpoint.n, checkpoint]))
  let before: { readonly n: number; readonly mac: string } = noHead
  // What is left of a chain whose oldest entries went hangs on the checkpoint that signed the last of those.
  const gone = Math.max(0, (await repository.oldest()) - 1)
  const anchor = byEntry.get(gone)
  if (anchor !== undefined) before = { n: gone, mac: anchor.mac }
  let allowed = 0
  let entries = 0
  let stood = 0
  for (;;) {
    const rows = await repository.after(before.n, 1000)
    for (const row of rows) {
      entries++
      if (row.n !== before.n + 1) found('missing', before.n + 1, `${range(before.n + 1, row.n - 1)} missing`)
      const entry = checkRow(keys, before.mac, row, row.n === before.n + 1, found)
      stood = Math.max(stood, entry?.checkpoints ?? 0)
      if (entry !== undefined) allowed = Math.max(allowed, allowedBy(entry))
      const checkpoint = byEntry.get(row.n)
      if (checkpoint !== undefined && checkpoint.mac !== row.mac) {
        found('checkpoint-differs', row.n, `entry ${row.n} is not the one that checkpoint ${checkpoint.c} signed`)
      }
      before = row
    }
    if (rows.length === 0) break
  }
  if (anchor !== undefined && gone > allowed) {
    found('missing', allowed + 1, `${range(allowed + 1, gone)} missing, and nothing says that their time was over`)
  }
  const last = checkpoints.reduce((n, checkpoint) => Math.max(n, checkpoint.n), 0)
  if (last > before.n) found('cut', before.n + 1, `${range(before.n + 1, last)} removed at the end`)
  if (stood > lines.length) {
    found('checkpoint-missing', stood, `checkpoints ${lines.length + 1} to ${stood} are missing from the file`)
  }
  if (entries === 0 && last === 0) found('cut', 1, 'every entry was removed: the key is there, its entries are not')
  const cut = anchor === undefined ? 0 : Math.min(gone, allowed)
  return { entries, cut, checkpoints: lines.length, uncovered: Math.max(0, before.n - last), problems }
}

type Found = (kind: AuditProblem['kind'], n: number, says: string) => void

function checkLines(keys: AuditKeys, lines: readonly string[], found: Found): readonly Checkpoint[] {
  const good: Checkpoint[] = []
  for (const [index, line] of lines.entries()) {
    const c = index + 1
    const checkpoint = readCheckpoint(keys.publicKey, line)
    const earlier = lines[index - 1]
    if (checkpoint === undefined) found('checkpoint-changed', c, `checkpoint ${c} is not as it was signed`)
    else if (checkpoint.c !== c || checkpoint.before !== (earlier === undefined ? '' : sha256(earlier))) {
      found('checkpoint-missing', c, `line ${c} holds checkpoint ${checkpoint.c}: one before it was removed or changed`)
    } else good.push(checkpoint)
  }
  return good
}

function checkRow(
  keys: AuditKeys,
  before: string,
  row: AuditRow,
  follows: boolean,
  found: Found,
): AuditEntry | undefined {
  const entry = parsed(row.entry)
  if (entry !== undefined && entry.n !== row.n) {
    found('moved', row.n, `entry ${entry.n} stands in place of entry ${row.n}`)
    return entry
  }
  // After a gap the link before is not known: the gap is told, and its neighbour cannot be checked
  const linked = !follows || link(keys.chain, before, row.entry) === row.mac
  const { entry: _text, mac: _mac, ...columns } = row
  const same = entry !== undefined && entryText(entry) === row.entry && sameColumns(columnsOf(entry), columns)
  if (!linked || !same) found('changed', row.n, `entry ${row.n} is not as it was written`)
  return linked && same ? entry : undefined
}

function sameColumns(expected: Omit<AuditRow, 'entry' | 'mac'>, kept: Omit<AuditRow, 'entry' | 'mac'>): boolean {
  return (
    expected.n === kept.n &&
    expected.at === kept.at &&
    expected.who === kept.who &&
    expected.act === kept.act &&
    expected.words === kept.words
  )
}

function parsed(text: string): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && typeof (value as AuditEntry).about === 'string'
      ? (value as AuditEntry)
      : undefined
  } catch {
    return undefined
  }
}

function range(from: number, to: number): string {
  return from === to ? `entry ${from} is` : `entries ${from} to ${to} are`
}
