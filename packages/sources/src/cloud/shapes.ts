import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { integerOf, textOf } from '../wire/growing.ts'

const cloudTrailSource: readonly LogSource[] = [{ product: 'aws', service: 'cloudtrail' }]

/** AWS CloudTrail record contents: eventVersion, eventSource and eventName are always there. */
export const cloudTrailShape: Shape = {
  id: 'cloudtrail',
  logsources: cloudTrailSource,
  tell(native) {
    if (!native.has('eventVersion') || !native.has('eventName')) return undefined
    if (!(textOf(native, 'eventSource') ?? '').endsWith('.amazonaws.com')) return undefined
    const kind = native.get('eventName') === 'ConsoleLogin' ? signIn : apiCall
    return {
      logsources: cloudTrailSource,
      product: 'AWS CloudTrail',
      aliases: cloudTrailAliases,
      derive: deriveTrail,
      kind,
    }
  },
}

// OCSF 1.3: 3002 Authentication, 6003 API Activity, 3001 Account Change.
const signIn = [3002, 1] as const
const apiCall = [6003, 99] as const

const cloudTrailAliases: Aliases = [
  ['user', 'userIdentity.userName', 'userIdentity.sessionContext.sessionIssuer.userName', 'userIdentity.arn'],
  ['src_ip', 'sourceIPAddress'],
  ['event_uid', 'eventID'],
  ['event_code', 'eventName'],
  ['log_name', 'eventSource'],
  ['cs-user-agent', 'userAgent'],
  ['target_user', 'requestParameters.userName'],
]

function deriveTrail(native: Native, derived: Map<string, Value>): void {
  const login = textOf(native, 'responseElements.ConsoleLogin')
  const failed = native.has('errorCode') || native.has('errorMessage') || login === 'Failure'
  derived.set('outcome', failed ? 'failure' : 'success')
}

// Microsoft 365 unified audit: CommonSchema of the Office 365 Management Activity API.
const m365Services = ['audit', 'exchange', 'threat_detection', 'threat_management']

export const m365Shape: Shape = {
  id: 'm365',
  logsources: m365Services.map((service) => ({ product: 'm365', service })),
  tell(native) {
    if (!native.has('Workload') || !native.has('Operation') || !native.has('RecordType')) return undefined
    const workload = textOf(native, 'Workload') ?? ''
    const service = workloads.get(workload)
    const sources: LogSource[] = [{ product: 'm365', service: 'audit' }]
    for (const name of service ?? []) sources.push({ product: 'm365', service: name })
    const kind = /^UserLogg?ed?In|^UserLoginFailed|^UserLoggedIn/.test(textOf(native, 'Operation') ?? '')
      ? signIn
      : apiCall
    const derive = deriveM365
    return { logsources: sources, product: 'Microsoft 365', aliases: m365Aliases, derive, kind }
  },
}

const workloads: ReadonlyMap<string, readonly string[]> = new Map([
  ['Exchange', ['exchange']],
  ['SecurityComplianceCenter', ['threat_management', 'threat_detection']],
])

const m365Aliases: Aliases = [
  ['user', 'UserId'],
  ['src_ip', 'ClientIP', 'ClientIPAddress', 'ActorIpAddress'],
  ['eventName', 'Operation'],
  ['eventSource', 'Workload'],
  ['event_code', 'Operation'],
  ['event_uid', 'Id'],
  ['log_name', 'Workload'],
  ['Payload', 'Data', 'Parameters.Value'],
  ['Filename', 'SourceFileName'],
  ['cs-user-agent', 'UserAgent'],
]

// `Parameters: [{Name, Value}]`: rules look for a parameter's name in the field as a whole.
function deriveM365(native: Native, derived: Map<string, Value>): void {
  for (const field of ['Parameters', 'OperationProperties', 'ExtendedProperties', 'ModifiedProperties']) {
    const names = native.get(`${field}.Name`)
    const values = native.get(`${field}.Value`) ?? native.get(`${field}.NewValue`)
    if (native.has(field) || !isTexts(names)) continue
    derived.set(field, isTexts(values) && values.length === names.length ? paired(names, values) : names)
  }
  const result = (textOf(native, 'ResultStatus') ?? '').toLowerCase()
  const failed = result.startsWith('fail') || result === 'false' || textOf(native, 'Operation') === 'UserLoginFailed'
  derived.set('outcome', failed ? 'failure' : 'success')
  // What Sigma's older names of the same say.
  derived.set('status', failed ? 'failure' : 'success')
}

