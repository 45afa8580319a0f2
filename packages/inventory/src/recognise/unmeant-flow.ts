import type { DetectStage } from '@tocsin/capability'
import { type Event, eventId, type Origin, type Realm, realms } from '@tocsin/event'
import type { AssetId } from '@tocsin/kit'

/** The stages of flows without a conduit. */
export const conduitsName = 'conduits'

/** What stage 1 tells of one flow. Survives structured clone and JSON. */
export interface UnmeantFlow {
  readonly realm: Realm
  readonly origin: Origin
  readonly event: string
  /** Milliseconds since the epoch, as windows count it. */
  readonly time: number
  readonly source: string
  readonly from: FlowSide
  readonly to: FlowSide
  readonly transport: string
  readonly port: number
  readonly app: string
}

export interface FlowSide {
  /** Absent: outside of every zone. */
  readonly zone?: string
  readonly address: string
  readonly asset?: string
  /** The asset that the address surely is. */
  readonly thing?: AssetId
}

/** Passes flows without a conduit on where a zone is enforced: a pair of zones of one realm is one key, in log order. */
export function conduitsStage(): DetectStage {
  return {
    name: conduitsName,
    control() {},
    judge(event, _frame, out) {
      const { flow, mode, sourceZone, targetZone } = event.seen
      if (flow !== 'without' || mode !== 'enforce') return
      const body = flowOf(event)
      if (body === undefined) return
      out.mark({ stage: conduitsName, key: `${event.realm}|${sourceZone ?? ''}|${targetZone ?? ''}`, body })
    },
  }
}

function flowOf({
  at,
  realm,
  origin,
  time,
  timeQuality,
  received,
  source,
  ocsf,
  seen,
}: Event): UnmeantFlow | undefined {
  const [from, to] = [ocsf['src_endpoint.ip'], ocsf['dst_endpoint.ip']]
  if (typeof from !== 'string' || typeof to !== 'string') return undefined
  const side = (address: string, role: 'source' | 'target', zone: string | undefined): FlowSide => {
    const asset = seen.assets.find((one) => one.role === role)?.asset
    const thing = seen.things?.find(({ about }) => about.kind === 'address' && about.value === address)?.asset
    return {
      address,
      ...(zone === undefined ? {} : { zone }),
      ...(asset === undefined ? {} : { asset }),
      ...(thing === undefined ? {} : { thing }),
    }
  }
  const transport = ocsf['connection_info.protocol_name']
  const [port, app] = [ocsf['dst_endpoint.port'], ocsf.app_name]
  return {
    ...{ realm, origin, source, event: eventId(at) },
    // A time that cannot be right would put the finding years away from what it belongs to.
    time: timeQuality === 'stated' || timeQuality === 'late' ? time : received,
    from: side(from, 'source', seen.sourceZone),
    to: side(to, 'target', seen.targetZone),
    transport: typeof transport === 'string' ? plain(transport.toLowerCase(), 20) : 'unknown',
    port: typeof port === 'number' ? port : 0,
    app: typeof app === 'string' ? plain(app, 60) : '',
  }
}

/** The body of a mark, or nothing where another stage's code wrote it. It comes from our own threads, not from the wire. */
export function readFlow(body: unknown): UnmeantFlow | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const flow = body as Partial<UnmeantFlow>
  const whole = typeof flow.event === 'string' && typeof flow.from?.address === 'string'
  return whole && flow.realm !== undefined && realms.includes(flow.realm) ? (flow as UnmeantFlow) : undefined
}

/** What a sender wrote, without what would move a cursor or turn a line. */
function plain(text: string, longest: number): string {
  return text.slice(0, longest).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}
