import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'

const product = 'gitlab'
const audit: LogSource = { product, service: 'audit' }
const application: LogSource = { product, service: 'application' }
const web: LogSource = { product, service: 'production' }
const api: LogSource = { product, service: 'api' }
const throttled: LogSource = { product, service: 'auth' }

/** GitLab's JSON logs (docs.gitlab.com, "Log system", "Audit events"); see SPEC.md. */
export const gitlabShape: Shape = {
  id: 'gitlab',
  logsources: [audit, application, web, api, throttled],
  tell(native) {
    const isAudit = native.has('author_id') && native.has('entity_type')
    // A streamed event ("Audit event schema") has neither a severity nor a correlation.
    if (isAudit && native.has('entity_id') && native.has('created_at')) return auditSaid
    if (!native.has('severity') && !native.has('correlation_id')) return undefined
    if (isAudit) return auditSaid
    if (textOf(native, 'message') === 'Rack_Attack') return throttledSaid
    const isGitlab = native.has('meta.caller_id') || native.has('meta.feature_category')
    if (native.has('controller') && native.has('correlation_id')) return webSaid
    if (native.has('route') && (isGitlab || native.has('correlation_id'))) return apiSaid
    return login.test((textOf(native, 'message') ?? '').slice(0, 64))
      ? loginSaid
      : isGitlab
        ? applicationSaid
        : undefined
  },
}

const login = /^(?:Failed|Successful) Login: username=/

const common: Aliases = [
  ['src_ip', 'ip_address', 'remote_ip', 'meta.remote_ip'],
  ['user', 'author_name', 'username', 'meta.user'],
  ['session', 'correlation_id'],
  ['cs-method', 'method', 'request_method'],
  ['c-uri', 'path'],
  ['cs-user-agent', 'ua'],
  ['sc-status', 'status'],
]
const base: Said = { logsources: [application], product: 'GitLab', aliases: common }
const applicationSaid: Said = base
// OCSF 1.3: 3002 Authentication, 3001 Account Change, 6003 API Activity, 4002 HTTP Activity.
const loginSaid: Said = { ...base, kind: [3002, 1], derive: deriveLogin }
const auditSaid: Said = {
  ...base,
  logsources: [audit],
  kind: [6003, 99],
  derive: deriveAudit,
  aliases: [...common, ['target', 'target_details', 'details.target_details', 'entity_path']],
}
const webSaid: Said = { ...base, logsources: [web], kind: [4002, 99] }
const apiSaid: Said = { ...base, logsources: [api], kind: [6003, 99] }
const throttledSaid: Said = { ...base, logsources: [throttled], kind: [4002, 99], derive: deriveThrottled }

// `Failed Login: username=root ip=198.51.100.7`
function deriveLogin(native: Native, derived: Map<string, Value>): void {
  const message = (textOf(native, 'message') ?? '').slice(0, 512)
  derived.set('action', 'login')
  derived.set('outcome', message.startsWith('Failed') ? 'failure' : 'success')
  const user = /username=(\S{1,255})/.exec(message)?.[1]
  const address = / ip=([\da-fA-F.:]{2,45})/.exec(message)?.[1]
  if (user !== undefined) derived.set('user', user)
  if (address !== undefined) derived.set('src_ip', address)
  if (/ admin=true/.test(message)) derived.set('admin', true)
}

function deriveAudit(native: Native, derived: Map<string, Value>): void {
  for (const name of [
    'event_name',
    'change',
    'add',
    'remove',
    'custom_message',
    'failed_login',
    'with',
    'event_type',
  ]) {
    const word = textOf(native, name) ?? textOf(native, `details.${name}`)
    if (word === undefined || word === '') continue
    derived.set(
      'action',
      name === 'failed_login' || name === 'with'
        ? 'login'
        : name === 'add' || name === 'remove'
          ? `${name} ${word}`
          : word,
    )
    if (name === 'failed_login') derived.set('outcome', 'failure')
    if (name === 'with') derived.set('outcome', 'success')
    return
  }
}

function deriveThrottled(_: Native, derived: Map<string, Value>): void {
  derived.set('action', 'throttled')
  derived.set('outcome', 'failure')
}
