import type { Decoded, Frame, Value } from '@tocsin/event'
import { describe, expect, test } from 'vitest'
import { windows } from './index.ts'

const created = {
  Channel: 'Security',
  EventID: 4688,
  Hostname: 'SRV-MAIRIE-01.port-valmont.example',
  SourceName: 'Microsoft-Windows-Security-Auditing',
  TimeCreated: '2026-11-20T09:14:02.517Z',
  '@timestamp': '2026-11-20T09:14:09.000Z',
  SubjectUserName: 'j.martin',
  SubjectDomainName: 'PORT-VALMONT',
  SubjectLogonId: '0x3e7a1',
  NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
  NewProcessId: '0x1a4',
  ParentProcessName: 'C:\\Windows\\explorer.exe',
  ProcessId: '0x99c',
  ProcessCommandLine: 'cmd.exe /c whoami',
  MandatoryLabel: 'S-1-16-12288',
  Message: 'A new process has been created.\r\n\r\nCreator Subject: ...',
}

describe('a flat 4688', () => {
  const event = decode(created)

  test('answers to the security service and to process_creation', () => {
    expect(event.logsources).toEqual([
      { product: 'windows', service: 'security' },
      { product: 'windows', category: 'process_creation' },
    ])
  })

  test('has the names that process rules read, beside its own', () => {
    expect(Object.fromEntries(event.derived)).toEqual({
      Provider_Name: 'Microsoft-Windows-Security-Auditing',
      Computer: 'SRV-MAIRIE-01.port-valmont.example',
      Image: 'C:\\Windows\\System32\\cmd.exe',
      ParentImage: 'C:\\Windows\\explorer.exe',
      CommandLine: 'cmd.exe /c whoami',
      ParentProcessId: '0x99c',
      LogonId: '0x3e7a1',
      User: 'PORT-VALMONT\\j.martin',
      IntegrityLevel: 'High',
    })
    expect(event.native.get('NewProcessName')).toBe('C:\\Windows\\System32\\cmd.exe')
  })

  test('fills the row, names its host and account, and keeps the creation time', () => {
    expect(event.ocsf).toMatchObject({
      class_uid: 1007,
      activity_id: 1,
      'process.name': 'C:\\Windows\\System32\\cmd.exe',
      'process.pid': 420,
      'process.cmd_line': 'cmd.exe /c whoami',
      'actor.user.name': 'j.martin',
      'metadata.event_code': '4688',
      message: 'A new process has been created.',
    })
    expect(event.observables).toEqual([
      { kind: 'host', value: 'srv-mairie-01.port-valmont.example' },
      { kind: 'account', value: 'port-valmont\\j.martin' },
    ])
    expect(event.time).toBe(Date.UTC(2026, 10, 20, 9, 14, 2, 517))
  })

  test('shows where a derived name comes from', () => {
    const text = JSON.stringify(created)
    const part = windows.locate(encode(text), 'Image', 0)
    expect(text.slice(part?.start, part?.end)).toBe('"C:\\\\Windows\\\\System32\\\\cmd.exe"')
  })
})

describe('evtx_dump', () => {
  const evtx = {
    Event: {
      '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon', Guid: 'g' } },
        EventID: { '#text': 1, '#attributes': { Qualifiers: 0 } },
        Level: 4,
        TimeCreated: { '#attributes': { SystemTime: '2026-11-20T09:14:02.5171234Z' } },
        EventRecordID: 77,
        Correlation: null,
        Execution: { '#attributes': { ProcessID: 3208, ThreadID: 1724 } },
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'poste-07',
        Security: { '#attributes': { UserID: 'S-1-5-18' } },
      },
      EventData: {
        Image: 'C:\\a.exe',
        'Threat Name': 'x y',
        User: 'PORT-VALMONT\\j.martin',
        Hashes: `SHA1=AB,MD5=CD,SHA256=${'0'.repeat(64)},IMPHASH=EF`,
      },
    },
  }

  test('is read under the names of Sigma', () => {
    const event = decode(evtx)
    const fields = Object.fromEntries(event.native)
    expect(fields).toMatchObject({
      Provider_Name: 'Microsoft-Windows-Sysmon',
      Provider_Guid: 'g',
      EventID: 1,
      TimeCreated_SystemTime: '2026-11-20T09:14:02.5171234Z',
      Execution_ProcessID: 3208,
      Security_UserID: 'S-1-5-18',
      ThreatName: 'x y',
      Image: 'C:\\a.exe',
    })
    expect(fields['Correlation']).toBeUndefined()
    expect(event.logsources).toContainEqual({ product: 'windows', category: 'process_creation' })
    expect(event.derived.get('imphash')).toBe('EF')
    expect(event.ocsf['file.hash']).toBe('0'.repeat(64))
    expect(event.time).toBeCloseTo(Date.UTC(2026, 10, 20, 9, 14, 2, 517), 0)
  })

  test('EventData cannot take the place of what System says', () => {
    const forged = structuredClone(evtx)
    Object.assign(forged.Event.EventData, { EventID: 9999, Channel: 'Application', Computer: 'other' })
    const { native } = decode(forged)
    expect([native.get('EventID'), native.get('Channel'), native.get('Computer')]).toEqual([
      1,
      'Microsoft-Windows-Sysmon/Operational',
      'poste-07',
    ])
  })

  test('UserData loses its wrapper, lists are joined by lines, named Data gets its name', () => {
    const event = decode({
      Event: {
        System: { EventID: '1102', Channel: 'security', Computer: 'h' },
        UserData: {
          LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'a.petit', SubjectDomainName: 'D' },
        },
        EventData: { Data: [{ '#attributes': { Name: 'Named' }, '#text': 'v' }], List: ['a', 'b'] },
      },
    })
    expect(event.native.get('SubjectUserName')).toBe('a.petit')
    expect(event.native.get('Named')).toBe('v')
    expect(event.native.get('List')).toBe('a\nb')
    expect(event.ocsf.class_uid).toBe(1008)
    const unnamed = decode({
      Event: { System: { EventID: 400, Channel: 'Windows PowerShell' }, EventData: { Data: { '#text': ['x', 'y'] } } },
    })
    expect(unnamed.native.get('Data')).toBe('x\ny')
  })
})

