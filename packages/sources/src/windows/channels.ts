import type { LogSource } from '@tocsin/event'

// Sigma taxonomy appendix 2.1.0, Windows folder: which service a channel is, and which categories its events are.
// Channels are compared without regard to case; sources write `Security` and `security`.

const sysmon = 'Microsoft-Windows-Sysmon/Operational'
const powershell = 'Microsoft-Windows-PowerShell/Operational'
const powershellCore = 'PowerShellCore/Operational'
const powershellClassic = 'Windows PowerShell'

const services: readonly (readonly [service: string, ...channels: string[]])[] = [
  ['application', 'Application'],
  [
    'application-experience',
    'Microsoft-Windows-Application-Experience/Program-Telemetry',
    'Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant',
  ],
  [
    'applocker',
    'Microsoft-Windows-AppLocker/MSI and Script',
    'Microsoft-Windows-AppLocker/EXE and DLL',
    'Microsoft-Windows-AppLocker/Packaged app-Deployment',
    'Microsoft-Windows-AppLocker/Packaged app-Execution',
  ],
  ['appmodel-runtime', 'Microsoft-Windows-AppModel-Runtime/Admin'],
  ['appxdeployment-server', 'Microsoft-Windows-AppXDeploymentServer/Operational'],
  ['appxpackaging-om', 'Microsoft-Windows-AppxPackaging/Operational'],
  ['bitlocker', 'Microsoft-Windows-BitLocker/BitLocker Management'],
  ['bits-client', 'Microsoft-Windows-Bits-Client/Operational'],
  ['capi2', 'Microsoft-Windows-CAPI2/Operational'],
  [
    'certificateservicesclient-lifecycle-system',
    'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational',
  ],
  ['codeintegrity-operational', 'Microsoft-Windows-CodeIntegrity/Operational'],
  ['dhcp', 'Microsoft-Windows-DHCP-Server/Operational'],
  ['diagnosis-scripted', 'Microsoft-Windows-Diagnosis-Scripted/Operational'],
  // The appendix writes the first; Windows names the channel as the second.
  ['dns-client', 'Microsoft-Windows-DNS Client Events/Operational', 'Microsoft-Windows-DNS-Client/Operational'],
  ['dns-server', 'DNS Server'],
  ['dns-server-analytic', 'Microsoft-Windows-DNS-Server/Analytical'],
  ['dns-server-audit', 'Microsoft-Windows-DNS-Server/Audit'],
  ['driver-framework', 'Microsoft-Windows-DriverFrameworks-UserMode/Operational'],
  ['firewall-as', 'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'],
  ['hyper-v-worker', 'Microsoft-Windows-Hyper-V-Worker'],
  ['iis-configuration', 'Microsoft-IIS-Configuration/Operational'],
  ['kernel-event-tracing', 'Microsoft-Windows-Kernel-EventTracing'],
  [
    'kernel-shimengine',
    'Microsoft-Windows-Kernel-ShimEngine/Operational',
    'Microsoft-Windows-Kernel-ShimEngine/Diagnostic',
  ],
  ['ldap', 'Microsoft-Windows-LDAP-Client/Debug'],
  ['lsa-server', 'Microsoft-Windows-LSA/Operational'],
  ['msexchange-management', 'MSExchange Management'],
  ['ntfs', 'Microsoft-Windows-Ntfs/Operational'],
  ['ntlm', 'Microsoft-Windows-NTLM/Operational'],
  ['openssh', 'OpenSSH/Operational'],
  ['powershell', powershell, powershellCore],
  ['powershell-classic', powershellClassic],
  ['printservice-admin', 'Microsoft-Windows-PrintService/Admin'],
  ['printservice-operational', 'Microsoft-Windows-PrintService/Operational'],
  ['security', 'Security'],
  [
    'security-mitigations',
    'Microsoft-Windows-Security-Mitigations/Kernel Mode',
    'Microsoft-Windows-Security-Mitigations/User Mode',
  ],
  ['sense', 'Microsoft-Windows-SENSE/Operational'],
  ['servicebus-client', 'Microsoft-ServiceBus-Client/Operational', 'Microsoft-ServiceBus-Client/Admin'],
  ['shell-core', 'Microsoft-Windows-Shell-Core/Operational'],
  ['smbclient-security', 'Microsoft-Windows-SmbClient/Security'],
  ['sysmon', sysmon],
  ['system', 'System'],
  ['taskscheduler', 'Microsoft-Windows-TaskScheduler/Operational'],
  ['terminalservices-localsessionmanager', 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'],
  ['vhdmp', 'Microsoft-Windows-VHDMP/Operational'],
  ['windefend', 'Microsoft-Windows-Windows Defender/Operational'],
  ['wmi', 'Microsoft-Windows-WMI-Activity/Operational'],
  // Not in the appendix; rules in the wild ask for them.
  ['microsoft-servicebus-client', 'Microsoft-ServiceBus-Client/Operational', 'Microsoft-ServiceBus-Client/Admin'],
  ['smbclient-connectivity', 'Microsoft-Windows-SmbClient/Connectivity'],
  ['smbserver-connectivity', 'Microsoft-Windows-SMBServer/Connectivity'],
]

const categories: readonly (readonly [category: string, channels: readonly string[], ids: readonly number[]])[] = [
  ['process_creation', [sysmon], [1]],
  // Not in the appendix's table, but its field mapping (specification, §Field mapping) makes 4688 one.
  ['process_creation', ['Security'], [4688]],
  ['file_change', [sysmon], [2]],
  ['network_connection', [sysmon], [3]],
  ['sysmon_status', [sysmon], [4, 16]],
  ['process_termination', [sysmon], [5]],
  ['driver_load', [sysmon], [6]],
  ['image_load', [sysmon], [7]],
  ['create_remote_thread', [sysmon], [8]],
  ['raw_access_thread', [sysmon], [9]],
  ['process_access', [sysmon], [10]],
  ['file_event', [sysmon], [11]],
  ['registry_event', [sysmon], [12, 13, 14]],
  // Both are EventID 12; a rule tells them apart by its `EventType`.
  ['registry_add', [sysmon], [12]],
  ['registry_delete', [sysmon], [12]],
  ['registry_set', [sysmon], [13]],
  ['registry_rename', [sysmon], [14]],
  ['create_stream_hash', [sysmon], [15]],
  ['pipe_created', [sysmon], [17, 18]],
  ['wmi_event', [sysmon], [19, 20, 21]],
  ['dns_query', [sysmon], [22]],
  ['file_delete', [sysmon], [23]],
  ['clipboard_capture', [sysmon], [24]],
  ['process_tampering', [sysmon], [25]],
  ['file_delete_detected', [sysmon], [26]],
  ['file_block_executable', [sysmon], [27]],
  ['file_block_shredding', [sysmon], [28]],
  ['file_executable_detected', [sysmon], [29]],
  ['sysmon_error', [sysmon], [255]],
  ['ps_classic_start', [powershellClassic], [400]],
  ['ps_classic_provider_start', [powershellClassic], [600]],
  ['ps_classic_script', [powershellClassic], [800]],
  ['ps_module', [powershell, powershellCore], [4103]],
  ['ps_script', [powershell, powershellCore], [4104]],
]

/** Sysmon for Linux writes the same events (taxonomy appendix, Linux folder). */
const linuxSysmon = 'linux-sysmon/operational'
const linuxCategories: readonly (readonly [category: string, id: number])[] = [
  ['process_creation', 1],
  ['network_connection', 3],
  ['file_event', 11],
]

/** The provider whose file events are `file_access` and `file_rename`; it writes to no channel (ETW). */
const kernelFile = 'microsoft-windows-kernel-file'
const kernelFileSources: readonly LogSource[] = [
  { product: 'windows', category: 'file_access' },
  { product: 'windows', category: 'file_rename' },
]

interface Channel {
  /** What every event of the channel is. */
  readonly any: readonly LogSource[]
  /** What events of one EventID are, `any` included. */
  readonly byId: Map<number, readonly LogSource[]>
}

const unknownChannel: readonly LogSource[] = [{ product: 'windows' }]
const channels = readChannels()

/** Every logsource that an event of this channel (in lower case), EventID and provider answers to. */
export function windowsSources(channel: string, eventId: number | undefined, provider: string): readonly LogSource[] {
  const known = channels.get(channel)
  if (known === undefined) return provider.toLowerCase() === kernelFile ? kernelFileSources : unknownChannel
  return (eventId === undefined ? undefined : known.byId.get(eventId)) ?? known.any
}

/** Whether the channel (in lower case) is written by Sysmon, on Windows or Linux. */
export function isSysmon(channel: string): boolean {
  return channel === sysmonFolded || channel === linuxSysmon
}

const sysmonFolded = sysmon.toLowerCase()

export const windowsLogsources: readonly LogSource[] = [
  ...unknownChannel,
  ...kernelFileSources,
  ...new Set([...channels.values()].flatMap(({ any, byId }) => [...any, ...[...byId.values()].flat()])),
]

function readChannels(): ReadonlyMap<string, Channel> {
  const read = new Map<string, Channel>()
  for (const [service, ...names] of services) {
    const source = { product: 'windows', service }
    for (const name of names) {
      const known = read.get(name.toLowerCase())?.any ?? []
      read.set(name.toLowerCase(), { any: [...known, source], byId: new Map() })
    }
  }
  for (const [category, names, ids] of categories) {
    const source = { product: 'windows', category }
    for (const name of names) for (const id of ids) add(read.get(name.toLowerCase()), id, source)
  }
  const linux: Channel = { any: [{ product: 'linux', service: 'sysmon' }], byId: new Map() }
  for (const [category, id] of linuxCategories) add(linux, id, { product: 'linux', category })
  return read.set(linuxSysmon, linux)
}

function add(channel: Channel | undefined, id: number, source: LogSource): void {
  channel?.byId.set(id, [...(channel.byId.get(id) ?? channel.any), source])
}
