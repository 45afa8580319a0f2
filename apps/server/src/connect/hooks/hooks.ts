import type { IncomingHttpHeaders } from 'node:http'
import { maxPayload } from '@tocsin/event'
import { err, ok, type Result, TocsinError } from '@tocsin/kit'
import type { ConnectionHealth, ConnectionOf } from '@tocsin/sources'
import type { Appended, Batch } from '../driver.ts'
import { joinRecords, peerName } from '../driver.ts'
import { type Meter, meter } from '../meter.ts'
import { recordsOf } from '../poll/poll.ts'
import { type HookRefusal, verifyHook } from './verify.ts'

export interface Hook {
  readonly id: string
  readonly connection: ConnectionOf<'webhook'>
  readonly secret: string
}

export interface HookDelivery {
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  /** The address that it came from. */
  readonly peer: string
}

/** Why a delivery is not taken. */
export type HookWhy = HookRefusal | 'not-json' | 'too-long' | 'log-full'

export interface HookTaken {
  readonly accepted: number
  /** It came before, and was not stored again. */
  readonly repeated: boolean
}

/** The webhooks that are let in. */
export interface Hooks {
  has(id: string): boolean
  /** Resolves when what it carried is durable. */
  take(id: string, delivery: HookDelivery): Promise<Result<HookTaken, HookWhy>>
}

export interface HooksHost {
  readonly now: () => number
  append(batch: Batch): Promise<Appended>
  refused(what: { readonly source: string; readonly reason: string; readonly peer: string }): void
}

/** Lets signed deliveries in. One that comes again within 24 h is acknowledged, and not stored again. */
export function openHooks(host: HooksHost): Hooks & {
  set(hooks: readonly Hook[]): void
  health(): readonly (readonly [id: string, health: ConnectionHealth])[]
} {
  const hooks = new Map<string, Hook>()
  const gauges = new Map<string, Meter>()

  return {
    has: (id) => hooks.has(id),
    set(all) {
      hooks.clear()
      for (const hook of all) hooks.set(hook.id, hook)
      for (const id of [...gauges.keys()]) if (!hooks.has(id)) gauges.delete(id)
      for (const id of hooks.keys()) if (!gauges.has(id)) gauges.set(id, waiting(host.now))
    },
    health: () => [...gauges].map(([id, gauge]) => [id, gauge.health([])] as const),
    async take(id, { headers, body, peer }) {
      const [hook, gauge] = [hooks.get(id), gauges.get(id)]
      if (hook === undefined || gauge === undefined) return err('bad-signature')
      const { connection, secret } = hook
      const refuse = (why: HookWhy) => {
        gauge.refused()
        host.refused({ source: connection.source, reason: why, peer: peerName(peer) })
        return err(why)
      }
      const proven = verifyHook(connection, secret, { headers, body }, host.now())
      if (!proven.ok) return refuse(proven.error)
      const records = recordsIn(body, connection)
      if (records === undefined) return refuse('not-json')
      if (records.some(({ length }) => length > maxPayload)) return refuse('too-long')
      if (records.length === 0) return ok({ accepted: 0, repeated: false })
      try {
        const { frames, repeated } = await host.append({
          source: connection.source,
          decoder: connection.decoder,
          origin: 'proven',
          peer: peerName(`${connection.name}@${peer}`),
          stream: `${connection.source}\n${id}`,
          key: `hook:${id.slice(0, 64)}:${proven.value}`,
          ...joinRecords(records),
        })
        if (!repeated) gauge.brought(frames, body.length)
        return ok({ accepted: frames, repeated })
      } catch (error) {
        if ((error as { code?: unknown }).code === 'log-full') return refuse('log-full')
        throw error
      }
    },
  }
}

/** The body as it came where it is one record; else each of its records. */
function recordsIn(body: Uint8Array, { items, decoder }: ConnectionOf<'webhook'>): readonly Uint8Array[] | undefined {
  if (items === '' && decoder !== 'json') return [body]
  let document: unknown
  try {
    document = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch {
    return undefined
  }
  if (items === '' && !Array.isArray(document)) return [body]
  try {
    return recordsOf(document, items)
  } catch (error) {
    if (error instanceof TocsinError) return undefined
    throw error
  }
}

function waiting(now: () => number): Meter {
  const gauge = meter(now, { en: '', fr: '' })
  gauge.says({ en: 'It waits for the first delivery.', fr: 'Elle attend la première livraison.' })
  return gauge
}
