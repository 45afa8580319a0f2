import type { LogSource, Native, Value } from '@tocsin/event'
import { deriveUri } from '../web/uri.ts'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { integerOf, textOf } from '../wire/growing.ts'
import { firstOf } from '../wire/verdict.ts'
import { anyVerdict, crowdstrikeVerdict, defenderVerdict, modsecurityVerdict, wazuhVerdict } from './verdicts.ts'

const modsecurity: LogSource = { product: 'modsecurity' }
const webserver: LogSource = { category: 'webserver' }

/** ModSecurity 3 audit log in JSON (`SecAuditLogFormat JSON`). */
export const modsecurityShape: Shape = {
  id: 'modsecurity',
  logsources: [modsecurity, webserver],
  tell: (native) =>
    native.has('transaction.client_ip') ||
    (native.has('transaction.remote_address') && native.has('request.request_line'))
      ? modsecuritySaid
      : undefined,
}

const modsecurityAliases: Aliases = [
  ['src_ip', 'transaction.client_ip', 'transaction.remote_address'],
  ['c-ip', 'transaction.client_ip', 'transaction.remote_address'],
  ['src_port', 'transaction.client_port', 'transaction.remote_port'],
  ['dst_ip', 'transaction.host_ip', 'transaction.local_address'],
  ['dst_port', 'transaction.host_port', 'transaction.local_port'],
  ['cs-method', 'transaction.request.method'],
  ['cs-uri', 'transaction.request.uri'],
  ['c-uri', 'transaction.request.uri'],
  ['cs-host', 'transaction.request.headers.Host', 'transaction.request.headers.host'],
  ['cs-user-agent', 'transaction.request.headers.User-Agent', 'transaction.request.headers.user-agent'],
  ['cs-referer', 'transaction.request.headers.Referer', 'transaction.request.headers.referer'],
  ['sc-status', 'transaction.response.http_code', 'response.status'],
  ['event_uid', 'transaction.unique_id', 'transaction.transaction_id'],
  ['message', 'transaction.messages.message', 'audit_data.messages'],
]

const modsecuritySaid: Said = {
  logsources: [modsecurity, webserver],
  product: 'ModSecurity',
  kind: [4002, 99],
  judge: modsecurityVerdict,
  aliases: modsecurityAliases,
  derive(native, derived) {
    const uri = derived.get('cs-uri')
    if (typeof uri === 'string') {
      const mark = uri.indexOf('?')
      derived.set('cs-uri-stem', mark < 0 ? uri : uri.slice(0, mark))
      if (mark >= 0) derived.set('cs-uri-query', uri.slice(mark + 1))
    }
    joinMessage(derived)
    deriveUri(native, derived)
  },
}

// Several rules may speak of one transaction.
function joinMessage(derived: Map<string, Value>): void {
  const message = derived.get('message')
  if (Array.isArray(message)) derived.set('message', message.slice(0, 20).join('; '))
}

/** Wazuh's alerts.json. */
export const wazuhShape: Shape = {
  id: 'wazuh',
  logsources: [{ product: 'wazuh', service: 'alerts' }],
  tell(native) {
    if (!native.has('rule.id') || !native.has('rule.level') || !native.has('decoder.name')) return undefined
    const severity = wazuhSeverity(integerOf(native, 'rule.level'))
    return { ...wazuhSaid, ...(severity !== undefined && { severity }) }
  },
}

const wazuhSaid: Said = {
  judge: wazuhVerdict,
  logsources: [{ product: 'wazuh', service: 'alerts' }],
  product: 'Wazuh',
  kind: [2004, 1],
  aliases: [
    ['src_ip', 'data.srcip', 'data.src_ip', 'data.win.eventdata.ipAddress'],
    ['src_port', 'data.srcport'],
    ['dst_ip', 'data.dstip', 'data.dest_ip'],
    ['dst_port', 'data.dstport'],
    ['user', 'data.srcuser', 'data.dstuser', 'data.win.eventdata.targetUserName', 'syscheck.uname_after'],
    ['TargetFilename', 'syscheck.path'],
    ['file_hash', 'syscheck.sha256_after'],
    ['event_code', 'rule.id'],
    ['event_uid', 'id'],
    ['log_name', 'location'],
    ['device_host', 'predecoder.hostname', 'agent.name'],
    ['device_ip', 'agent.ip'],
    ['message', 'rule.description'],
  ],
}

// Wazuh ruleset, rule classification: 0-15.
function wazuhSeverity(level: number | undefined): number | undefined {
  if (level === undefined) return undefined
  return level >= 15 ? 5 : level >= 12 ? 4 : level >= 7 ? 3 : level >= 4 ? 2 : 1
}

