import { type Clock, systemClock } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import type { Sealed } from '../sealed/index.ts'
import { type AuditFilter, auditRepository } from './audit.repository.ts'
import { auditKeys } from './audit-keys.ts'
import { type AuditRow, type Head, rowAfter } from './chain.ts'
import { checkpointLine, nextCheckpoint } from './checkpoint.ts'
import { exportPublicKey, openCheckpoints, readCheckpoints } from './checkpoint-file.ts'
import { cutDraft, piecesOf, signedIn } from './cut.ts'
import { type AuditDraft, type AuditEntry, bounded } from './entry.ts'
import { entryBudget, folding, foldLimits } from './fold.ts'

/** Who did what, in a chain that shows what was changed in it. One instance a process: it knows where the chain stands. */
export interface Audit {
  /**
   * Notes an act; durable when it resolves.
   *
   * @throws what the state store throws: whoever must not act unnoted does not act
   */
  note(draft: AuditDraft): Promise<void>
  /** Notes an act as soon as the store takes it: what was done is done. Bounded; what is left out is counted. */
  noteLater(draft: AuditDraft): void
  /** Notes what repeats by the minute: refusals, failed sign-ins. `key` says what is the same. */
  noteFolded(key: string, draft: AuditDraft): void
  /** Whether a person may cause another entry, or only repeat one (`noteFolded`). */
  budget(who: string): 'write' | 'fold'
  list(filter: AuditFilter): Promise<readonly AuditEntry[]>
  counts(from: number, to: number): Promise<readonly { who: string; act: string; n: number }[]>
  /** Writes a checkpoint now, where anything was noted since the last. */
  checkpoint(): Promise<void>
  /**
   * Lets entries go that are older than some days, as far as a checkpoint signed them. How many went.
   *
   * The chain says so first; what is left hangs on that checkpoint. May end at any step: the next call goes on.
   */
  cut(days: number): Promise<number>
  status(): AuditStatus
  close(): Promise<void>
}

export interface AuditStatus {
  readonly entries: number
  readonly checkpoints: number
  /** Noted while the store refused, and not written yet. */
  readonly waiting: number
  /** Acts that could not be noted at all since the start. */
  readonly lost: number
  readonly failure: string | undefined
}

export interface AuditOptions {
  readonly state: StateStore
  readonly sealed: Sealed
  readonly dataDir: string
  readonly clock?: Clock
  /** Hears every checkpoint line, to keep it elsewhere too. */
  readonly copy?: (line: string) => void
}

/** Entries after which, and milliseconds after which, a checkpoint is due. */
export const checkpointEvery = { entries: 256, milliseconds: 5 * 60_000 } as const
/** Entries in one transaction, and entries that may wait for a store that refuses. */
const limits = { batch: 200, waiting: 2000 } as const

