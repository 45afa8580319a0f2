import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { phrases, type ReadPhrase } from '../wire/phrases.ts'
import * as asa from './asa.ts'
import * as ios from './ios.ts'

const products: readonly LogSource[] = ['asa', 'ios', 'syslog', 'aaa', 'bgp', 'ldp'].map((service) => ({
  product: 'cisco',
  service,
}))

/** Reads system messages of Cisco ASA, FTD, IOS, IOS XE and NX-OS (`%FACILITY-SEVERITY-MNEMONIC: `); see SPEC.md. */
export const cisco: Dialect = {
  id: 'cisco',
  logsources: [...products, { category: 'firewall' }, { category: 'vpn' }],
  read(text, start, put) {
    const sign = text.indexOf('%', start)
    if (sign < 0 || sign > start + 96) return undefined
    heading.lastIndex = sign
    const match = heading.exec(text)
    if (match === null) return undefined
    const [whole, facility = '', severity = '', mnemonic = ''] = match
    put('cisco_facility', facility, sign + 1, sign + 1 + facility.length)
    const end = sign + whole.length
    putTail(put, severity, mnemonic, sign + whole.lastIndexOf(`-${severity}-${mnemonic}`))
    const device = firewalls.has(facility)
    const read = device ? asaCodes.get(mnemonic) : iosPhrases
    const said = read?.(text, end, put)
    return {
      ...(said ?? { logsources: device ? asaOnly : iosSources(facility) }),
      ...(!device && { logsources: [...iosSources(facility), ...(said?.logsources ?? [])] }),
      ...(said !== undefined && device && { logsources: [...asaOnly, ...said.logsources] }),
      product: device ? 'Cisco ASA' : 'Cisco IOS',
      severity: severities[Number(severity)] ?? 1,
    }
  },
}

// `%ASA-6-302013: `, `%ASA-session-6-302013: `, `%SEC_LOGIN-4-LOGIN_FAILED: `, `%SYS-SW1-5-CONFIG_I: `.
const heading = /%([A-Z][A-Z0-9_]{1,31})(?:-[\w/]{1,32})?-([0-7])-([A-Z0-9_]{1,48}): ?/y
const firewalls = new Set(['ASA', 'FTD', 'PIX', 'FWSM'])
/** Cisco numbers severity as syslog does, 0 emergency .. 7 debug. */
const severities = [6, 5, 5, 4, 3, 2, 1, 1]

function putTail(put: Put, severity: string, mnemonic: string, at: number): void {
  put('cisco_severity', Number(severity), at + 1, at + 2)
  put('mnemonic', mnemonic, at + 3, at + 3 + mnemonic.length)
}

const asaOnly: readonly LogSource[] = [{ product: 'cisco', service: 'asa' }]
const iosOnly: readonly LogSource[] = [
  { product: 'cisco', service: 'ios' },
  { product: 'cisco', service: 'syslog' },
]
// Sigma's rules for Cisco ask for these services.
const services: readonly (readonly [service: string, facility: RegExp])[] = [
  ['aaa', /^(?:AAA|AAAA|SEC_LOGIN|PARSER|TAC|TPLUS|RADIUS|HA_EM)/],
  ['bgp', /^(?:BGP|TCP)/],
  ['ldp', /^(?:LDP|TCP)/],
]
const byFacility = new Map<string, readonly LogSource[]>()

function iosSources(facility: string): readonly LogSource[] {
  const known = byFacility.get(facility)
  if (known !== undefined) return known
  const more = services.filter(([, form]) => form.test(facility)).map(([service]) => ({ product: 'cisco', service }))
  const sources = [...iosOnly, ...more]
  // Facilities come from the wire: only so many are remembered.
  if (byFacility.size < 256) byFacility.set(facility, sources)
  return sources
}

const asaCodes: ReadonlyMap<string, ReadPhrase> = new Map(
  Object.entries(asa.messages).map(([code, list]) => [code, phrases(list, asa.plain)]),
)
const iosPhrases = phrases(ios.messages, { logsources: [] } satisfies Said)
