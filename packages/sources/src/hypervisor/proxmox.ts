import type { Dialect, Said } from '../wire/dialect.ts'
import { phrases } from '../wire/phrases.ts'
import { byTable, hypervisorMeanings } from './meanings.ts'

const pve = hypervisorMeanings('proxmox', ['pve'], 'Proxmox VE')

// PVE/API2 and PVE/RESTEnvironment.pm: the type of a task.
const tasks: ReadonlyMap<string, string> = new Map([
  ['qmstart', 'vm-powered-on'],
  ['qmstop', 'vm-powered-off'],
  ['qmshutdown', 'vm-stopping'],
  ['qmdestroy', 'vm-removed'],
  ['qmsuspend', 'vm-suspended'],
  ['qmdelsnapshot', 'snapshot-removed'],
  ['vzstart', 'vm-powered-on'],
  ['vzstop', 'vm-powered-off'],
  ['vzshutdown', 'vm-stopping'],
  ['vzdestroy', 'vm-removed'],
  ['vzdelsnapshot', 'snapshot-removed'],
  ['stopall', 'vm-powered-off'],
  ['vzdump', 'backup'],
  ['imgdel', 'image-removed'],
  ['vncshell', 'shell-opened'],
  ['vncproxy', 'console-opened'],
  ['prune', 'backup-pruned'],
])
const task: Said = { ...pve.said, derive: byTable('task', 'action', tasks) }

const read = phrases(
  [
    [
      'authentication failure; rhost=%{ip:src_ip} user=%{word:user} msg=%{rest:reason}',
      { action: 'login', outcome: 'failure' },
      pve.signIn,
    ],
    [
      'openid authentication failure; rhost=%{ip:src_ip} msg=%{rest:reason}',
      { action: 'login', outcome: 'failure' },
      pve.signIn,
    ],
    ["<%{text}> successful auth for user '%{text:user}'", { action: 'login', outcome: 'success' }, pve.signIn],
    [
      '<%{text:user}> starting task UPID:%{text:node}:%{text}:%{text}:%{text}:%{text:task}:%{text:vm}:%{text}:',
      { state: 'started' },
      task,
    ],
    [
      '<%{text:user}> end task UPID:%{text:node}:%{text}:%{text}:%{text}:%{text:task}:%{text:vm}:%{text}: OK',
      { state: 'ended', outcome: 'success' },
      pve.said,
    ],
    [
      '<%{text:user}> end task UPID:%{text:node}:%{text}:%{text}:%{text}:%{text:task}:%{text:vm}:%{text}: %{rest:reason}',
      { state: 'ended', outcome: 'failure' },
      pve.said,
    ],
    ['<%{text:user}> update VM %{int:vm}: %{rest:change}', { action: 'vm-changed' }, pve.said],
  ],
  pve.said,
)

/** Proxmox VE: sign-ins and tasks of pvedaemon and pveproxy (pve.proxmox.com, syslog); see SPEC.md. */
export const proxmox: Dialect = { id: 'proxmox', logsources: pve.logsources, read }
