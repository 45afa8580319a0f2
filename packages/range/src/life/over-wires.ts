import { logged, type Said } from './said.ts'

/**
 * The same reading over another wire, by turns: as it was published, as a line of syslog, or posted as a gateway's server would. For
 * trying all doors at once at a rate.
 *
 * @param shares of MQTT and of syslog, 0 to 1; the rest is posted
 */
export function overWires(
  record: Said,
  turn: number,
  shares: { readonly mqtt: number; readonly syslog: number },
): Said {
  if (record.over !== 'mqtt') return record
  // The golden ratio spreads turns evenly over the shares.
  const drawn = (turn * 0.618_033_988_749_895) % 1
  if (drawn < shares.mqtt) return record
  const [part = 'ville', host = part] = record.by.split('/')
  if (drawn < shares.mqtt + shares.syslog) return logged(record.time, host, 134, part, record.payload)
  return { ...record, over: 'http', by: part }
}
