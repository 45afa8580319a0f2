import { err, ok, type Result } from '@tocsin/kit'
import { type ListRefused, listLimits } from '../read-csv.ts'
import { type ForeignTable, type Said, tableOfSaid } from './said-table.ts'

/**
 * Reads the computers and devices of a directory from LDIF (RFC 2849): folded lines, Base64 after `::`. People, groups and units are
 * no things of the city, and are left.
 */
export function readLdif(text: string): Result<ForeignTable, ListRefused> {
  const things: Said[] = []
  let entries = 0
  for (const { line, attributes } of entriesOf(text)) {
    entries++
    const said = saidOf(line, attributes)
    if (said !== undefined) things.push(said)
    if (things.length > listLimits.rows) {
      return err({ reason: `there are more than ${listLimits.rows} computers`, fix: 'Send them in parts' })
    }
  }
  if (things.length > 0) return ok(tableOfSaid(things))
  const fix = 'Export the computers: ldapsearch -LLL "(objectClass=computer)", or ldifde -f'
  return err({
    reason: entries === 0 ? 'no entry of LDIF is in it' : `none of ${entries} entries is a computer or device`,
    fix,
  })
}

type Attributes = ReadonlyMap<string, readonly string[]>

function saidOf(line: number, attributes: Attributes): Said | undefined {
  const classes = (attributes.get('objectclass') ?? []).map((one) => one.toLowerCase())
  if (!classes.some((one) => things.has(one))) return undefined
  const one = (name: string) => attributes.get(name)?.[0]
  const system = [one('operatingsystem'), one('operatingsystemversion')].filter(Boolean).join(' ')
  return {
    line,
    cells: {
      name: one('cn') ?? one('name'),
      kind: /server/i.test(system) ? 'server' : system === '' ? undefined : 'workstation',
      host: one('dnshostname'),
      ip: attributes.get('iphostnumber')?.slice(0, 10).join(' '),
      mac: attributes.get('macaddress')?.slice(0, 10).join(' '),
      serial: one('serialnumber'),
      owner: one('managedby') === undefined ? undefined : /^CN=((?:[^,\\]|\\.)+)/i.exec(one('managedby') ?? '')?.[1],
      firmware: system,
      address: one('location') ?? one('l'),
      note: one('description'),
    },
  }
}

const things = new Set(['computer', 'device', 'iphost', 'ieee802device'])

/** The most values read of one entry. */
const mostValues = 10_000

function* entriesOf(text: string): Generator<{ readonly line: number; readonly attributes: Attributes }> {
  let attributes = new Map<string, string[]>()
  let began = 0
  let values = 0
  for (const { line, words } of unfolded(text)) {
    if (words === '') {
      if (attributes.size > 0) yield { line: began, attributes }
      attributes = new Map()
      values = 0
      continue
    }
    const [, name, mark, value] = /^([\w;.-]+):(:?) *(.*)$/s.exec(words) ?? []
    if (name === undefined || name === 'version' || values++ > mostValues) continue
    if (attributes.size === 0) began = line
    const key = name.toLowerCase().replace(/;.*/, '')
    const read = mark === ':' ? fromBase64(value ?? '') : (value ?? '')
    attributes.set(key, [...(attributes.get(key) ?? []).slice(0, 100), read])
  }
  if (attributes.size > 0) yield { line: began, attributes }
}

/** Lines with those that continue them; comments are left out. */
function* unfolded(text: string): Generator<{ readonly line: number; readonly words: string }> {
  let open: { line: number; parts: string[] } | undefined
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (line.startsWith(' ') && open !== undefined) {
      open.parts.push(line.slice(1))
      continue
    }
    if (open !== undefined) yield { line: open.line, words: open.parts.join('') }
    open = line.startsWith('#') ? undefined : { line: at + 1, parts: [line] }
  }
  if (open !== undefined) yield { line: open.line, words: open.parts.join('') }
}

function fromBase64(text: string): string {
  return new TextDecoder().decode(Buffer.from(text, 'base64'))
}
