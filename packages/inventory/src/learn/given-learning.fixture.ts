import { type Event, type Native, nothingSeen, type Value } from '@tocsin/event'
import { morning } from '../given.fixture.ts'

let offset = 0

/** An event as a decoder gives it; a minute of stream time is `at` 60. */
export function givenEvent(
  native: Readonly<Record<string, Value>>,
  but: Partial<Event> & { at60?: number } = {},
): Event {
  const { at60 = 0, ...more } = but
  const fields: Native = new Map(Object.entries(native))
  const moment = morning + at60 * 1000
  return {
    at: { partition: 3, offset: offset++, index: 0 },
    time: moment,
    received: moment,
    timeQuality: 'stated',
    source: 'sensor',
    decoder: 'zeek',
    realm: 'real',
    origin: 'proven',
    logsources: [],
    native: fields,
    derived: new Map(),
    ocsf: {},
    observables: [],
    seen: nothingSeen,
    ...more,
  }
}

const zeekSources = [{ product: 'zeek' }]

/** A record of one of Zeek's logs. */
export function zeek(log: string, native: Readonly<Record<string, Value>>, but: Parameters<typeof givenEvent>[1] = {}) {
  return givenEvent(native, { logsources: zeekSources, ocsf: { 'metadata.log_name': log }, ...but })
}

/** A conversation that both sides had. */
export function conn(from: string, to: string, port: number, native: Readonly<Record<string, Value>> = {}, at60 = 0) {
  const ends = { 'id.orig_h': from, 'id.orig_p': 50_000, 'id.resp_h': to, 'id.resp_p': port }
  return zeek('conn', { ...ends, proto: 'tcp', conn_state: 'SF', orig_bytes: 10, resp_bytes: 20, ...native }, { at60 })
}
