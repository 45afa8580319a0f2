import { describe, expect, test } from 'vitest'
import { decodeOne, placeOf } from '../decode.fixture.ts'

describe('netfilter', () => {
  const line =
    '[12345.6] [UFW BLOCK] IN=eth0 OUT= MAC=02:00:00:00:00:01:02:00:00:00:00:02:08:00 SRC=198.51.100.7 DST=192.0.2.10 LEN=60 DF PROTO=TCP SPT=40000 DPT=22 SYN URGP=0'

  test('its names lead to those of firewall rules', () => {
    const { native, derived, logsources } = decodeOne('netfilter', line)
    expect(Object.fromEntries(derived)).toMatchObject({
      src_ip: '198.51.100.7',
      dst_ip: '192.0.2.10',
      dst_port: '22',
      protocol: 'TCP',
      action: 'deny',
      src_mac: '02:00:00:00:00:02',
    })
    expect(native.get('flags')).toBe('DF,SYN')
    expect(native.get('prefix')).toBe('[UFW BLOCK]')
    expect(logsources).toContainEqual({ category: 'firewall' })
  })

  test.each([
    ['FW-DROP: ', 'deny'],
    ['nft reject ', 'deny'],
    ['denied:', 'deny'],
    ['ACCEPT-OUT ', 'accept'],
    ['log-new ', undefined],
  ])('the prefix "%s" says %s', (prefix, action) => {
    expect(decodeOne('netfilter', `${prefix}IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 `).derived.get('action')).toBe(
      action,
    )
  })

  test('the packet that an ICMP error answers takes no place', () => {
    const { native } = decodeOne(
      'netfilter',
      'IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=ICMP [SRC=192.0.2.9 DST=192.0.2.8 PROTO=TCP DPT=5 ]',
    )
    expect(Object.fromEntries(native)).toMatchObject({ SRC: '192.0.2.1', PROTO: 'ICMP' })
    expect(native.has('DPT')).toBe(false)
  })

  test('a syslog header in front keeps its time and host, with a priority or without', () => {
    for (const priority of ['<4>', '']) {
      const event = decodeOne('netfilter', `${priority}Nov 20 10:00:00 fw-02 kernel: ${line}`)
      expect(event.time).toBe(Date.UTC(2026, 10, 20, 10))
      expect(event.ocsf).toMatchObject({ 'device.hostname': 'fw-02', 'dst_endpoint.port': 22, activity_id: 5 })
      expect(event.native.get('prefix')).toBe('[UFW BLOCK]')
    }
  })

  test('another message of the kernel is only that', () => {
    expect(decodeOne('syslog', '<4>Nov 20 10:00:00 h kernel: usb 1-1: new device').logsources).toEqual([
      { product: 'linux', service: 'kernel' },
      { product: 'linux', service: 'syslog' },
    ])
  })

  test('a derived field stands where its source does', () => {
    expect(placeOf('netfilter', line, 'src_ip')).toBe('198.51.100.7')
  })
})

describe('filterlog', () => {
  test.each([
    [
      '5,,,77,igb0,match,block,in,4,0x0,,52,1,0,DF,6,tcp,60,198.51.100.7,192.0.2.10,40000,22,0,S,1,,64240,,',
      'deny',
      22,
    ],
    ['5,,,77,igb0,match,pass,out,4,0x0,,52,1,0,none,17,udp,60,192.0.2.10,203.0.113.53,53111,53,40', 'accept', 53],
    [
      '5,,,77,igb0,match,block,in,6,0x00,0x00000,64,TCP,6,40,2001:db8::7,2001:db8::10,40000,443,0,S,1,,64240,,',
      'deny',
      443,
    ],
    ['5,,,77,igb0,match,block,in,4,0x0,,52,1,0,DF,1,icmp,60,198.51.100.7,192.0.2.10,request,1,2', 'deny', undefined],
  ])('%s', (line, action, port) => {
    const { native, ocsf } = decodeOne('filterlog', line)
    expect(native.get('action')).toBe(action)
    expect(native.get('dst_port')).toBe(port)
    expect(ocsf['src_endpoint.ip']).toBeDefined()
  })

  test.each([
    '1,2,3',
    '5,,,77,igb0,match,block,in,9,x',
    '5,,,77,igb0,match,block,up,4,0x0,,52,1,0,DF,6,tcp,60,1.2.3.4,5.6.7.8',
  ])('%s is of another form', (line) => {
    expect(decodeOne('filterlog', line).derived.get('tocsin.read_as')).toBe('syslog')
  })
})

describe('fortigate', () => {
  const head = 'date=2026-11-20 time=10:00:00 devname="fgt-01" devid="F1" tz="+0100" logid="1"'

  test.each([
    [
      'type="traffic" subtype="forward" action="deny" srcip=198.51.100.7 dstip=192.0.2.1 dstport=22 proto=6',
      ['traffic'],
      ['firewall'],
    ],
    ['type="event" subtype="vpn" action="ssl-login-fail" remip=198.51.100.7 user="x"', ['event'], ['vpn']],
    ['type="event" subtype="system" action="Add" cfgpath="system.admin"', ['event'], []],
    ['type="utm" subtype="virus" virus="EICAR" filename="e.com"', ['utm'], ['antivirus']],
    ['type="utm" subtype="dns" qname="x.example" qtype="A"', ['utm'], ['dns']],
    ['type="utm" subtype="webfilter" url="/x" hostname="h.example"', ['utm'], ['proxy']],
    ['type="new"', [undefined], []],
  ])('%s', (rest, services, categories) => {
    const { logsources, time } = decodeOne('fortigate', `${head} ${rest}`)
    expect(logsources.flatMap((one) => (one.product === 'fortigate' ? [one.service] : []))).toEqual(services)
    expect(logsources.flatMap(({ category }) => category ?? [])).toEqual(categories)
    expect(time).toBe(Date.UTC(2026, 10, 20, 9))
  })

  test.each([
    ['eventtime=1795168800123456789', 1795168800123.456],
    ['eventtime=1795168800', 1795168800000],
  ])('%s', (stamp, time) => {
    expect(decodeOne('fortigate', `${head} ${stamp} type="traffic"`).time).toBe(time)
  })

  test('a refused sign-in says so in the words of all VPNs', () => {
    const { derived, ocsf } = decodeOne(
      'fortigate',
      `${head} type="event" subtype="vpn" action="ssl-login-fail" remip=198.51.100.7 user="j.martin"`,
    )
    expect(Object.fromEntries(derived)).toMatchObject({
      vpn_action: 'login',
      outcome: 'failure',
      src_ip: '198.51.100.7',
    })
    expect(ocsf).toMatchObject({
      class_uid: 3002,
      status_id: 2,
      'actor.user.name': 'j.martin',
      'device.hostname': 'fgt-01',
    })
  })

  test('pairs of another product are not taken for it', () => {
    expect(decodeOne('fortigate', 'date=2026-11-20 time=10:00:00 a=b').derived.get('tocsin.read_as')).toBe('syslog')
  })
})