// Microsoft Defender XDR, streaming API: `category: AdvancedHunting-<Table>`, the row in `properties`.
const defenderKinds: ReadonlyMap<string, readonly [sources: readonly LogSource[], kind: readonly [number, number]]> =
  new Map([
    ['DeviceProcessEvents', [[{ product: 'windows', category: 'process_creation' }], [1007, 1]]],
    ['DeviceNetworkEvents', [[{ product: 'windows', category: 'network_connection' }], [4001, 1]]],
    ['DeviceFileEvents', [[{ product: 'windows', category: 'file_event' }], [1001, 1]]],
    ['DeviceImageLoadEvents', [[{ product: 'windows', category: 'image_load' }], [1005, 1]]],
    ['DeviceRegistryEvents', [[{ product: 'windows', category: 'registry_event' }], [201002, 99]]],
    ['DeviceLogonEvents', [[], [3002, 1]]],
  ])

const defenderSource: LogSource = { product: 'microsoft365_defender' }

export const defenderShape: Shape = {
  id: 'defender',
  logsources: [
    defenderSource,
    { ...defenderSource, service: 'alerts' },
    ...[...defenderKinds].flatMap(([table, [sources]]) => [{ ...defenderSource, service: table }, ...sources]),
  ],
  tell(native) {
    const category = textOf(native, 'category') ?? ''
    if (category.startsWith('AdvancedHunting-')) return tableSaid(native, category.slice(16))
    // The Graph's alert (alerts_v2).
    if (!native.has('providerAlertId') || !native.has('detectionSource')) return undefined
    const severity = words.get((textOf(native, 'severity') ?? '').toLowerCase())
    return { ...alertSaid, ...(severity !== undefined && { severity }) }
  },
}

function tableSaid(native: Native, table: string): Said {
  const known = defenderKinds.get(table)
  if (known === undefined) return { ...defenderSaid, logsources: [defenderSource] }
  const [sources, kind] = known
  const own = { ...defenderSource, service: table }
  const started = table !== 'DeviceProcessEvents' || native.get('properties.ActionType') === 'ProcessCreated'
  return { ...defenderSaid, logsources: started ? [own, ...sources] : [own], kind }
}

const defenderSaid: Said = {
  judge: defenderVerdict,
  logsources: [defenderSource],
  product: 'Microsoft Defender',
  aliases: [
    ['Image', 'properties.FolderPath'],
    ['CommandLine', 'properties.ProcessCommandLine'],
    ['ProcessId', 'properties.ProcessId'],
    ['User', 'properties.AccountName'],
    ['ParentImage', 'properties.InitiatingProcessFolderPath'],
    ['ParentCommandLine', 'properties.InitiatingProcessCommandLine'],
    ['ParentProcessId', 'properties.InitiatingProcessId'],
    ['TargetFilename', 'properties.FolderPath'],
    ['TargetObject', 'properties.RegistryKey'],
    ['Details', 'properties.RegistryValueData'],
    ['ImageLoaded', 'properties.FolderPath'],
    ['DestinationIp', 'properties.RemoteIP'],
    ['DestinationPort', 'properties.RemotePort'],
    ['DestinationHostname', 'properties.RemoteUrl'],
    ['md5', 'properties.MD5'],
    ['sha1', 'properties.SHA1'],
    ['sha256', 'properties.SHA256'],
    ['file_hash', 'properties.SHA256', 'properties.SHA1'],
    ['user', 'properties.AccountName', 'properties.InitiatingProcessAccountName'],
    ['user_domain', 'properties.AccountDomain', 'properties.InitiatingProcessAccountDomain'],
    ['src_ip', 'properties.LocalIP'],
    ['dst_ip', 'properties.RemoteIP'],
    ['dst_port', 'properties.RemotePort'],
    ['device_host', 'properties.DeviceName'],
    ['event_code', 'properties.ActionType'],
    ['event_uid', 'properties.ReportId'],
    ['log_name', 'category'],
  ],
  derive: deriveDefender,
}

// The file of a process event is the process; its initiator is the parent. Elsewhere the initiator is the process.
function deriveDefender(native: Native, derived: Map<string, Value>): void {
  const table = (textOf(native, 'category') ?? '').slice(16)
  if (table === 'DeviceProcessEvents') {
    derived.delete('TargetFilename')
    derived.delete('ImageLoaded')
    return
  }
  const image = native.get('properties.InitiatingProcessFolderPath')
  if (image !== undefined && image !== null) derived.set('Image', image)
  else derived.delete('Image')
  for (const name of ['ParentImage', 'ParentCommandLine', 'ParentProcessId', 'CommandLine']) derived.delete(name)
  if (table !== 'DeviceFileEvents') derived.delete('TargetFilename')
  if (table !== 'DeviceImageLoadEvents') derived.delete('ImageLoaded')
}