export async function openAudit(options: AuditOptions): Promise<Audit> {
  const { state, dataDir, clock = systemClock } = options
  const keys = await auditKeys(options.sealed)
  const repository = auditRepository(state)
  const file = openCheckpoints(dataDir)
  exportPublicKey(dataDir, keys.publicKey)
  let head: Head = await repository.head()
  let covered = head.n === 0 ? 0 : -1
  let coveredAt = clock.now()
  let failure: string | undefined
  let lost = 0
  const queue: Waiting[] = []
  const refusals = folding(clock)
  const people = entryBudget(clock)
  let writing: Promise<void> | undefined

  const enqueue = (draft: AuditDraft, done?: Waiting['done']) => {
    queue.push({ draft: bounded(draft), at: clock.now(), done })
    start()
  }

  /** What is noted while a write ends finds it ended: it is looked at again, unless the store refuses. */
  function start(): void {
    writing ??= write().then((outcome) => {
      writing = undefined
      if (outcome === 'written' && queue.length > 0) start()
    })
  }

  /** Takes all that waits, a transaction at a time: many who wait share one write. */
  async function write(): Promise<'written' | 'refused'> {
    await Promise.resolve()
    while (queue.length > 0) {
      const batch = queue.splice(0, limits.batch)
      const rows: AuditRow[] = []
      let at = head
      for (const { draft, at: when } of batch) {
        const row = rowAfter(keys.chain, at, { ...draft, n: at.n + 1, at: when, checkpoints: file.last().count })
        rows.push(row)
        at = row
      }
      try {
        await repository.add(rows)
        head = { n: at.n, mac: at.mac }
        failure = undefined
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error)
        const all = [...batch, ...queue.splice(0)]
        for (const { done } of all) done?.(error instanceof Error ? error : new Error(failure))
        keep(all.filter(({ done }) => done === undefined))
        // It may have been written after all, or by somebody else: the store knows where the chain stands.
        head = await repository.head().catch(() => head)
        return 'refused'
      }
      for (const { done } of batch) done?.(undefined)
    }
    if (head.n - Math.max(covered, 0) >= checkpointEvery.entries || covered < 0) writeCheckpoint()
    return 'written'
  }

  /** Past the limit the newest is given up: a flood hides nothing that was before it. */
  function keep(waiting: readonly Waiting[]): void {
    queue.push(...waiting)
    lost += Math.max(0, queue.length - limits.waiting)
    queue.length = Math.min(queue.length, limits.waiting)
  }

  function writeCheckpoint(): void {
    coveredAt = clock.now()
    if (head.n === 0 || covered === head.n) return
    const line = checkpointLine(keys.sign, nextCheckpoint(head, clock.now(), file.last()))
    try {
      file.append(line)
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
      return
    }
    covered = head.n
    options.copy?.(line)
  }

  const settled = async () => {
    while (writing !== undefined) await writing
  }
  const tick = (when: 'over' | 'all') => {
    for (const draft of refusals.due(when)) enqueue(draft)
    if (queue.length > 0) start()
  }
  const timer = setInterval(() => {
    tick('over')
    if (clock.now() - coveredAt >= checkpointEvery.milliseconds) void settled().then(writeCheckpoint)
  }, foldLimits.minute / 4)
  timer.unref()

  if (head.n === 0) await noted({ ...house, act: 'audit.begin', about: options.sealed.keyId() })

  function noted(draft: AuditDraft): Promise<void> {
    return new Promise((resolve, reject) => {
      enqueue(draft, (error) => (error === undefined ? resolve() : reject(error)))
    })
  }

  return {
    note: noted,
    noteLater: (draft) => {
      if (queue.length < limits.waiting) enqueue(draft)
      else lost++
    },
    noteFolded: (key, draft) => {
      tick('over')
      const now = refusals.take(key, draft)
      if (now === undefined) return
      if (queue.length < limits.waiting) enqueue(now)
      else lost++
    },
    budget: people.take,
    list: repository.list,
    counts: repository.counts,
    checkpoint: async () => {
      await settled()
      writeCheckpoint()
    },
    cut: async (days) => {
      const oldest = await repository.oldest()
      const stays = (await repository.oldestSince(clock.now() - days * dayMillis)) ?? head.n + 1
      if (oldest === 0 || stays <= oldest) return 0
      const signed = signedIn(readCheckpoints(dataDir).lines, keys.publicKey)
      const pieces = piecesOf(signed, oldest, stays - 1)
      const upTo = pieces.at(-1)
      if (upTo === undefined) return 0
      await noted(cutDraft(upTo, days))
      for (const end of pieces) await repository.cut(end)
      return upTo - oldest + 1
    },
    status: () => ({ entries: head.n, checkpoints: file.last().count, waiting: queue.length, lost, failure }),
    close: async () => {
      clearInterval(timer)
      tick('all')
      await settled()
      writeCheckpoint()
    },
  }
}

interface Waiting {
  readonly draft: AuditDraft
  readonly at: number
  readonly done: ((error: Error | undefined) => void) | undefined
}

const dayMillis = 86_400_000

/** Acts of Tocsin itself. */
const house = { who: 'tocsin', role: 'house', outcome: 'done', address: '' } as const
