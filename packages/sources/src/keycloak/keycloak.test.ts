import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

const event = {
  time: 1795168800123,
  type: 'LOGIN_ERROR',
  realmId: 'city',
  clientId: 'guichet',
  ipAddress: '198.51.100.7',
  error: 'invalid_user_credentials',
  details: { username: 'j.martin' },
}
const line =
  'type="LOGIN_ERROR", realmId="city", clientId="guichet", ipAddress="198.51.100.7", error="invalid_user_credentials", username="j.martin"'

test.each([
  ['keycloak', JSON.stringify(event)],
  ['json', JSON.stringify(event)],
  ['keycloak', line],
  ['syslog', `<14>Nov 20 10:00:00 sso-01 keycloak: WARN  [org.keycloak.events] ${line}`],
  ['syslog', `<14>Nov 20 10:00:00 sso-01 keycloak: ${JSON.stringify(event)}`],
])('%s: a refused sign-in: %s', (id, text) => {
  const { derived, ocsf, logsources, observables } = decodeOne(id, text)
  expect(logsources).toEqual([{ product: 'keycloak', service: 'events' }])
  expect(Object.fromEntries(derived)).toMatchObject({
    action: 'login',
    outcome: 'failure',
    user: 'j.martin',
    src_ip: '198.51.100.7',
  })
  expect(ocsf).toMatchObject({ class_uid: 3002, activity_id: 1, status_id: 2 })
  expect(observables.map(({ value }) => value)).toContain('j.martin')
})

test('a name that no user has is not named: it may be a password', () => {
  const { observables, derived } = decodeOne('keycloak', JSON.stringify({ ...event, error: 'user_not_found' }))
  expect(derived.get('invalid_user')).toBe(true)
  expect(observables.map(({ kind }) => kind)).toEqual(['address'])
})

test('an administrator’s act', () => {
  const { derived, logsources } = decodeOne(
    'keycloak',
    JSON.stringify({
      time: 1795168800123,
      realmId: 'city',
      authDetails: { username: 'a.petit', ipAddress: '192.0.2.5' },
      operationType: 'DELETE',
      resourceType: 'USER',
    }),
  )
  expect(logsources).toEqual([{ product: 'keycloak', service: 'admin' }])
  expect(Object.fromEntries(derived)).toMatchObject({ user: 'a.petit', src_ip: '192.0.2.5', outcome: 'success' })
})