const alertSaid: Said = {
  judge: defenderVerdict,
  logsources: [{ ...defenderSource, service: 'alerts' }],
  product: 'Microsoft Defender',
  kind: [2004, 1],
  aliases: [
    ['event_uid', 'id'],
    ['event_code', 'title'],
    ['message', 'title'],
    ['log_name', 'serviceSource'],
  ],
  // Whom it is about stands among its evidence.
  derive(native, derived) {
    const host = firstOf(native, 'evidence.deviceDnsName')
    if (host !== undefined) derived.set('device_host', host)
    const user = firstOf(native, 'evidence.userAccount.accountName')
    if (user !== undefined) derived.set('user', user)
  },
}

// CrowdStrike Falcon, event streams: `metadata.eventType` with the detection in `event`.
const crowdstrike: LogSource = { product: 'crowdstrike' }
const falconEvents = [
  ...['DetectionSummaryEvent', 'EppDetectionSummaryEvent', 'IdpDetectionSummaryEvent', 'IncidentSummaryEvent'],
  ...['AuthActivityAuditEvent', 'UserActivityAuditEvent', 'FirewallMatchEvent', 'MobileDetectionSummaryEvent'],
  ...['RemoteResponseSessionStartEvent', 'RemoteResponseSessionEndEvent'],
]

export const crowdstrikeShape: Shape = {
  id: 'crowdstrike',
  logsources: [crowdstrike, ...falconEvents.map((event) => ({ ...crowdstrike, service: event.toLowerCase() }))],
  tell(native) {
    const type = textOf(native, 'metadata.eventType')
    if (type === undefined || !native.has('metadata.eventCreationTime')) return undefined
    const severity = words.get((textOf(native, 'event.SeverityName') ?? '').toLowerCase())
    const detection = /Detection|Incident/.test(type.slice(0, 128))
    return {
      ...crowdstrikeSaid,
      logsources: falconEvents.includes(type) ? [{ ...crowdstrike, service: type.toLowerCase() }] : [crowdstrike],
      ...(severity !== undefined && { severity }),
      ...(detection ? { kind: [2004, 1] as const } : {}),
      ...timeIn(native),
    }
  },
}

function timeIn(native: Native): Pick<Said, 'time'> {
  const time = integerOf(native, 'metadata.eventCreationTime')
  return time !== undefined && time > 1e12 && time < 1e14 ? { time } : {}
}

const crowdstrikeSaid: Said = {
  judge: crowdstrikeVerdict,
  logsources: [crowdstrike],
  product: 'CrowdStrike Falcon',
  aliases: [
    ['CommandLine', 'event.CommandLine'],
    ['ParentImage', 'event.ParentImageFileName'],
    ['ParentCommandLine', 'event.ParentCommandLine'],
    ['user', 'event.UserName', 'event.UserId'],
    ['src_ip', 'event.LocalIP', 'event.UserIp'],
    ['file_hash', 'event.SHA256String'],
    ['device_host', 'event.ComputerName', 'event.Hostname'],
    ['event_code', 'event.DetectName', 'event.OperationName', 'event.Name'],
    ['event_uid', 'event.DetectId', 'event.CompositeId'],
    ['message', 'event.DetectDescription', 'event.Description'],
    ['log_name', 'metadata.eventType'],
  ],
  derive(native, derived) {
    const [path, name] = [textOf(native, 'event.FilePath'), textOf(native, 'event.FileName')]
    if (path === undefined) return
    const whole = name === undefined || path.endsWith(name) ? path : `${path}${path.endsWith('\\') ? '' : '\\'}${name}`
    derived.set('Image', whole)
  },
}

const words: ReadonlyMap<string, number> = new Map([
  ['informational', 1],
  ['low', 2],
  ['medium', 3],
  ['high', 4],
  ['critical', 5],
])

/** An alert of whatever names its fields as ECS or OCSF does. */
export const anyAlertShape: Shape = {
  id: 'alert',
  logsources: [{ category: 'alert' }],
  tell: (native) =>
    native.get('event.kind') === 'alert' || (native.get('class_uid') === 2004 && native.has('finding_info.title'))
      ? anyAlertSaid
      : undefined,
}

const anyAlertSaid: Said = { logsources: [{ category: 'alert' }], kind: [2004, 1], judge: anyVerdict }

export const securityShapes: readonly Shape[] = [modsecurityShape, wazuhShape, defenderShape, crowdstrikeShape]
