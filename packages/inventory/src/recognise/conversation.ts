import type { Event } from '@tocsin/event'
import type { Spoken } from './conduit-rule.ts'

/** What an event says of a conversation between two addresses; nothing where it is none that took place. */
export function conversationIn({ ocsf, native }: Event): Spoken | undefined {
  const kind = ocsf.class_uid
  // OCSF 1.3, category 4: network activity.
  if (typeof kind !== 'number' || kind < 4001 || kind > 4013) return undefined
  // OCSF 1.3, Network Activity: 5 is refused. What a firewall kept from happening is what it is there for.
  if (ocsf.activity_id === 5 || (kind === networkActivity && ocsf.status_id === 2)) return undefined
  // Zeek, conn.log: an attempt that nobody answered is no conversation.
  const state = native.get('conn_state')
  if (typeof state === 'string' && !answered.has(state)) return undefined
  const transport = textOf(ocsf['connection_info.protocol_name'])
  if (transport === 'tcp' && ocsf['traffic.bytes_in'] === 0) return undefined
  const port = ocsf['dst_endpoint.port']
  return {
    transport: transport === '' ? 'unknown' : transport,
    port: transport === 'icmp' || typeof port !== 'number' ? 0 : port,
    app: textOf(ocsf.app_name),
  }
}

const networkActivity = 4001
const answered = new Set(['SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR', '-', ''])

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
