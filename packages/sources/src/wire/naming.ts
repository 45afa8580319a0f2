import { type Observable, observableOf } from '@tocsin/kit'
import { addressOf } from './address.ts'

/** What an event names, gathered without repetition, the most telling first. */
export type Naming = Observable[]

/** At most this many: an event that names more says less with each. */
const maxNames = 8

export function nameHost(naming: Naming, host: string | undefined): void {
  // A host known by its address only is an address.
  if (host !== undefined && addressOf(host) !== undefined) nameAddress(naming, host)
  else name(naming, 'host', host)
}

export function nameAddress(naming: Naming, address: string | undefined): void {
  const canonical = addressOf(address)
  if (canonical !== undefined) name(naming, 'address', canonical)
}

export function nameDevice(naming: Naming, device: string | undefined): void {
  name(naming, 'device', device)
}

/**
 * Names an account as `domain\name`, or `name` where no domain is stated.
 *
 * Accepts `DOMAIN\name` and `name@domain` in the name. Of a domain only the first label stays, so that the NetBIOS and
 * the DNS form of a domain meet. A machine's account (`SRV-01$`) names the host; the system's own accounts name nobody.
 */
export function nameAccount(naming: Naming, account: string | undefined, domain?: string): void {
  if (account === undefined || account === '' || account === '-') return
  const { user, realm } = partsOf(account, domain)
  if (user.endsWith('$')) nameMachine(naming, user.slice(0, -1))
  else if (!pseudoAccounts.has(user.toLowerCase()) && !pseudoDomains.has(realm.toLowerCase())) {
    name(naming, 'account', realm === '' || realm === '-' ? user : `${realm}\\${user}`)
  }
}

function nameMachine(naming: Naming, machine: string): void {
  const label = machine.toLowerCase()
  const known = naming.some(({ kind, value }) => kind === 'host' && (value === label || value.startsWith(`${label}.`)))
  if (!known) name(naming, 'host', machine)
}

function partsOf(account: string, domain: string | undefined): { user: string; realm: string } {
  const slash = account.indexOf('\\')
  const at = account.indexOf('@')
  if (slash >= 0) return { user: account.slice(slash + 1), realm: firstLabel(account.slice(0, slash)) }
  if (at > 0) return { user: account.slice(0, at), realm: firstLabel(account.slice(at + 1)) }
  return { user: account, realm: firstLabel(domain ?? '') }
}

function firstLabel(domain: string): string {
  const dot = domain.indexOf('.')
  return dot < 0 ? domain : domain.slice(0, dot)
}

function name(naming: Naming, kind: Observable['kind'], raw: string | undefined): void {
  if (naming.length >= maxNames) return
  const observable = observableOf(kind, raw)
  if (observable === undefined || hasControl(observable.value)) return
  for (const known of naming) if (known.kind === kind && known.value === observable.value) return
  naming.push(observable)
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20) return true
  return false
}

// The service accounts of Windows, in the languages that we have met.
const pseudoAccounts = new Set([
  'system',
  'système',
  'local service',
  'service local',
  'network service',
  'service réseau',
  'anonymous logon',
  'anonymous',
  'iusr',
  '(unknown)',
])

const pseudoDomains = new Set([
  'nt authority',
  'autorite nt',
  'nt-autorität',
  'nt service',
  'window manager',
  'font driver host',
  'iis apppool',
])
