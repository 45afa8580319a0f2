import { type Connection, connectionShape } from '@tocsin/sources'
import { z } from 'zod'
import { setting } from './setting.ts'

/** A connection of the configuration file. */
export interface ListedConnection {
  readonly connection: Connection
  /** A file that holds its secret and nothing else. */
  readonly secretFile: string | undefined
}

const beside = z.looseObject({ secretFile: z.string().max(4096).regex(/^\/\S/).optional() })

/** The list of connections, each as `POST /api/connections` takes it, with `secretFile` for its secret. */
export function connectionList() {
  // A layer reads its value once, and the whole configuration once more: what was read already passes as it is.
  const known = new WeakSet<ListedConnection>()
  const one = z.unknown().transform((written, context): ListedConnection => {
    if (known.has(written as ListedConnection)) return written as ListedConnection
    const read = beside.safeParse(written)
    if (!read.success) return refuse(context, 'secretFile', 'is no absolute path')
    const { secretFile, ...rest } = read.data
    const connection = connectionShape.safeParse(rest)
    if (connection.success) {
      const listed = { connection: connection.data, secretFile }
      known.add(listed)
      return listed
    }
    const [issue] = connection.error.issues
    return refuse(context, issue?.path.join('.') ?? '', issue?.message ?? 'is no connection')
  })
  const list = z
    .array(one)
    .max(500)
    .refine((all) => new Set(all.map(({ connection }) => connection.name)).size === all.length, 'two have one name')
    .default([])
  return setting(list, {
    takes: 'a list of connections (docs/guide/senders.md)',
    says: 'Files to follow, brokers to subscribe to, APIs to ask, webhooks to let in; others are added while it runs',
    change: 'live',
    structured: true,
    shows: (all) => (Array.isArray(all) ? JSON.stringify(all.map(nameOf)) : '[]'),
  })
}

function refuse(context: z.core.$RefinementCtx, place: string, why: string): never {
  context.addIssue({ code: 'custom', message: `${place} ${why}` })
  return z.NEVER
}

function nameOf(one: unknown): string {
  const { connection } = one as Partial<ListedConnection>
  return connection?.name ?? ''
}
