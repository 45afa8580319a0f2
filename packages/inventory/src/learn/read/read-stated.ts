import type { Event, LogSource } from '@tocsin/event'
import type { StatedOut } from '../stated.ts'
import type { ReadStated } from './fields.ts'
import { readLease } from './leases.ts'
import { readLorawan } from './lorawan.ts'
import { readSuricata } from './suricata.ts'
import { readUsual } from './usual.ts'
import { readWindows } from './windows.ts'
import { readZeek } from './zeek.ts'

/** What one event states of the things of the city. Tocsin's own events state nothing: it does not learn from itself. */
export function readStated(event: Event, out: StatedOut): void {
  reader(event.logsources)?.(event, out)
}

// A decoder stamps the same few lists over and over.
const known = new WeakMap<readonly LogSource[], ReadStated | 'nothing'>()

function reader(logsources: readonly LogSource[]): ReadStated | undefined {
  let found = known.get(logsources)
  if (found === undefined) {
    found = choose(logsources) ?? 'nothing'
    known.set(logsources, found)
  }
  return found === 'nothing' ? undefined : found
}

function choose(logsources: readonly LogSource[]): ReadStated | undefined {
  const products = new Set(logsources.map(({ product }) => product))
  if (products.has('tocsin')) return undefined
  if (products.has('zeek')) return readZeek
  if (products.has('suricata')) return readSuricata
  if (products.has('chirpstack') || products.has('things-stack')) return readLorawan
  if (logsources.some(({ service }) => service === 'dhcp')) return readLease
  return products.has('windows') ? readWindows : readUsual
}