function paired(names: readonly Value[], values: readonly Value[]): Value {
  return names.map((name, at) => `${name}: ${values[at] ?? ''}`)
}

function isTexts(value: Value | undefined): value is readonly (string | number | boolean | null)[] {
  return Array.isArray(value)
}

/** The three logs of Azure Monitor, by their category (learn.microsoft.com, Azure Monitor resource log schema). */
const azureServices = ['activitylogs', 'auditlogs', 'signinlogs', 'riskdetection', 'pim']
const byCategory: ReadonlyMap<string, string> = new Map([
  ...[
    'Administrative',
    'Policy',
    'Alert',
    'Security',
    'ServiceHealth',
    'ResourceHealth',
    'Autoscale',
    'Recommendation',
  ].map((category) => [category, 'activitylogs'] as const),
  ['AuditLogs', 'auditlogs'],
  ...['SignInLogs', 'NonInteractiveUserSignInLogs', 'ServicePrincipalSignInLogs', 'ManagedIdentitySignInLogs'].map(
    (category) => [category, 'signinlogs'] as const,
  ),
  ['UserRiskEvents', 'riskdetection'],
  ['RiskyUsers', 'riskdetection'],
])

export const azureShape: Shape = {
  id: 'azure',
  logsources: azureServices.map((service) => ({ product: 'azure', service })),
  tell(native) {
    const service = azureService(native)
    if (service === undefined) return undefined
    const sources: LogSource[] = [{ product: 'azure', service }]
    // The rules for PIM read the alerts of the risk detection.
    if (service === 'riskdetection') sources.push({ product: 'azure', service: 'pim' })
    return { ...azureSaid, logsources: sources, ...(service === 'signinlogs' ? { kind: signIn } : { kind: apiCall }) }
  },
}

function azureService(native: Native): string | undefined {
  const category = textOf(native, 'category') ?? textOf(native, 'Category') ?? ''
  const stated = textOf(native, 'Type') ?? textOf(native, 'type')
  // Log Analytics names the table.
  if (stated === 'SigninLogs' || stated === 'AADNonInteractiveUserSignInLogs') return 'signinlogs'
  if (stated === 'AuditLogs' && native.has('OperationName')) return 'auditlogs'
  if (stated === 'AzureActivity') return 'activitylogs'
  if (native.has('operationName') || native.has('OperationNameValue')) {
    const known = byCategory.get(category)
    if (
      known !== undefined &&
      (known !== 'activitylogs' ||
        native.has('resourceId') ||
        native.has('ResourceId') ||
        native.has('identity.claims.appid'))
    )
      return known
  }
  // Microsoft Graph: signIn, directoryAudit and riskDetection have these and no category of Azure Monitor.
  if (native.has('userPrincipalName') && native.has('appDisplayName') && native.has('status.errorCode'))
    return 'signinlogs'
  if (native.has('activityDisplayName') && native.has('loggedByService')) return 'auditlogs'
  return native.has('riskEventType') && native.has('userPrincipalName') ? 'riskdetection' : undefined
}

