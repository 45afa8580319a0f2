import { advancePosition, type Position, type StateStore, sqlBuilder } from '@tocsin/store'
import type { RegistryTables } from '../registry/tables.ts'
import type { SenderSeen, SourceSeen } from './health-book.ts'

const sql = sqlBuilder<RegistryTables>()

/** What was learnt of sources and senders before a restart; what another version wrote is left out. */
export async function keptHealth(store: StateStore): Promise<readonly (SourceSeen | SenderSeen)[]> {
  const rows = await store.run<{ readonly sender: string; readonly body: string }>(
    sql.selectFrom('source_health').select(['sender', 'body']).limit(10_000).compile(),
  )
  return rows.flatMap(({ body }) => {
    try {
      const read: unknown = JSON.parse(body)
      return isSeen(read) ? [whole(read)] : []
    } catch {
      return []
    }
  })
}

/** The name under which stands up to where in the log senders were counted. */
export const countedSink = 'senders'

/**
 * Keeps what was learnt, and up to where in the log: in one transaction, so that what is read again after a restart is
 * not counted again.
 */
export async function keepHealth(
  store: StateStore,
  seen: readonly (SourceSeen | SenderSeen)[],
  position: Position,
  at: number,
): Promise<void> {
  const statements = seen.map((one) => {
    // A source's own row has a sender that no peer can have.
    const row = { source: one.source, sender: 'sender' in one ? `=${one.sender}` : '' }
    const values = { body: JSON.stringify(one), at }
    return sql
      .insertInto('source_health')
      .values({ ...row, ...values })
      .onConflict((conflict) => conflict.columns(['source', 'sender']).doUpdateSet(values))
      .compile()
  })
  await store.transact([...statements, ...advancePosition(countedSink, position)])
}

/** Forgets what was learnt of a source and of those who send as it. */
export async function forgetHealth(store: StateStore, source: string): Promise<void> {
  await store.transact([sql.deleteFrom('source_health').where('source', '=', source).compile()])
}

/** What an earlier version wrote knew less. */
function whole(seen: SourceSeen | SenderSeen): SourceSeen | SenderSeen {
  if ('sender' in seen) return { ...seen, declined: seen.declined ?? null }
  const { actual = seen.learnt.slots.map(() => null), ...learnt } = seen.learnt
  return { ...seen, learnt: { ...learnt, actual } }
}

function isSeen(read: unknown): read is SourceSeen | SenderSeen {
  if (typeof read !== 'object' || read === null) return false
  const { source, last, learnt, offset } = read as Partial<SourceSeen & SenderSeen>
  if (typeof source !== 'string' || typeof last !== 'number') return false
  return Array.isArray(learnt?.slots) || typeof offset?.quarters === 'object'
}
