import { type Entry, many, one } from '../model/attribute.ts'
import { object, oneOf, text, whole } from '../model/codec.ts'
import { type ConduitId, toAsset, toOrganisation, toZone } from './ids.ts'

export const conduitSchema = {
  name: one(text(200)),
  /** The zone that begins the conversation. */
  from: one(toZone),
  to: one(toZone),
  /** Who may begin it; none named is everyone in the zone. */
  sources: many(toAsset),
  /** Whom they may address; none named is everyone in the zone. */
  targets: many(toAsset),
  /** As the sources name it: `modbus`, `https`, `mqtt`, `tcp`. */
  protocol: one(text(60)),
  ports: many(object({ from: whole(0, 65_535), to: whole(0, 65_535) }, {})),
  encryption: one(oneOf(['none', 'link', 'ipsec', 'wireguard', 'tls', 'mutual-tls', 'ssh', 'application'])),
  /** What enforces it: firewalls, gateways, data diodes. */
  gateways: many(toAsset),
  purpose: one(text(500)),
  owner: one(toOrganisation),
}

/** A flow that is meant to be between two zones (IEC 62443-3-2). */
export type Conduit = Entry<ConduitId, typeof conduitSchema>
