import { describe, expect, test } from 'vitest'
import { decodeOne, placeOf } from '../decode.fixture.ts'

const head = 'msg=audit(1795168800.123:456):'

describe('a record of auditd', () => {
  test('the arguments of a program are decoded and joined', () => {
    const { native, derived, time, ocsf } = decodeOne(
      'auditd',
      `type=EXECVE ${head} argc=3 a0="cat" a1=2F746D702F6120622E747874 a2="/etc/shadow"`,
    )
    expect(native.get('a1')).toBe('/tmp/a b.txt')
    expect(derived.get('CommandLine')).toBe('cat /tmp/a b.txt /etc/shadow')
    expect(time).toBe(1795168800123)
    expect(ocsf).toMatchObject({ class_uid: 1007, 'process.cmd_line': 'cat /tmp/a b.txt /etc/shadow' })
  })

  test('the pieces of a long argument become one', () => {
    const { native, derived } = decodeOne(
      'auditd',
      `type=EXECVE ${head} argc=2 a0="sh" a1_len=12 a1[0]="echo " a1[1]=74776F`,
    )
    expect(native.get('a1')).toBe('echo two')
    expect(derived.get('CommandLine')).toBe('sh echo two')
  })

  test('numbers of a system call stay numbers, and its name is known without enrichment', () => {
    const { native, derived } = decodeOne(
      'auditd',
      `type=SYSCALL ${head} arch=c000003e syscall=135 success=no a0=40000 exe="/usr/bin/x"`,
    )
    expect(native.get('a0')).toBe('40000')
    expect(derived.get('SYSCALL')).toBe('personality')
    expect(derived.get('outcome')).toBe('failure')
  })

  test('the enriched name of a system call is the record’s own', () => {
    const { native, derived } = decodeOne(
      'auditd',
      `type=SYSCALL ${head} arch=c000003e syscall=59\u001dARCH=x86_64 SYSCALL=execve AUID="a.petit"`,
    )
    expect(native.get('SYSCALL')).toBe('execve')
    expect(derived.has('SYSCALL')).toBe(false)
    expect(derived.get('user')).toBe('a.petit')
  })

  test.each([
    ['40000003', '11', 'execve'],
    ['c00000b7', '221', 'execve'],
    ['c000003e', '7', undefined],
    ['0', '59', undefined],
    ['c000003e', 'constructor', undefined],
  ])('arch %s, call %s: %s', (arch, call, name) => {
    expect(decodeOne('auditd', `type=SYSCALL ${head} arch=${arch} syscall=${call}`).derived.get('SYSCALL')).toBe(name)
  })

  test('what user space tells lies flat, and names account and address', () => {
    const event = decodeOne(
      'auditd',
      `type=USER_AUTH ${head} pid=1 uid=0 auid=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=? addr=198.51.100.7 terminal=ssh res=failed'`,
    )
    expect(Object.fromEntries(event.native)).toMatchObject({ acct: 'root', addr: '198.51.100.7', res: 'failed' })
    expect(event.ocsf).toMatchObject({ class_uid: 3002, status_id: 2, 'src_endpoint.ip': '198.51.100.7' })
    expect(event.observables.map(({ value }) => value)).toEqual(['root', '198.51.100.7'])
  })

  test('a quoted value that looks like hexadecimal stays', () => {
    expect(decodeOne('auditd', `type=EXECVE ${head} argc=1 a0="CAFE"`).native.get('a0')).toBe('CAFE')
  })

  test('NUL parts the words of a command line, and bytes that are no UTF-8 do no harm', () => {
    const { derived } = decodeOne('auditd', `type=PROCTITLE ${head} proctitle=636174002F657463FF`)
    expect(derived.get('CommandLine')).toBe('cat /etc\ufffd')
  })

  test('the place of a decoded value is its hexadecimal text', () => {
    const line = `type=PROCTITLE ${head} proctitle=636174002F657463`
    expect(placeOf('auditd', line, 'proctitle')).toBe('636174002F657463')
    expect(placeOf('auditd', line, 'serial')).toBe('456')
  })

  test('by syslog the host of the header reports, whatever the program is called', () => {
    for (const program of ['audispd', 'audisp-syslog', 'something']) {
      const event = decodeOne('syslog', `<13>Nov 20 10:00:00 srv-01 ${program}: type=EXECVE ${head} argc=1 a0="id"`)
      expect(event.logsources).toEqual([{ product: 'linux', service: 'auditd' }])
      expect(event.ocsf['device.hostname']).toBe('srv-01')
    }
  })

  test('a line of another form is read as syslog, and says so', () => {
    expect(decodeOne('auditd', 'type=EXECVE without its stamp').derived.get('tocsin.read_as')).toBe('syslog')
  })
})
