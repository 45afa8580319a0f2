import { type Event, type EventRow, nothingSeen } from '@tocsin/event'

/** An event as a decoder would hand it over, for tests and the benchmark. */
export function testEvent(offset: number, ocsf: EventRow = {}, head: Partial<Event> = {}): Event {
  return {
    at: { partition: 0, offset, index: 0 },
    time: 1_760_000_000_000 + offset,
    received: 1_760_000_000_000 + offset,
    timeQuality: 'stated',
    source: 'syslog',
    decoder: 'syslog',
    realm: 'real',
    origin: 'address',
    logsources: [],
    native: new Map(),
    derived: new Map(),
    ocsf,
    observables: [],
    seen: nothingSeen,
    ...head,
  }
}