// Rules were written for several exports of the same record: in Azure Monitor the record lies in `properties`.
const azureAliases: Aliases = [
  [
    'user',
    'properties.userPrincipalName',
    'userPrincipalName',
    'UserPrincipalName',
    'caller',
    'properties.initiatedBy.user.userPrincipalName',
    'initiatedBy.user.userPrincipalName',
    'identity',
    'Caller',
  ],
  ['src_ip', 'callerIpAddress', 'properties.ipAddress', 'ipAddress', 'IPAddress', 'CallerIpAddress'],
  ['ResultType', 'resultType', 'properties.status.errorCode', 'status.errorCode'],
  ['ResultDescription', 'resultDescription', 'properties.status.failureReason', 'status.failureReason'],
  ['userAgent', 'properties.userAgent', 'UserAgent'],
  ['cs-user-agent', 'properties.userAgent', 'userAgent', 'UserAgent'],
  ['AuthenticationRequirement', 'properties.authenticationRequirement', 'authenticationRequirement'],
  ['RiskState', 'properties.riskState', 'riskState'],
  ['conditionalAccessStatus', 'properties.conditionalAccessStatus', 'ConditionalAccessStatus'],
  ['ResourceDisplayName', 'properties.resourceDisplayName', 'resourceDisplayName'],
  ['ClientApp', 'properties.clientAppUsed', 'clientAppUsed', 'ClientAppUsed'],
  ['DeviceDetail.deviceId', 'properties.deviceDetail.deviceId', 'deviceDetail.deviceId'],
  ['DeviceDetail.trusttype', 'properties.deviceDetail.trustType', 'deviceDetail.trustType'],
  ['DeviceDetail.isCompliant', 'properties.deviceDetail.isCompliant', 'deviceDetail.isCompliant'],
  ['riskEventType', 'properties.riskEventType', 'RiskEventType'],
  ['OperationName', 'operationName', 'activityDisplayName'],
  ['operationName', 'OperationName', 'OperationNameValue', 'activityDisplayName'],
  ['ActivityDisplayName', 'properties.activityDisplayName', 'activityDisplayName'],
  ['properties.message', 'properties.activityDisplayName', 'activityDisplayName', 'operationName', 'OperationName'],
  ['Category', 'properties.category', 'category'],
  ['CategoryValue', 'category'],
  ['LoggedByService', 'properties.loggedByService', 'loggedByService'],
  ['TargetResources', 'properties.targetResources.displayName', 'targetResources.displayName'],
  [
    'properties.targetResources',
    'properties.targetResources.modifiedProperties.newValue',
    'targetResources.modifiedProperties.newValue',
    'TargetResources.ModifiedProperties.NewValue',
  ],
  ['targetResources.type', 'properties.targetResources.type', 'TargetResources.type'],
  [
    'TargetResources.ModifiedProperties.DisplayName',
    'properties.targetResources.modifiedProperties.displayName',
    'targetResources.modifiedProperties.displayName',
  ],
  [
    'TargetResources.ModifiedProperties.NewValue',
    'properties.targetResources.modifiedProperties.newValue',
    'targetResources.modifiedProperties.newValue',
  ],
  [
    'TargetResources.modifiedProperties',
    'properties.targetResources.modifiedProperties.displayName',
    'targetResources.modifiedProperties.displayName',
  ],
  ['ResourceId', 'resourceId'],
  ['OperationNameValue', 'operationName'],
  ['event_code', 'operationName', 'OperationName', 'OperationNameValue', 'activityDisplayName'],
  ['event_uid', 'properties.id', 'correlationId', 'CorrelationId', 'id'],
  ['log_name', 'category', 'Category', 'Type'],
]

const azureSaid = { product: 'Microsoft Azure', aliases: azureAliases, derive: deriveAzure } satisfies Partial<Said>

function deriveAzure(native: Native, derived: Map<string, Value>): void {
  const code = integerOf(native, 'ResultType') ?? integerOf(derived, 'ResultType')
  const words = (
    textOf(native, 'resultType') ??
    textOf(native, 'properties.result') ??
    textOf(native, 'result') ??
    ''
  ).toLowerCase()
  if (code === 0 || words === 'success' || words === 'succeeded') derived.set('outcome', 'success')
  else if ((code !== undefined && code > 0) || words.startsWith('fail')) derived.set('outcome', 'failure')
  const outcome = derived.get('outcome')
  if (outcome !== undefined && !native.has('Status'))
    derived.set('Status', outcome === 'success' ? 'Success' : 'Failure')
  const provider = /\/providers\/([\w.]{1,128})/i.exec((textOf(native, 'resourceId') ?? '').slice(0, 1024))?.[1]
  if (provider !== undefined && !native.has('ResourceProviderValue')) derived.set('ResourceProviderValue', provider)
}

export const cloudShapes: readonly Shape[] = [cloudTrailShape, m365Shape, azureShape]
