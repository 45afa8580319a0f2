import { describe, expect, test } from 'vitest'
import { decodeOne, placeOf } from '../decode.fixture.ts'

describe('CEF', () => {
  test('the header and the extension, escapes taken away', () => {
    const { native } = decodeOne(
      'cef',
      'CEF:0|Valfort|Mail\\|Guard|1.0|m\\\\7|Name|5|msg=two\\nlines and a\\=b request=http://x.example/?q=1&r=2 act=kept cs1=',
    )
    expect(Object.fromEntries(native)).toMatchObject({
      DeviceProduct: 'Mail|Guard',
      DeviceEventClassID: 'm\\7',
      msg: 'two\nlines and a=b',
      request: 'http://x.example/?q=1&r=2',
      act: 'kept',
      cs1: '',
    })
  })

  test('a custom field has its label as name, unless the record has a field of that name', () => {
    const { derived } = decodeOne('cef', 'CEF:0|V|P|1|1|N|1|cs1Label=Rule cs1=Block cs2Label=act cs2=x act=deny')
    expect(derived.get('Rule')).toBe('Block')
    expect(derived.get('action')).toBe('deny')
    expect(derived.get('act')).toBeUndefined()
  })

  test.each([
    ['0', 2],
    ['5', 3],
    ['8', 4],
    ['10', 5],
    ['Very-High', 5],
    ['eleven', undefined],
  ])('severity %s', (stated, severity) => {
    expect(decodeOne('cef', `CEF:0|V|P|1|1|N|${stated}|a=b`).ocsf['severity_id']).toBe(severity)
  })

  test('source, destination and action make a firewall of it', () => {
    const line = 'CEF:0|V|NG-FW 9|1|1|N|1|src=198.51.100.7 dst=192.0.2.10 spt=1 dpt=22 act=deny'
    expect(decodeOne('cef', line).logsources).toEqual([
      { product: 'ng_fw_9', service: 'cef' },
      { category: 'firewall' },
    ])
    expect(decodeOne('cef', line.replace(' act=deny', '')).logsources).toEqual([{ product: 'ng_fw_9', service: 'cef' }])
  })

  test('what lacks a part of the header is syslog, and says so', () => {
    const event = decodeOne('cef', 'CEF:0|V|P|1')
    expect(event.derived.get('tocsin.read_as')).toBe('syslog')
    expect(event.native.get('message')).toBe('CEF:0|V|P|1')
  })

  test('inside syslog it is recognised by its first letters, with the host of the header', () => {
    const event = decodeOne('syslog', '<134>Nov 20 10:00:00 fw-01 CEF:0|V|P|1|1|N|1|src=198.51.100.7 rt=1795168800123')
    expect(event.logsources).toEqual([{ product: 'p', service: 'cef' }])
    expect(event.time).toBe(1795168800123)
    expect(event.observables.map(({ value }) => value)).toEqual(['fw-01', '198.51.100.7'])
  })

  test('the place of a derived field is its source in the line', () => {
    const line = 'CEF:0|V|P|1|1|é|1|src=198.51.100.7 msg=x'
    expect(placeOf('cef', line, 'src_ip')).toBe('198.51.100.7')
    expect(placeOf('cef', line, 'Name')).toBe('é')
  })
})

describe('LEEF', () => {
  test.each([
    ['LEEF:1.0|V|P|1|Login|a=1\tb=x y=z'],
    ['LEEF:2.0|V|P|1|Login|^|a=1^b=x y=z'],
    ['LEEF:2.0|V|P|1|Login|0x5E|a=1^b=x y=z'],
    ['LEEF:2.0|V|P|1|Login||a=1\tb=x y=z'],
    ['LEEF:2.0|V|P|1|Login|a=1\tb=x y=z'],
  ])('%s', (line) => {
    const { native } = decodeOne('leef', line)
    expect(Object.fromEntries(native)).toMatchObject({ EventID: 'Login', a: '1', b: 'x y=z' })
  })

  test('the names of the format lead to the usual ones', () => {
    const event = decodeOne('leef', 'LEEF:1.0|V|P|1|x|src=198.51.100.7\tusrName=j.martin\tsev=9')
    expect(event.ocsf).toMatchObject({
      'src_endpoint.ip': '198.51.100.7',
      'actor.user.name': 'j.martin',
      severity_id: 5,
    })
  })
})
