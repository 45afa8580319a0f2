import { describe, expect, test } from 'vitest'
import { decodeAll, decodeOne, placeOf } from '../decode.fixture.ts'

const trail = (more: object) =>
  JSON.stringify({
    eventVersion: '1.09',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    eventTime: '2026-11-20T10:00:00Z',
    ...more,
  })

describe('cloudtrail', () => {
  test('a call, its caller and what came of it', () => {
    const event = decodeOne(
      'cloudtrail',
      trail({ userIdentity: { userName: 'a.petit' }, sourceIPAddress: '198.51.100.7', errorCode: 'AccessDenied' }),
    )
    expect(event.logsources).toEqual([{ product: 'aws', service: 'cloudtrail' }])
    expect(event.native.get('userIdentity.userName')).toBe('a.petit')
    expect(event.ocsf).toMatchObject({
      class_uid: 6003,
      status_id: 2,
      'src_endpoint.ip': '198.51.100.7',
      'actor.user.name': 'a.petit',
    })
  })

  test('a delivered file is an event a record, each with its places', () => {
    const line = `{"Records":[${trail({ eventID: 'é1' })},${trail({ eventID: 'e2' })}]}`
    expect(decodeAll('cloudtrail', line).map(({ native }) => native.get('eventID'))).toEqual(['é1', 'e2'])
    expect(placeOf('cloudtrail', line, 'eventID', 1)).toBe('"e2"')
    expect(placeOf('cloudtrail', line, 'event_uid', 0)).toBe('"é1"')
    expect(placeOf('cloudtrail', line, 'eventID', 2)).toBeUndefined()
  })

  test('a list beside other members, or of other things, is one event', () => {
    for (const line of [
      '{"Records":[{"a":1}],"b":2}',
      '{"Records":[{"a":1},7]}',
      '{"Records":[]}',
      '{"records":{"a":1}}',
    ]) {
      expect(decodeAll('cloudtrail', line)).toHaveLength(1)
    }
  })

  test('the json decoder knows it too', () => {
    expect(decodeOne('json', trail({})).logsources).toEqual([{ product: 'aws', service: 'cloudtrail' }])
  })
})

describe('m365', () => {
  test('parameters can be asked for by name', () => {
    const event = decodeOne(
      'm365',
      JSON.stringify({
        CreationTime: '2026-11-20T10:00:00',
        Operation: 'New-InboxRule',
        RecordType: 1,
        Workload: 'Exchange',
        UserId: 'j@x.example',
        ClientIP: '198.51.100.7',
        Parameters: [{ Name: 'ForwardTo', Value: 'y@z.example' }],
      }),
    )
    expect(event.derived.get('Parameters')).toEqual(['ForwardTo: y@z.example'])
    expect(event.logsources).toContainEqual({ product: 'm365', service: 'exchange' })
    expect(Object.fromEntries(event.derived)).toMatchObject({
      eventSource: 'Exchange',
      eventName: 'New-InboxRule',
      status: 'success',
    })
    expect(event.time).toBe(Date.UTC(2026, 10, 20, 10))
  })
})

describe('azure', () => {
  test.each([
    [
      'Azure Monitor',
      {
        time: '2026-11-20T10:00:00Z',
        operationName: 'Sign-in activity',
        category: 'SignInLogs',
        resultType: '50057',
        properties: {
          userPrincipalName: 'j@x.example',
          authenticationRequirement: 'singleFactorAuthentication',
          riskState: 'atRisk',
        },
      },
      'signinlogs',
      {
        ResultType: '50057',
        AuthenticationRequirement: 'singleFactorAuthentication',
        RiskState: 'atRisk',
        Status: 'Failure',
      },
    ],
    [
      'Log Analytics',
      { TimeGenerated: '2026-11-20T10:00:00Z', Type: 'SigninLogs', ResultType: '0', UserPrincipalName: 'j@x.example' },
      'signinlogs',
      { outcome: 'success', Status: 'Success' },
    ],
    [
      'Graph',
      {
        createdDateTime: '2026-11-20T10:00:00Z',
        userPrincipalName: 'j@x.example',
        appDisplayName: 'M',
        status: { errorCode: 53003 },
      },
      'signinlogs',
      { ResultType: 53003, outcome: 'failure' },
    ],
    [
      'audit',
      {
        time: '2026-11-20T10:00:00Z',
        operationName: 'Add member to role',
        category: 'AuditLogs',
        properties: {
          category: 'RoleManagement',
          loggedByService: 'Core Directory',
          initiatedBy: { user: { userPrincipalName: 'j@x.example' } },
        },
      },
      'auditlogs',
      {
        OperationName: 'Add member to role',
        Category: 'RoleManagement',
        LoggedByService: 'Core Directory',
        'properties.message': 'Add member to role',
      },
    ],
    [
      'activity',
      {
        time: '2026-11-20T10:00:00Z',
        operationName: 'MICROSOFT.KEYVAULT/VAULTS/DELETE',
        category: 'Administrative',
        resourceId: '/subscriptions/s/providers/Microsoft.KeyVault/vaults/v',
        caller: 'j@x.example',
      },
      'activitylogs',
      { ResourceProviderValue: 'Microsoft.KeyVault' },
    ],
    [
      'risk',
      { createdDateTime: '2026-11-20T10:00:00Z', riskEventType: 'leakedCredentials', userPrincipalName: 'j@x.example' },
      'riskdetection',
      {},
    ],
  ])('%s', (_, record, service, derived) => {
    const event = decodeOne('azure', JSON.stringify(record))
    expect(event.logsources).toContainEqual({ product: 'azure', service })
    expect(Object.fromEntries(event.derived)).toMatchObject(derived)
    expect(event.time).toBe(Date.UTC(2026, 10, 20, 10))
    expect(event.observables).toContainEqual({ kind: 'account', value: 'x\\j' })
  })

  test('a category alone makes nothing of Azure', () => {
    expect(decodeOne('json', '{"category":"Administrative","operationName":"x"}').logsources).toEqual([])
  })
})
