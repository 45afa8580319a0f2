export interface SyslogTcpLimits {
  readonly connections: number
  readonly connectionsPerAddress: number
  /** A connection that sends nothing for so long is closed. */
  readonly idleMs: number
  /** A connection that sends bytes for so long without finishing a frame is closed. */
  readonly frameMs: number
  /** Unacknowledged bytes of one connection, after which it is read no further. */
  readonly unacknowledged: number
  /** How often silence and slowness are looked for. */
  readonly checkMs: number
  /** How long closing waits for a log that is full. */
  readonly closeMs: number
}

export const syslogTcpLimits: SyslogTcpLimits = {
  connections: 1000,
  connectionsPerAddress: 100,
  idleMs: 600_000,
  frameMs: 60_000,
  unacknowledged: 1024 * 1024,
  checkMs: 1000,
  closeMs: 3000,
}
