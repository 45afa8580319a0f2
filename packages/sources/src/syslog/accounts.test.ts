import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

test.each([
  [
    'useradd',
    'new user: name=maint, UID=0, GID=0, home=/root, shell=/bin/bash, from=none',
    { action: 'user-created', target_user: 'maint', uid: 0, tty: 'none' },
    3001,
  ],
  [
    'useradd',
    'new user: name=maint, UID=1001, GID=1001, home=/home/maint, shell=/bin/sh',
    { action: 'user-created', shell: '/bin/sh' },
    3001,
  ],
  ['useradd', "add 'maint' to group 'sudo'", { action: 'group-member-added', group: 'sudo' }, 3006],
  ['usermod', "add 'maint' to shadow group 'sudo'", { action: 'group-member-added', group: 'sudo' }, 3006],
  ['usermod', "change user 'maint' UID from '1001' to '0'", { action: 'uid-changed', uid: 0, old_uid: 1001 }, 3001],
  [
    'usermod',
    "change user 'maint' shell from '/bin/sh' to '/bin/bash'",
    { action: 'user-changed', changed: 'shell', after: '/bin/bash' },
    3001,
  ],
  ['usermod', "unlock user 'maint' password", { action: 'user-unlocked' }, 3001],
  [
    'gpasswd',
    'user maint added by root to group wheel',
    { action: 'group-member-added', user: 'root', target_user: 'maint' },
    3006,
  ],
  ['groupadd', 'new group: name=ops, GID=1002', { action: 'group-created', group: 'ops' }, 3006],
  ['userdel', "delete user 'maint'", { action: 'user-deleted' }, 3001],
  ['passwd', 'pam_unix(passwd:chauthtok): password changed for maint', { action: 'password-changed' }, 3001],
])('%s: %s', (program, message, fields, kind) => {
  const event = decodeOne('syslog', `<86>Nov 20 10:00:00 srv-01 ${program}[812]: ${message}`)
  expect(Object.fromEntries(event.native)).toMatchObject(fields)
  expect(event.logsources).toEqual([{ product: 'linux', service: 'auth' }])
  expect(event.ocsf['class_uid']).toBe(kind)
})

test('sudo has the names of its own line, too', () => {
  const line = '<86>Nov 20 10:00:00 srv sudo: alice : TTY=pts/0 ; PWD=/home/alice ; USER=#-1 ; COMMAND=/bin/id'
  expect(Object.fromEntries(decodeOne('syslog', line).derived)).toMatchObject({ USER: '#-1', COMMAND: '/bin/id' })
})

test('a changed table of cron is told with its owner', () => {
  const event = decodeOne('syslog', '<78>Nov 20 10:00:00 srv crontab[1]: (root) REPLACE (www-data)')
  expect(Object.fromEntries(event.native)).toMatchObject({ user: 'root', action: 'REPLACE', command: 'www-data' })
})
