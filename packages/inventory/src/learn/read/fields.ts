import { foldIdentifier, type IdentifierScheme } from '@tocsin/city'
import type { Event, Value } from '@tocsin/event'
import type { FlowStated, Stated, StatedOut, Topic } from '../stated.ts'
import { canonicalAddress } from '../terrain.ts'

/** Reads what one kind of record states of things. Total: whatever a record holds, it states something or nothing. */
export type ReadStated = (event: Event, out: StatedOut) => void

export function fieldOf(event: Event, name: string): Value | undefined {
  return event.native.get(name) ?? event.derived.get(name)
}

/** A text that says something: not empty, not Zeek's `-` and `(empty)`. */
export function textOf(event: Event, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fieldOf(event, name)
    const one = Array.isArray(value) ? value[0] : value
    if (typeof one !== 'string') continue
    const text = one.trim()
    if (text !== '' && text !== '-' && text !== '(empty)') return text
  }
  return undefined
}

export function textsOf(event: Event, name: string): readonly string[] {
  const value = fieldOf(event, name)
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is string => typeof one === 'string')
}

export function numberOf(event: Event, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fieldOf(event, name)
    const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN
    if (Number.isFinite(number)) return number
  }
  return undefined
}

/** Tab-separated logs write `T`, JSON ones `true`. */
export function isTrue(event: Event, name: string): boolean {
  const value = fieldOf(event, name)
  return value === true || value === 'T' || value === 'true'
}

export function addressIn(event: Event, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const address = canonicalAddress(textOf(event, name))
    if (address !== undefined) return address
  }
  return undefined
}

/** A host's name, if it is one: no address, no label that means a service (`_ldap._tcp`), no wildcard. */
export function hostNameOf(raw: string | undefined): string | undefined {
  if (raw === undefined || raw.length > 255 || canonicalAddress(raw) !== undefined) return undefined
  const name = raw.toLowerCase().replace(/\.$/, '')
  return /^(?!-)[a-z\d-]{1,63}(?:\.[a-z\d_-]{1,63}){0,20}$/.test(name) && name !== 'localhost' ? name : undefined
}

/** The name behind a machine's account, `SRV-01$`, in a domain. */
export function machineOf(account: string, domain: string | undefined): string | undefined {
  if (!account.endsWith('$')) return undefined
  const label = hostNameOf(account.slice(0, -1))
  if (label === undefined || label.includes('.')) return label
  // A realm's name is its DNS domain's (RFC 4120 §6.1); a NetBIOS name has no dot, and names no domain of DNS.
  return domain?.includes('.') ? hostNameOf(`${label}.${domain}`) : label
}

/** `domain\name` as events name accounts, of a domain only the first label; nothing for machines and nobody. */
export function accountOf(account: string | undefined, domain: string | undefined): string | undefined {
  if (account === undefined || account.endsWith('$') || /^(?:-|anonymous.*|system|guest|\(unknown\))$/i.test(account)) {
    return undefined
  }
  const realm = domain?.split('.')[0]
  const name = realm === undefined || realm === '' || realm === '-' ? account : `${realm}\\${account}`
  return name.length > 255 ? undefined : name.toLowerCase()
}

/** States things under one kind of record; what cannot be folded is left out. */
export interface Stating {
  fact(
    scheme: IdentifierScheme,
    known: string | undefined,
    topic: Topic,
    value: string | undefined,
    more?: Partial<Pick<Stated, 'answered' | 'detail'>>,
  ): void
  flow(flow: FlowStated): void
}

/** Characters in a value or a detail. */
const longest = 200

export function stating(by: string, out: StatedOut): Stating {
  return {
    fact: (scheme, known, topic, value, { answered = true, detail } = {}) => {
      if (known === undefined || value === undefined) return
      const id = folded(scheme, known)
      const said = foldedValue(topic, value)
      if (id === undefined || said === undefined) return
      const cut = detail === undefined ? undefined : plain(detail)
      out.fact({
        scheme,
        known: id,
        topic,
        value: said,
        by,
        answered,
        ...(cut === undefined || cut === '' ? {} : { detail: cut }),
      })
    },
    flow: out.flow,
  }
}

function foldedValue(topic: Topic, value: string): string | undefined {
  if (topic === 'seen') return ''
  if (topic === 'ip' || topic === 'mac' || topic === 'host' || topic === 'mqtt-client' || topic === 'dev-eui') {
    return folded(topic, value)
  }
  const text = plain(value)
  return text === '' ? undefined : text
}

function folded(scheme: IdentifierScheme, value: string): string | undefined {
  if (scheme === 'ip') return canonicalAddress(value)
  // A broadcast or group address is of nobody (IEEE 802-2014 §8.2.2: the lowest bit of the first octet).
  if (scheme === 'mac' && /^.[13579bdf]|^(?:00[:.-]?){6}$/i.test(value)) return undefined
  const read = foldIdentifier({ scheme, value })
  return read.ok ? read.value.value : undefined
}

function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, longest)
}
