import type { IdentifierScheme } from '@tocsin/city'

/** What an event may state of a thing. `ip`, `mac`, `host`, `mqtt-client` and `dev-eui` say that both names are of one thing. */
export const topics = [
  'seen',
  'ip',
  'mac',
  'host',
  'mqtt-client',
  'dev-eui',
  'name',
  'vendor',
  'model',
  'firmware',
  'serial',
  'join-eui',
  'gateway',
  'apart',
  'radio',
  'system',
  'software',
  'service',
  'account',
] as const
export type Topic = (typeof topics)[number]

/** The topics that are identifiers themselves. */
export const identities: ReadonlySet<Topic> = new Set(['ip', 'mac', 'host', 'mqtt-client', 'dev-eui'])

/** One thing that one event states: of what, about what, and in which words. */
export interface Stated {
  /** What the thing is known by, in folded form. */
  readonly scheme: IdentifierScheme
  readonly known: string
  readonly topic: Topic
  /**
   * Empty for `seen`; `tcp/445` for a service; what is measured for `radio` (`battery`), whose newest value is the detail; the
   * id of a radio gateway that heard it, or of two that cannot both have (`apart`).
   */
  readonly value: string
  /** More of it, such as the protocol that a service speaks: the newest word is kept. */
  readonly detail?: string
  /** What kind of record states it, such as `zeek/dhcp`. */
  readonly by: string
  /** The record shows that the thing answered: nobody can make that up who only sends. */
  readonly answered: boolean
}

/** One conversation that one event states. */
export interface FlowStated {
  /** Canonical addresses. */
  readonly from: string
  readonly to: string
  /** `tcp`, `udp`, `icmp`. */
  readonly transport: string
  /** The port that was addressed; 0 where there is none. */
  readonly port: number
  /** The protocols that were recognised, such as `smb` or `gssapi,smb`; empty where none was. */
  readonly app: string
  /** In both directions together. */
  readonly bytes: number
  readonly answered: boolean
}

/** Where readers put what an event states. */
export interface StatedOut {
  fact(stated: Stated): void
  flow(flow: FlowStated): void
}
