import type { Native, Value } from '@tocsin/event'
import { firstText, textOf } from '../wire/growing.ts'

/** Names under which rules look for a field, and the fields of the sources that hold it, the best first. */
const everywhere: readonly Alias[] = [
  ['Provider_Name', 'SourceName', 'Provider', 'ProviderName'],
  ['Computer', 'Hostname', 'Hostname.name', 'HostName', 'MachineName', 'host.name'],
]

// Sigma specification, §Field mapping, and pySigma's naming of 4688.
const bySecurityEvent: ReadonlyMap<number, readonly Alias[]> = new Map([
  [
    4688,
    [
      ['Image', 'NewProcessName'],
      ['ParentImage', 'ParentProcessName', 'CreatorProcessName'],
      ['CommandLine', 'ProcessCommandLine'],
      ['ParentProcessId', 'ProcessId'],
    ],
  ],
  [
    4657,
    [
      ['Details', 'NewValue'],
      ['TargetObject', 'ObjectName'],
      ['Image', 'ProcessName'],
    ],
  ],
])
const inSecurity: readonly Alias[] = [
  ['LogonId', 'SubjectLogonId'],
  ['Details', 'NewValue'],
]

// The classic PowerShell channel has unnamed data only; flat sources keep it nowhere but in the message.
const inClassicPowerShell: readonly Alias[] = [['Data', 'Message']]

type Alias = readonly [name: string, ...fields: string[]]

const hashNames = new Set(['md5', 'sha1', 'sha256', 'imphash'])

/** Derived name -> native names that it is copied from, over all events; for finding its place in a payload. */
export const windowsAliases: ReadonlyMap<string, readonly string[]> = allAliases()

/** The documented aliases of an event of a channel (in lower case): only where the source has no field of that name. */
export function deriveWindows(native: Native, channel: string, eventId: number | undefined): Native {
  const derived = new Map<string, Value>()
  copy(native, derived, everywhere)
  if (channel === 'security') {
    if (eventId !== undefined) copy(native, derived, bySecurityEvent.get(eventId) ?? none)
    copy(native, derived, inSecurity)
    if (eventId === 4688) deriveProcess(native, derived)
  } else if (channel === 'windows powershell') copy(native, derived, inClassicPowerShell)
  const hashes = native.get('Hashes')
  if (typeof hashes === 'string') deriveHashes(native, derived, hashes)
  return derived
}

const none: readonly Alias[] = []

function copy(native: Native, derived: Map<string, Value>, aliases: readonly Alias[]): void {
  for (const alias of aliases) {
    const name = alias[0]
    const own = native.get(name)
    if (own !== undefined && own !== null) continue
    for (let at = 1; at < alias.length; at++) {
      const value = native.get(alias[at] ?? '')
      if (value === undefined || value === null || value === '') continue
      derived.set(name, value)
      break
    }
  }
}

// Who runs the new process: the target subject where one is stated (4688 version 2), else the creator.
function deriveProcess(native: Native, derived: Map<string, Value>): void {
  const target = firstText(native, ['TargetUserName'])
  const user = target ?? firstText(native, ['SubjectUserName'])
  const domain = firstText(native, [target === undefined ? 'SubjectDomainName' : 'TargetDomainName'])
  if (!native.has('User') && user !== undefined) derived.set('User', domain === undefined ? user : `${domain}\\${user}`)
  const level = integrity.get(textOf(native, 'MandatoryLabel') ?? '')
  if (!native.has('IntegrityLevel') && level !== undefined) derived.set('IntegrityLevel', level)
}

// [MS-DTYP] §2.4.2.4: mandatory labels.
const integrity: ReadonlyMap<string, string> = new Map([
  ['S-1-16-0', 'Untrusted'],
  ['S-1-16-4096', 'Low'],
  ['S-1-16-8192', 'Medium'],
  ['S-1-16-8448', 'MediumPlus'],
  ['S-1-16-12288', 'High'],
  ['S-1-16-16384', 'System'],
])

// Sysmon writes `SHA1=..,MD5=..,SHA256=..,IMPHASH=..`; the taxonomy names each in lower case.
function deriveHashes(native: Native, derived: Map<string, Value>, hashes: string): void {
  if (hashes.length > 1024) return
  for (const part of hashes.split(',')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).toLowerCase()
    if (hashNames.has(name) && !native.has(name)) derived.set(name, part.slice(equals + 1))
  }
}

function allAliases(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>()
  for (const [name, ...fields] of [
    ...everywhere,
    ...[...bySecurityEvent.values()].flat(),
    ...inSecurity,
    ...inClassicPowerShell,
    ...[...hashNames].map((hash): Alias => [hash, 'Hashes']),
    ['IntegrityLevel', 'MandatoryLabel'] as const,
  ]) {
    all.set(name, [...(all.get(name) ?? []), ...fields])
  }
  return all
}