describe('other shapes', () => {
  test('winlogbeat 7', () => {
    const event = decode({
      '@timestamp': '2026-11-20T09:00:00.000Z',
      message: 'm',
      winlog: {
        channel: 'Security',
        event_id: 4625,
        computer_name: 'dc-01',
        provider_name: 'P',
        event_data: { TargetUserName: 'j.martin', IpAddress: '::ffff:198.51.100.7' },
      },
    })
    expect(event.native.get('TargetUserName')).toBe('j.martin')
    expect(event.logsources).toEqual([{ product: 'windows', service: 'security' }])
    expect(event.ocsf).toMatchObject({ class_uid: 3002, status_id: 2, 'src_endpoint.ip': '198.51.100.7', message: 'm' })
    expect(event.observables.at(-1)).toEqual({ kind: 'address', value: '198.51.100.7' })
  })

  test('winlogbeat 6', () => {
    const event = decode({
      log_name: 'System',
      event_id: 7045,
      computer_name: 'srv',
      event_data: { ServiceName: 's' },
      host: { name: 'w' },
    })
    expect(event.native.get('Channel')).toBe('System')
    expect(event.native.get('ServiceName')).toBe('s')
    expect(event.observables[0]).toEqual({ kind: 'host', value: 'srv' })
  })

  test('EventData as JSON in a text, and a host as an object', () => {
    const event = decode({
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      EventID: '7',
      Hostname: { name: 'poste-07' },
      EventData: '{"ImageLoaded":"C:\\\\x.dll"}',
    })
    expect(event.native.get('ImageLoaded')).toBe('C:\\x.dll')
    expect(event.observables).toEqual([{ kind: 'host', value: 'poste-07' }])
    expect(event.logsources).toContainEqual({ product: 'windows', category: 'image_load' })
  })

  test('a JSON object that is no Windows event is refused', () => {
    const stranger = windows.decode(frame('{"a":1}'))
    expect(stranger.ok && stranger.value[0]?.native.get('a')).toBe(1)
    expect(stranger.ok && stranger.value[0]?.derived.get('tocsin.read_as')).toBe('json')
  })
})

describe('routing', () => {
  test.each([
    ['SECURITY', 4624, ['security']],
    ['Microsoft-Windows-AppLocker/EXE and DLL', 8004, ['applocker']],
    ['PowerShellCore/Operational', 4104, ['powershell', 'ps_script']],
    ['Windows PowerShell', 400, ['powershell-classic', 'ps_classic_start']],
    ['Microsoft-Windows-Sysmon/Operational', 12, ['sysmon', 'registry_event', 'registry_add', 'registry_delete']],
    ['Application', 1, ['application']],
    ['Some-Vendor/Admin', 1, [undefined]],
  ])('%s %i', (Channel, EventID, words) => {
    const event = decode({ Channel, EventID })
    expect(event.logsources.map(({ service, category }) => service ?? category)).toEqual(words)
  })

  test('the shipper’s clock counts only where the event has none of its own', () => {
    expect(decode({ Channel: 'x', EventTime: '2026-11-20 10:00:00', '@timestamp': '2026-11-20T09:00:05Z' }).time).toBe(
      Date.UTC(2026, 10, 20, 9, 0, 5),
    )
    expect(
      decode({ Channel: 'x', EventTime: '2026-11-20T10:00:00+01:00', '@timestamp': '2026-11-20T09:00:05Z' }).time,
    ).toBe(Date.UTC(2026, 10, 20, 9))
    expect(decode({ Channel: 'x', EventTime: '2026-11-20 10:00:00' }).time).toBe(Date.UTC(2026, 10, 20, 10))
  })

  test('the group of a membership event is no account', () => {
    const event = decode({
      Channel: 'Security',
      EventID: 4732,
      Computer: 'h',
      TargetUserName: 'Administrateurs',
      SubjectUserName: 'a.petit',
      SubjectDomainName: 'D',
    })
    expect(event.observables).toEqual([
      { kind: 'host', value: 'h' },
      { kind: 'account', value: 'd\\a.petit' },
    ])
  })
})

function decode(object: unknown): Decoded & { native: ReadonlyMap<string, Value> } {
  const decoded = windows.decode(frame(JSON.stringify(object)))
  const event = decoded.ok ? decoded.value[0] : undefined
  if (event === undefined) throw new Error(JSON.stringify(decoded))
  return event
}

function frame(text: string): Frame {
  return { payload: encode(text), received: 0 } as unknown as Frame
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
