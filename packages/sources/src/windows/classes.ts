import type { ColumnName, EventRow, Native } from '@tocsin/event'
import { firstText, integerOf, textOf } from '../wire/growing.ts'
import { fillRow, type GrowingRow, type RowPlan, setInteger, setText } from '../wire/row.ts'
import { isSysmon } from './channels.ts'

/** OCSF 1.3 class and activity, and which fields fill which columns. */
interface EventClass {
  readonly uid: number
  readonly activity: number
  /** 1 success, 2 failure. */
  readonly status?: number
  readonly plan?: RowPlan
}

const process: RowPlan = {
  text: [
    ['process.name', 'Image'],
    ['process.cmd_line', 'CommandLine'],
    ['actor.process.name', 'ParentImage'],
    ['actor.process.cmd_line', 'ParentCommandLine'],
  ],
  integers: [['process.pid', 'ProcessId']],
}
const newProcess: RowPlan = {
  text: [
    ['process.name', 'NewProcessName'],
    ['process.cmd_line', 'ProcessCommandLine'],
    ['process.cmd_line', 'CommandLine'],
    ['actor.process.name', 'ParentProcessName'],
  ],
  integers: [['process.pid', 'NewProcessId']],
}
const acting: readonly (readonly [ColumnName, string])[] = [['actor.process.name', 'Image']]
const file: RowPlan = { text: [...acting, ['file.path', 'TargetFilename']] }
const module: RowPlan = { text: [...acting, ['file.path', 'ImageLoaded']] }
const registry: RowPlan = { text: [...acting, ['reg_key.path', 'TargetObject']] }
const objectAccess: RowPlan = {
  text: [
    ['actor.process.name', 'ProcessName'],
    ['reg_key.path', 'ObjectName'],
  ],
}
const toOther: RowPlan = {
  text: [
    ['actor.process.name', 'SourceImage'],
    ['process.name', 'TargetImage'],
  ],
}
const pipe: RowPlan = { text: [...acting, ['file.path', 'PipeName']] }
const dns: RowPlan = {
  text: [
    ['process.name', 'Image'],
    ['query.hostname', 'QueryName'],
  ],
}
const connection: RowPlan = {
  text: [
    ['process.name', 'Image'],
    ['src_endpoint.hostname', 'SourceHostname'],
    ['dst_endpoint.hostname', 'DestinationHostname'],
    ['connection_info.protocol_name', 'Protocol'],
  ],
  integers: [
    ['src_endpoint.port', 'SourcePort'],
    ['dst_endpoint.port', 'DestinationPort'],
  ],
  addresses: [
    ['src_endpoint.ip', 'SourceIp'],
    ['dst_endpoint.ip', 'DestinationIp'],
  ],
}
const filtered: RowPlan = {
  text: [['process.name', 'Application']],
  integers: [
    ['src_endpoint.port', 'SourcePort'],
    ['dst_endpoint.port', 'DestPort'],
  ],
  addresses: [
    ['src_endpoint.ip', 'SourceAddress'],
    ['dst_endpoint.ip', 'DestAddress'],
  ],
}
const logon: RowPlan = {
  text: [
    ['src_endpoint.hostname', 'Workstation'],
    ['src_endpoint.hostname', 'WorkstationName'],
    ['process.name', 'ProcessName'],
    ['session.uid', 'TargetLogonId'],
    ['app_name', 'AuthenticationPackageName'],
  ],
  integers: [['src_endpoint.port', 'IpPort']],
  addresses: [['src_endpoint.ip', 'IpAddress']],
}
const service: RowPlan = {
  text: [
    ['app_name', 'ServiceName'],
    ['file.path', 'ServiceFileName'],
    ['file.path', 'ImagePath'],
  ],
}
const task: RowPlan = { text: [['app_name', 'TaskName']] }

const sysmonClasses: ReadonlyMap<number, EventClass> = new Map([
  [1, { uid: 1007, activity: 1, plan: process }],
  [2, { uid: 1001, activity: 6, plan: file }],
  [3, { uid: 4001, activity: 1, plan: connection }],
  [5, { uid: 1007, activity: 2, plan: process }],
  [6, { uid: 1002, activity: 1, plan: module }],
  [7, { uid: 1005, activity: 1, plan: module }],
  [8, { uid: 1007, activity: 4, plan: toOther }],
  [9, { uid: 1001, activity: 2, plan: file }],
  [10, { uid: 1007, activity: 3, plan: toOther }],
  [11, { uid: 1001, activity: 1, plan: file }],
  [12, { uid: 201_001, activity: 99, plan: registry }],
  [13, { uid: 201_002, activity: 2, plan: registry }],
  [14, { uid: 201_001, activity: 5, plan: registry }],
  [15, { uid: 1001, activity: 1, plan: file }],
  [17, { uid: 1001, activity: 1, plan: pipe }],
  [18, { uid: 1001, activity: 14, plan: pipe }],
  [22, { uid: 4003, activity: 1, plan: dns }],
  [23, { uid: 1001, activity: 4, plan: file }],
  [26, { uid: 1001, activity: 4, plan: file }],
  [29, { uid: 1001, activity: 1, plan: file }],
])

