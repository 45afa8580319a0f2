import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'

const events: LogSource = { product: 'keycloak', service: 'events' }
const admin: LogSource = { product: 'keycloak', service: 'admin' }

/** Keycloak's user events and admin events, as its REST API and event listeners write them; see SPEC.md. */
export const keycloakShape: Shape = {
  id: 'keycloak',
  logsources: [events, admin],
  tell(native) {
    if (!native.has('realmId') && !native.has('realmName')) return undefined
    if (native.has('operationType') && native.has('resourceType')) return adminSaid
    const type = textOf(native, 'type')
    if (type === undefined || !native.has('clientId') || !/^[A-Z][A-Z0-9_]{2,63}$/.test(type)) return undefined
    return type.startsWith('LOGOUT') ? { ...userSaid, kind: [3002, 2] } : userSaid
  },
}

const userSaid: Said = {
  logsources: [events],
  product: 'Keycloak',
  kind: [3002, 1],
  aliases: [
    ['user', 'details.username', 'userId'],
    ['src_ip', 'ipAddress'],
    ['event_code', 'type'],
    ['event_uid', 'id'],
    ['session', 'sessionId'],
    ['reason', 'error'],
  ],
  derive: deriveLogin,
}

const adminAliases: Aliases = [
  ['user', 'authDetails.username', 'authDetails.userId'],
  ['src_ip', 'authDetails.ipAddress'],
  ['event_code', 'operationType'],
  ['event_uid', 'id'],
]
const adminSaid: Said = {
  logsources: [admin],
  product: 'Keycloak',
  kind: [6003, 99],
  aliases: adminAliases,
  derive: deriveOutcome,
}

function deriveLogin(native: Native, derived: Map<string, Value>): void {
  deriveOutcome(native, derived)
  // The name is what someone typed, at times a password.
  if (native.get('error') === 'user_not_found') derived.set('invalid_user', true)
  const type = textOf(native, 'type') ?? ''
  if (type === 'LOGIN' || type === 'LOGIN_ERROR') derived.set('action', 'login')
  else if (type.startsWith('LOGOUT')) derived.set('action', 'logout')
}

function deriveOutcome(native: Native, derived: Map<string, Value>): void {
  const error = textOf(native, 'error')
  const failed = (error !== undefined && error !== '') || (textOf(native, 'type') ?? '').endsWith('_ERROR')
  derived.set('outcome', failed ? 'failure' : 'success')
}
