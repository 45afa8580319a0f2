import type { Engine } from './engine.ts'
import type { Status } from './http/index.ts'

/** Milliseconds after which what was received and is not judged is late. */
const lateAfter = 10_000
const started = Date.now()

/** How the house is: received, judged, kept; what was refused, where and why. */
export async function statusOf(engine: Pick<Engine, 'keep' | 'receive'>): Promise<Status> {
  const [keep, receive] = await Promise.all([engine.keep('keepStatus'), engine.receive('receiveStatus')])
  const behind = receive.lanes.map(({ lane, position }) => ({
    lane,
    frames: position.reduce((sum, next, partition) => sum + Math.max(0, next - (keep.position[partition] ?? 0)), 0),
  }))
  return {
    ready: (keep.failure ?? receive.failure ?? receive.refusing) === undefined,
    reasons: [
      ...(keep.failure === undefined ? [] : ['the stores do not take what is received']),
      ...(receive.failure === undefined ? [] : ['the log cannot be read on']),
      ...(receive.refusing === undefined ? [] : ['nothing more is acknowledged until there is room on the disk']),
    ],
    failure: keep.failure ?? receive.failure ?? keep.tending ?? null,
    sinks: keep.sinks,
    sources: keep.sources,
    refused: [...receive.refusals.map((row) => ({ lane: 0, ...row })), ...keep.refusals],
    log: receive.lanes,
    behind,
    // A figure of time, and not of anybody's records: whoever sees one department may know it.
    late: (behind[0]?.frames ?? 0) > 0 && Date.now() - Math.max(keep.sinks[0]?.judged ?? 0, started) > lateAfter,
    bodies: receive.bodies,
    unacknowledged: receive.unacknowledged,
    syslog: receive.syslog ?? null,
    syslogUdp: receive.udp ?? null,
    syslogTls: receive.tls ?? null,
    lumberjack: receive.lumberjack ?? null,
  }
}
