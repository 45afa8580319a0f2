import { err, ok, type Result } from '@tocsin/kit'
import { type ListRefused, listLimits, readCsv } from '../read-csv.ts'
import { type ForeignTable, type Said, tableOfSaid } from './said-table.ts'

/**
 * Reads what a DHCP server keeps of its leases: ISC dhcpd (dhcpd.leases(5)), dnsmasq (its lease file: expiry, MAC, address, name,
 * client) and Kea (CSV of the memfile backend, Kea administrator's manual, "Lease Storage"). Of several leases of one address the last
 * holds; what was freed or declined is left out.
 */
export function readLeases(text: string): Result<ForeignTable, ListRefused> {
  const leases = /^\s*lease\s+\S+\s*\{/m.test(text)
    ? iscLeases(text)
    : /^address,hwaddr,/m.test(text.slice(0, 2000))
      ? keaLeases(text)
      : dnsmasqLeases(text)
  if (!leases.ok) return leases
  if (leases.value.length === 0) {
    return err({
      reason: 'no lease is in it',
      fix: 'Give dhcpd.leases of ISC, the lease file of dnsmasq, or kea-leases4.csv',
    })
  }
  const byAddress = new Map(leases.value.map((lease) => [lease.cells.ip ?? '', lease]))
  if (byAddress.size > listLimits.rows) {
    return err({ reason: `there are more than ${listLimits.rows} leases`, fix: 'Send them in parts' })
  }
  return ok(tableOfSaid([...byAddress.values()].filter(({ held }) => held)))
}

interface Lease extends Said {
  readonly held: boolean
}

function iscLeases(text: string): Result<Lease[], ListRefused> {
  const leases: Lease[] = []
  let open: { ip: string; line: number; mac?: string; host?: string; state?: string } | undefined
  for (const [at, line] of text.split('\n').entries()) {
    const begins = /^\s*lease\s+(\S+)\s*\{/.exec(line)
    if (begins !== null) open = { ip: begins[1] ?? '', line: at + 1 }
    else if (open !== undefined) {
      const [, key, value] = /^\s*(hardware ethernet|binding state|client-hostname)\s+"?([^";]+)"?;/.exec(line) ?? []
      if (key === 'hardware ethernet' && value !== undefined) open.mac = value
      if (key === 'binding state' && value !== undefined) open.state = value
      if (key === 'client-hostname' && value !== undefined) open.host = value
      if (!/^\s*\}/.test(line)) continue
      const { ip, mac, host, state } = open
      leases.push({ line: open.line, cells: { ip, mac, host }, held: state === undefined || state === 'active' })
      open = undefined
    }
  }
  return ok(leases)
}

const dnsmasqLine = /^\d+ ((?:[\da-f]{2}[:-]){5}[\da-f]{2}|\S+) ([\d.]+|[\da-f:]+) (\S+)/i

function dnsmasqLeases(text: string): Result<Lease[], ListRefused> {
  return ok(
    text.split('\n').flatMap((line, at): Lease[] => {
      const [, mac, ip, host] = dnsmasqLine.exec(line) ?? []
      if (ip === undefined) return []
      const hardware = mac !== undefined && /^([\da-f]{2}[:-]){5}/i.test(mac) ? mac : undefined
      return [{ line: at + 1, cells: { ip, mac: hardware, host: host === '*' ? undefined : host }, held: true }]
    }),
  )
}

/** The state of a lease that is held (Kea: 0 assigned, 1 declined, 2 reclaimed). */
const assigned = '0'

function keaLeases(text: string): Result<Lease[], ListRefused> {
  const read = readCsv(text)
  if (!read.ok) return read
  const { header, rows } = read.value
  const cell = (cells: readonly string[], name: string) => cells[header.indexOf(name)] || undefined
  return ok(
    rows.map(({ line, cells }) => ({
      line,
      cells: { ip: cell(cells, 'address'), mac: cell(cells, 'hwaddr'), host: cell(cells, 'hostname') },
      held: (cell(cells, 'state') ?? assigned) === assigned && cell(cells, 'valid_lifetime') !== '0',
    })),
  )
}
