import { expect, test } from 'vitest'
import { decodeOne, fieldsOf, linesOf } from '../decode.fixture.ts'

/** Of each line that is written down for the format: what rules read of it. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'vmware.log': [
    { action: 'login', outcome: 'success', user: 'root', src_ip: '198.51.100.7', event_uid: '128' },
    { action: 'vm-powered-off', vm: 'srv-paie', datacenter: 'ha-datacenter' },
    {
      action: 'login',
      user: 'VSPHERE.LOCAL\\Administrator',
      src_ip: '198.51.100.7',
      event_code: 'vim.event.UserLoginSessionEvent',
    },
    {
      action: 'vm-powered-off',
      vm: 'srv-paie',
      event_code: 'vim.event.VmPoweredOffEvent',
      user: 'VSPHERE.LOCAL\\Administrator',
    },
  ],
  'proxmox.log': [
    { action: 'login', outcome: 'failure', user: 'root@pam', src_ip: '::ffff:198.51.100.7' },
    { action: 'login', outcome: 'success', user: 'root@pam' },
    { action: 'vm-powered-off', vm: '101', node: 'pve-01', task: 'qmstop', state: 'started' },
    { state: 'ended', outcome: 'success', task: 'qmstop' },
    { action: 'login', outcome: 'failure', src_ip: '198.51.100.7', reason: 'token expired' },
  ],
}

test.each(
  Object.entries(expected).flatMap(([file, list]) =>
    linesOf(file).map((line, index) => [file, line, list[index] ?? {}] as const),
  ),
)('%s: %s', (file, line, fields) => {
  expect(fieldsOf(decodeOne(file.slice(0, file.indexOf('.')), line))).toMatchObject(fields)
})

test('what is typed on ESXi is read by its program', () => {
  const event = decodeOne(
    'syslog',
    '<14>2026-11-20T10:00:00.123Z esx-01 shell[2099456]: [root]: esxcli vm process kill -t force -w 1',
  )
  expect(fieldsOf(event)).toMatchObject({
    action: 'command',
    user: 'root',
    command: 'esxcli vm process kill -t force -w 1',
  })
  expect(event.logsources).toContainEqual({ product: 'vmware', service: 'shell' })
})

test('a session’s own name goes before the one in its words, which end with their bracket', () => {
  const fields = fieldsOf(decodeOne('vmware', linesOf('vmware.log')[2] ?? ''))
  expect(fields['client']).toBe('Mozilla/5.0')
})
