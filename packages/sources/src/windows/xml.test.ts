import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { decodeAll, decodeOne, placeOf } from '../decode.fixture.ts'
import { readXml } from '../wire/xml.ts'

// As Windows Event Forwarding renders it (schema win/2004/08/events), in one line.
const event = (id: number, channel: string, data: string, provider = 'Microsoft-Windows-Security-Auditing') =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}' Guid='{54849625-5478-4994-A5BA-3E3B0328C30D}'/><EventID Qualifiers=''>${id}</EventID><Version>2</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2026-11-20T09:14:02.5171234Z'/><EventRecordID>4711</EventRecordID><Correlation/><Execution ProcessID='612' ThreadID='4780'/><Channel>${channel}</Channel><Computer>dc-01.port-valmont.example</Computer><Security/></System><EventData>${data}</EventData><RenderingInfo Culture='fr-FR'><Message>Échec d’ouverture de session &amp; cætera.</Message></RenderingInfo></Event>`
const failed = event(
  4625,
  'Security',
  "<Data Name='TargetUserName'>j.martin</Data><Data Name='TargetDomainName'>PORT-VALMONT</Data><Data Name='LogonType'>3</Data><Data Name='IpAddress'>192.0.2.77</Data><Data Name='SubStatus'>0xc000006a</Data>",
)

describe('a forwarded event', () => {
  test('has the fields of the same event as JSON', () => {
    const { native, logsources, ocsf, observables, time } = decodeOne('windows', failed)
    expect(Object.fromEntries(native)).toMatchObject({
      EventID: '4625',
      Channel: 'Security',
      Computer: 'dc-01.port-valmont.example',
      Provider_Name: 'Microsoft-Windows-Security-Auditing',
      TargetUserName: 'j.martin',
      Execution_ProcessID: '612',
      Message: 'Échec d’ouverture de session & cætera.',
    })
    expect(logsources).toEqual([{ product: 'windows', service: 'security' }])
    expect(ocsf).toMatchObject({ class_uid: 3002, status_id: 2, 'src_endpoint.ip': '192.0.2.77' })
    expect(observables).toContainEqual({ kind: 'account', value: 'port-valmont\\j.martin' })
    expect(time).toBe(Date.UTC(2026, 10, 20, 9, 14, 2, 517) + 0.123)
  })

  test('shows where a field stands', () => {
    expect(placeOf('windows', failed, 'TargetUserName')).toBe('j.martin')
    expect(placeOf('windows', failed, 'Provider_Name')).toBe('Microsoft-Windows-Security-Auditing')
    expect(placeOf('windows', failed, 'Message')).toBe('Échec d’ouverture de session &amp; cætera.')
  })

  test.each([
    ['rsyslog', `<14>1 2026-11-20T09:14:03Z wec-01 nxlog 88 - - ${failed}`],
    ['NXLog', `<14>Nov 20 09:14:03 wec-01 Microsoft-Windows-Security-Auditing[612]: ${failed}\n`],
  ])('is read inside the syslog of %s', (_, line) => {
    expect(decodeOne('syslog', line).native.get('EventID')).toBe('4625')
    expect(placeOf('syslog', line, 'IpAddress')).toBe('192.0.2.77')
  })

  test('is read inside what a shipper carries', () => {
    const line = JSON.stringify({ time: 1795166042, event: failed })
    expect(decodeOne('hec', line).native.get('LogonType')).toBe('3')
  })

  test('many of one document are an event each', () => {
    const system = event(7045, 'System', "<Data Name='ServiceName'>PSEXESVC</Data>", 'Service Control Manager')
    const both = decodeAll('windows', `<?xml version="1.0"?>\n<Events>\n ${failed}\n ${system}\n</Events>`)
    expect(both.map(({ native }) => native.get('EventID'))).toEqual(['4625', '7045'])
    expect(both[1]?.logsources).toEqual([{ product: 'windows', service: 'system' }])
    expect(placeOf('windows', `<Events>${failed}${system}</Events>`, 'ServiceName', 1)).toBe('PSEXESVC')
  })

  test('UserData lies flat, as in every form', () => {
    const cleared = failed.replace(
      /<EventData>.*<\/EventData>/,
      '<UserData><LogFileCleared xmlns="x"><SubjectUserName>a.petit</SubjectUserName></LogFileCleared></UserData>',
    )
    expect(decodeOne('windows', cleared).native.get('SubjectUserName')).toBe('a.petit')
  })
})

test('NXLog’s JSON inside syslog is a Windows event', () => {
  const body =
    '{"EventTime":"2026-11-20 10:14:02","Hostname":"pc-01","EventID":4624,"Channel":"Security","SourceName":"Microsoft-Windows-Security-Auditing","TargetUserName":"a.petit"}'
  const { native, logsources } = decodeOne('syslog', `<14>Nov 20 10:14:03 pc-01 Microsoft[612]: ${body}`)
  expect(logsources).toEqual([{ product: 'windows', service: 'security' }])
  expect(native.get('TargetUserName')).toBe('a.petit')
})

describe('OpenTelemetry’s receiver', () => {
  const record = {
    channel: 'Security',
    computer: 'pc-01',
    event_id: { id: 4624, qualifiers: 0 },
    provider: { name: 'Microsoft-Windows-Security-Auditing', guid: 'g' },
    system_time: '2026-11-20T09:14:02Z',
    message: 'ok',
  }
  test.each([
    ['a map of names', { TargetUserName: 'a.petit', LogonType: '3' }],
    ['a list of maps', { data: [{ TargetUserName: 'a.petit' }, { LogonType: '3' }] }],
  ])('with %s', (_, data) => {
    const line = JSON.stringify({ ...record, event_data: data })
    const { native, logsources } = decodeOne('windows', line)
    expect(Object.fromEntries(native)).toMatchObject({
      EventID: 4624,
      TargetUserName: 'a.petit',
      LogonType: '3',
      Message: 'ok',
    })
    expect(logsources).toEqual([{ product: 'windows', service: 'security' }])
    expect(placeOf('windows', line, 'TargetUserName')).toBe('"a.petit"')
  })
})

describe('XML', () => {
  test.each([
    ['<a>', 'bad-header'],
    ['<a></b>', 'bad-header'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'bad-header'],
    ['<a b=c/>', 'bad-header'],
    [`${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, 'too-deep'],
  ])('%s is refused', (text, reason) => {
    const read = readXml(text)
    expect(read.ok || read.error.reason).toBe(reason)
  })

  test.prop([
    fc.array(
      fc.constantFrom(
        '<',
        '>',
        '/',
        'a',
        '="',
        "'",
        '&lt;',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        ' ',
        '<?',
        '?>',
        '</a>',
        '<a>',
      ),
    ),
  ])('any pieces give an object or a reason with a place', (pieces) => {
    const text = pieces.join('')
    const read = readXml(text)
    if (!read.ok) expect(read.error.offset).toBeLessThanOrEqual(text.length)
  })
  test.prop([fc.string()])('what is written escaped is read as it was', (value) => {
    const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    const read = readXml(`<a><b>x${escaped}</b></a>`)
    expect(read.ok && read.value).toEqual({ a: { b: `x${value}` } })
  })
})
