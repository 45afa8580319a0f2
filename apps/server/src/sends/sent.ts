/** What Tocsin itself sends, by kind. What listens answers in its protocol, and is none of these. */
export const sentKinds = [
  'http-get',
  'webhook',
  'mail',
  'mqtt-connect',
  'mqtt-subscribe',
  'mqtt-ping',
  'mqtt-acknowledge',
  'mqtt-disconnect',
  'sign-in',
  'audit-copy',
  'name-lookup',
  'rules-fetch',
] as const
export type SentKind = (typeof sentKinds)[number]

/** By which order something is sent: a connection or a target that somebody configured, or a setting. */
export interface SentOrder {
  readonly kind: 'connection' | 'target' | 'setting'
  readonly id: string
}

/** One thing that was sent. */
export interface Sent {
  readonly kind: SentKind
  readonly order: SentOrder
  /** As it was asked for; lower case. */
  readonly host: string
  /** Where the connection led; nothing where it is not known. */
  readonly address: string | null
  readonly port: number
}

/** Something that was not sent, since a zone is closed to it. */
export interface NotSent extends Omit<Sent, 'kind'> {
  /** The id of the zone; empty where it was not known yet which zones are closed. */
  readonly zone: string
}

/** Hears what is sent, at the moment of sending. */
export type NoteSent = (sent: Sent) => void
