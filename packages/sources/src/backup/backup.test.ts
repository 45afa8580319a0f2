import { expect, test } from 'vitest'
import { decodeOne } from '../decode.fixture.ts'

test.each([
  ['borg', 'borgmatic', 'ERROR terminating with error status, rc 2', { action: 'end', outcome: 'failure', code: 2 }],
  ['borg', 'borg', 'Deleted archive: srv-01', { action: 'delete', archive: 'srv-01' }],
  ['borg', 'borg', 'Repository deleted.', { action: 'delete-repository' }],
  ['restic', 'restic', '12 snapshots have been removed, running prune', { action: 'delete', snapshots: 12 }],
  ['restic', 'restic', 'Fatal: wrong password or no key found', { action: 'open', outcome: 'failure' }],
  [
    'veeam',
    'Veeam_MP',
    '[categoryId=0 instanceId=7 JobName="Night"] Backup job \'Night\' finished with Failed.',
    { action: 'backup', outcome: 'failure', job: 'Night', instanceId: '7' },
  ],
  [
    'veeam',
    'Veeam_MP',
    "Backup repository 'Default' has been deleted by a.petit",
    { action: 'delete-repository', target: 'Default' },
  ],
])('%s, as %s: %s', (id, program, line, fields) => {
  for (const event of [decodeOne(id, line), decodeOne('syslog', `<14>Nov 20 10:00:00 bk-01 ${program}: ${line}`)]) {
    expect(Object.fromEntries(event.native)).toMatchObject(fields)
    expect(event.logsources).toContainEqual({ category: 'backup' })
  }
})