const securityClasses: ReadonlyMap<number, EventClass> = new Map([
  [1102, { uid: 1008, activity: 1 }],
  [4624, { uid: 3002, activity: 1, status: 1, plan: logon }],
  [4625, { uid: 3002, activity: 1, status: 2, plan: logon }],
  [4634, { uid: 3002, activity: 2, status: 1, plan: logon }],
  [4647, { uid: 3002, activity: 2, status: 1, plan: logon }],
  [4648, { uid: 3002, activity: 1, plan: logon }],
  [4657, { uid: 201_002, activity: 3, plan: objectAccess }],
  [4672, { uid: 3003, activity: 1, plan: logon }],
  [4688, { uid: 1007, activity: 1, plan: newProcess }],
  [
    4689,
    {
      uid: 1007,
      activity: 2,
      plan: { text: [['process.name', 'ProcessName']], integers: [['process.pid', 'ProcessId']] },
    },
  ],
  [4697, { uid: 201_004, activity: 1, plan: service }],
  [4698, { uid: 1006, activity: 1, plan: task }],
  [4699, { uid: 1006, activity: 3, plan: task }],
  [4700, { uid: 1006, activity: 4, plan: task }],
  [4701, { uid: 1006, activity: 5, plan: task }],
  [4702, { uid: 1006, activity: 2, plan: task }],
  [4720, { uid: 3001, activity: 1 }],
  [4722, { uid: 3001, activity: 2 }],
  [4723, { uid: 3001, activity: 3 }],
  [4724, { uid: 3001, activity: 4 }],
  [4725, { uid: 3001, activity: 5 }],
  [4726, { uid: 3001, activity: 6 }],
  [4740, { uid: 3001, activity: 9 }],
  [4728, { uid: 3006, activity: 3 }],
  [4729, { uid: 3006, activity: 4 }],
  [4732, { uid: 3006, activity: 3 }],
  [4733, { uid: 3006, activity: 4 }],
  [4756, { uid: 3006, activity: 3 }],
  [4757, { uid: 3006, activity: 4 }],
  [4768, { uid: 3002, activity: 3, plan: logon }],
  [4769, { uid: 3002, activity: 4, plan: logon }],
  [4771, { uid: 3002, activity: 3, status: 2, plan: logon }],
  [4776, { uid: 3002, activity: 1, plan: logon }],
  [5156, { uid: 4001, activity: 1, status: 1, plan: filtered }],
  [5157, { uid: 4001, activity: 5, status: 2, plan: filtered }],
])

const systemClasses: ReadonlyMap<number, EventClass> = new Map([
  [104, { uid: 1008, activity: 1 }],
  [7045, { uid: 201_004, activity: 1, plan: service }],
])

/** Windows level (1 critical .. 5 verbose, 0 always) as OCSF severity. */
const severities: ReadonlyMap<string, number> = new Map([
  ['1', 5],
  ['2', 4],
  ['3', 3],
  ['4', 1],
  ['5', 1],
  ['0', 1],
])

/** The OCSF row of an event of a channel (in lower case). The message is its first line: the rest of it repeats the fields. */
export function windowsRow(
  native: Native,
  channel: string,
  eventId: number | undefined,
  host: string | undefined,
): EventRow {
  const row: GrowingRow = {}
  const found = eventId === undefined ? undefined : classOf(channel, eventId)
  if (found !== undefined) {
    row['class_uid'] = found.uid
    row['activity_id'] = found.activity
    if (found.status !== undefined) row['status_id'] = found.status
    if (found.plan !== undefined) fillRow(row, native, found.plan)
  }
  setText(row, 'metadata.product.name', firstText(native, providers))
  setText(row, 'metadata.log_name', textOf(native, 'Channel'))
  setInteger(row, 'severity_id', severities.get(textOf(native, 'Level') ?? ''))
  if (eventId !== undefined) row['metadata.event_code'] = String(eventId)
  setText(row, 'metadata.uid', textOf(native, 'EventRecordID') ?? textOf(native, 'RecordNumber'))
  setText(row, 'device.hostname', host)
  const message = textOf(native, 'Message')
  if (message !== undefined) setText(row, 'message', firstLine(message))
  setPeople(row, native)
  const hashes = textOf(native, 'Hashes')
  if (hashes !== undefined) setText(row, 'file.hash', /SHA256=([\dA-F]{64})/i.exec(hashes)?.[1] ?? hashes)
  if (row['status_id'] === undefined && typeof native.get('Status') === 'string') setStatus(row, native, eventId)
  return row
}

const providers = ['Provider_Name', 'SourceName', 'Provider'] as const
const kerberosAndNtlm = new Set([4768, 4769, 4776])

function classOf(channel: string, eventId: number): EventClass | undefined {
  if (channel === 'security') return securityClasses.get(eventId)
  if (channel === 'system') return systemClasses.get(eventId)
  return isSysmon(channel) ? sysmonClasses.get(eventId) : undefined
}

// 0x0 is success in Kerberos and NTLM results.
function setStatus(row: GrowingRow, native: Native, eventId: number | undefined): void {
  if (eventId !== undefined && kerberosAndNtlm.has(eventId))
    row['status_id'] = integerOf(native, 'Status') === 0 ? 1 : 2
}

function setPeople(row: GrowingRow, native: Native): void {
  setText(row, 'actor.user.name', textOf(native, 'SubjectUserName'))
  setText(row, 'actor.user.domain', textOf(native, 'SubjectDomainName'))
  setText(row, 'user.name', textOf(native, 'TargetUserName'))
  setText(row, 'user.domain', textOf(native, 'TargetDomainName'))
  setText(row, 'user.name', textOf(native, 'MemberName'))
  const user = textOf(native, 'User') ?? textOf(native, 'SourceUser')
  if (user === undefined || row['actor.user.name'] !== undefined) return
  const slash = user.indexOf('\\')
  setText(row, 'actor.user.name', user.slice(slash + 1))
  if (slash > 0) setText(row, 'actor.user.domain', user.slice(0, slash))
}

function firstLine(message: string): string {
  const end = message.search(/[\r\n]/)
  return end < 0 ? message : message.slice(0, end)
}
