import { err, ok, type Result } from '@tocsin/kit'
import { SaxesParser } from 'saxes'
import { type ListRefused, listLimits } from '../read-csv.ts'
import { type ForeignTable, type Said, tableOfSaid } from './said-table.ts'

/** Reads the XML that `nmap -oX` writes (nmap.dtd 1.05): a host that was up is a thing, its open ports are noted. */
export function readNmap(text: string): Result<ForeignTable, ListRefused> {
  const scan = newScan()
  let failed: ListRefused | undefined
  const parser = new SaxesParser({ position: true })
  parser.on('error', ({ message }) => {
    failed ??= { reason: `this is not XML: ${message.slice(0, 120)}`, fix, line: parser.line }
  })
  parser.on('opentag', ({ name, attributes }) => {
    opened(scan, name, parser.line, (key) => {
      const value = attributes[key]
      return typeof value === 'string' ? value : undefined
    })
  })
  parser.on('text', (words) => {
    scan.words += words
  })
  parser.on('closetag', ({ name }) => closed(scan, name))
  // A scan can be long: it is read piece by piece, and left at its first fault.
  for (let from = 0; from < text.length && failed === undefined; from += piece) {
    parser.write(text.slice(from, from + piece))
  }
  if (failed === undefined) parser.close()
  if (failed !== undefined) return err(failed)
  if (!scan.known) return err({ reason: 'this is no scan of nmap', fix })
  if (scan.hosts.length > listLimits.rows) {
    return err({ reason: `there are more than ${listLimits.rows} hosts`, fix: 'Send them in parts' })
  }
  return ok(tableOfSaid(scan.hosts))
}

const fix = 'Write it with nmap -oX'
const piece = 65_536
const mostPorts = 100

/** Where in the scan the parser is. */
interface Scan {
  known: boolean
  readonly hosts: Said[]
  host: Host | undefined
  port: { readonly name: string; open: boolean; service: string } | undefined
  /** Of the element at hand. */
  words: string
}

interface Host {
  readonly line: number
  up: boolean
  readonly ip: string[]
  readonly host: string[]
  readonly ports: string[]
  mac?: string
  vendor?: string
  cpe?: string
}

function newScan(): Scan {
  return { known: false, hosts: [], host: undefined, port: undefined, words: '' }
}

function opened(scan: Scan, name: string, line: number, said: (attribute: string) => string | undefined): void {
  const { host, port } = scan
  scan.words = ''
  if (name === 'nmaprun') scan.known = true
  if (name === 'host') scan.host = { line, up: true, ip: [], host: [], ports: [] }
  if (host === undefined) return
  if (name === 'status') host.up = said('state') === 'up'
  else if (name === 'address') addAddress(host, said)
  else if (name === 'hostname') host.host.push(said('name') ?? '')
  else if (name === 'port') {
    scan.port = { name: `${said('portid') ?? '?'}/${said('protocol') ?? '?'}`, open: false, service: '' }
  } else if (name === 'state' && port !== undefined) port.open = said('state') === 'open'
  else if (name === 'service' && port !== undefined) {
    port.service = ['name', 'product', 'version'].flatMap((key) => said(key) ?? []).join(' ')
  }
}

function addAddress(host: Host, said: (attribute: string) => string | undefined): void {
  const address = said('addr')
  const vendor = said('vendor')
  if (address === undefined) return
  if (said('addrtype') !== 'mac') host.ip.push(address)
  else {
    host.mac = address
    if (vendor !== undefined) host.vendor = vendor
  }
}

function closed(scan: Scan, name: string): void {
  const { host, port, hosts, words } = scan
  if (host === undefined) return
  if (name === 'cpe' && port === undefined) host.cpe ??= words.trim()
  else if (name === 'port' && port !== undefined) {
    if (port.open && host.ports.length < mostPorts) host.ports.push(`${port.name} ${port.service}`.trim())
    scan.port = undefined
  } else if (name === 'host') {
    if (host.up && hosts.length <= listLimits.rows) hosts.push(saidOf(host))
    scan.host = undefined
  }
}

function saidOf({ line, ip, host, ports, mac, vendor, cpe }: Host): Said {
  const note = ports.length === 0 ? undefined : `open: ${ports.join(', ')}`
  return { line, cells: { ip: ip.join(' '), host: host.slice(0, 5).join(' '), mac, vendor, cpe, note } }
}
