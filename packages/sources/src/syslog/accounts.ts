import type { LogSource } from '@tocsin/event'
import type { Put, Said } from '../wire/dialect.ts'
import { phrases } from '../wire/phrases.ts'
import { readPam } from './sshd.ts'

const logsources: readonly LogSource[] = [{ product: 'linux', service: 'auth' }]
// OCSF 1.3: 3001 Account Change (1 create, 3 password change, 6 delete, 99 other), 3006 Group Management (3 add user, 4 remove user).
const account = (activity: number): Said => ({ logsources, kind: [3001, activity] })
const group = (activity: number): Said => ({ logsources, kind: [3006, activity] })

/** What shadow-utils say of accounts (`useradd`, `usermod`, `gpasswd`, ...), in `action`, `target_user`, `group`. */
const read = phrases(
  [
    [
      'new user: name=%{word:target_user}, UID=%{int:uid}, GID=%{int:gid}, home=%{text:home}, shell=%{text:shell}, from=%{rest:tty}',
      { action: 'user-created' },
      account(1),
    ],
    [
      'new user: name=%{word:target_user}, UID=%{int:uid}, GID=%{int:gid}, home=%{text:home}, shell=%{rest:shell}',
      { action: 'user-created' },
      account(1),
    ],
    ['new group: name=%{word:group}, GID=%{int:gid}', { action: 'group-created' }, group(99)],
    ["add '%{text:target_user}' to group '%{text:group}'", { action: 'group-member-added' }, group(3)],
    ["add '%{text:target_user}' to shadow group '%{text:group}'", { action: 'group-member-added' }, group(3)],
    ["delete '%{text:target_user}' from group '%{text:group}'", { action: 'group-member-removed' }, group(4)],
    ["delete user '%{text:target_user}'", { action: 'user-deleted' }, account(6)],
    [
      "change user '%{text:target_user}' UID from '%{int:old_uid}' to '%{int:uid}'",
      { action: 'uid-changed' },
      account(99),
    ],
    [
      "change user '%{text:target_user}' %{word:changed} from '%{text:before}' to '%{text:after}'",
      { action: 'user-changed' },
      account(99),
    ],
    ["change user '%{text:target_user}' password", { action: 'password-changed' }, account(3)],
    ["lock user '%{text:target_user}' password", { action: 'user-locked' }, account(99)],
    ["unlock user '%{text:target_user}' password", { action: 'user-unlocked' }, account(99)],
    ["password changed for '%{text:target_user}'", { action: 'password-changed' }, account(3)],
    [
      'user %{word:target_user} added by %{word:user} to group %{word:group}',
      { action: 'group-member-added' },
      group(3),
    ],
    [
      'user %{word:target_user} removed by %{word:user} from group %{word:group}',
      { action: 'group-member-removed' },
      group(4),
    ],
    [
      'pam_unix(%{text:pam_service}:chauthtok): password changed for %{word:target_user}',
      { action: 'password-changed' },
      account(3),
    ],
  ],
  { logsources },
)

export function readAccounts(text: string, body: number, put: Put): Said | undefined {
  const said = read(text, body, put)
  if (said === undefined) readPam(text, body, put)
  return said
}
