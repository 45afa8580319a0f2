import type { LogSource } from '@tocsin/event'
import type { RowPlan } from '../wire/row.ts'

// The names that senders usually give to what matters: ECS 8, OCSF 1.3, then custom. The first that says something wins.

export const times = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'eventTime',
  'event_time',
  'datetime',
  'date',
  'created_at',
  'event.created',
  'metadata.original_time',
  'CreationTime',
  'createdDateTime',
  'activityDateTime',
  'TimeGenerated',
  'time_iso8601',
  'StartUTC',
  'received_at',
]
export const hosts = [
  'host.name',
  'host.hostname',
  'device.hostname',
  'device.name',
  'hostname',
  'host',
  'computer',
  'computer_name',
  'agent.name',
  'server',
]
export const users = [
  'user.name',
  'actor.user.name',
  'user',
  'username',
  'user_name',
  'account',
  'login',
  'userIdentity.userName',
  'user.email',
]
export const domains = ['user.domain', 'actor.user.domain', 'domain']
export const sourceAddresses = [
  'source.ip',
  'src_endpoint.ip',
  'client.ip',
  'src_ip',
  'source_ip',
  'client_ip',
  'remote_addr',
  'remote_ip',
  'sourceIPAddress',
  'ip',
  'addr',
]
export const destinationAddresses = [
  'destination.ip',
  'dst_endpoint.ip',
  'server.ip',
  'dst_ip',
  'dest_ip',
  'destination_ip',
]
// `log`: what Fluent Bit and Docker name a line.
export const messages = ['message', 'msg', 'event.original', 'status_detail', 'log']
export const outcomes = ['event.outcome', 'outcome', 'status', 'result']
export const successes = new Set(['success', 'succeeded', 'successful', 'ok', 'allowed', 'accepted'])
export const failures = new Set(['failure', 'failed', 'fail', 'error', 'denied', 'rejected', 'refused'])

/** Columns from OCSF's own names and from ECS; the later of two names wins. */
export const plan: RowPlan = {
  text: [
    ['metadata.product.name', 'metadata.product.name'],
    ['metadata.product.name', 'event.module'],
    ['metadata.log_name', 'metadata.log_name'],
    ['metadata.log_name', 'event.dataset'],
    ['metadata.event_code', 'metadata.event_code'],
    ['metadata.event_code', 'eventName'],
    ['metadata.event_code', 'event.code'],
    ['metadata.uid', 'metadata.uid'],
    ['metadata.uid', 'event.id'],
    ['src_endpoint.hostname', 'source.domain'],
    ['src_endpoint.mac', 'source.mac'],
    ['dst_endpoint.hostname', 'destination.domain'],
    ['connection_info.protocol_name', 'network.transport'],
    ['app_name', 'app_name'],
    ['app_name', 'service.name'],
    ['app_name', 'network.protocol'],
    ['actor.user.domain', 'user.domain'],
    ['actor.process.name', 'process.parent.executable'],
    ['actor.process.cmd_line', 'process.parent.command_line'],
    ['process.name', 'process.name'],
    ['process.name', 'process.executable'],
    ['process.cmd_line', 'process.cmd_line'],
    ['process.cmd_line', 'process.command_line'],
    ['file.path', 'file.path'],
    ['file.hash', 'file.hash.sha256'],
    ['reg_key.path', 'registry.path'],
    ['query.hostname', 'query.hostname'],
    ['query.hostname', 'dns.question.name'],
    ['http_request.url', 'url.full'],
    ['http_request.url', 'url.original'],
    ['http_request.method', 'http.request.method'],
    ['http_request.user_agent', 'user_agent.original'],
    ['session.uid', 'session.uid'],
  ],
  integers: [
    ['class_uid', 'class_uid'],
    ['activity_id', 'activity_id'],
    ['severity_id', 'severity_id'],
    ['src_endpoint.port', 'src_endpoint.port'],
    ['src_endpoint.port', 'src_port'],
    ['src_endpoint.port', 'source.port'],
    ['dst_endpoint.port', 'dst_endpoint.port'],
    ['dst_endpoint.port', 'dst_port'],
    ['dst_endpoint.port', 'destination.port'],
    ['traffic.bytes_out', 'source.bytes'],
    ['traffic.bytes_in', 'destination.bytes'],
    ['process.pid', 'process.pid'],
    ['http_response.code', 'http.response.status_code'],
  ],
  addresses: [['device.ip', 'host.ip']],
}

export const processStart: ReadonlyMap<string, readonly LogSource[]> = new Map(
  ['windows', 'linux', 'macos'].map((product) => [product, [{ product, category: 'process_creation' }]]),
)

/** Sigma's names of a starting process, and ECS's. */
export const processAliases: ReadonlyMap<string, readonly string[]> = new Map([
  ['Image', ['process.executable']],
  ['CommandLine', ['process.command_line']],
  ['ProcessId', ['process.pid']],
  ['CurrentDirectory', ['process.working_directory']],
  ['ParentImage', ['process.parent.executable']],
  ['ParentCommandLine', ['process.parent.command_line']],
  ['ParentProcessId', ['process.parent.pid']],
  ['User', ['user.name']],
])

export const plainLogsources: readonly LogSource[] = [...processStart.values()].flat()
