import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { phrases } from '../wire/phrases.ts'
import { isoTime } from '../wire/time.ts'
import { byTable, hypervisorMeanings } from './meanings.ts'

const esx = hypervisorMeanings('vmware', ['esxi'], 'VMware ESXi')
const center = hypervisorMeanings('vmware', ['vcenter'], 'VMware vCenter')
const shell = hypervisorMeanings('vmware', ['shell'], 'VMware ESXi')

// What an event says, in hostd.log and vpxd.log alike (vSphere API, vim.event.*: `fullFormattedMessage`).
const says = phrases(
  [
    ['User %{text:user}@%{ip:src_ip} logged in as %{rest:client}', { action: 'login', outcome: 'success' }, esx.signIn],
    ['User %{text:user}@%{ip:src_ip} logged out', { action: 'logout' }, esx.signOut],
    ['Cannot login %{text:user}@%{ip:src_ip}', { action: 'login', outcome: 'failure' }, esx.signIn],
    ['Rejected password for user %{word:user} from %{ip:src_ip}', { action: 'login', outcome: 'failure' }, esx.signIn],
    ['Accepted password for user %{word:user} from %{ip:src_ip}', { action: 'login', outcome: 'success' }, esx.signIn],
    ["SSH session was opened for '%{text:user}@%{text:src_ip}'", { action: 'shell-opened' }],
    ["SSH login has failed for '%{text:user}@%{text:src_ip}'", { action: 'login', outcome: 'failure' }, esx.signIn],
    ['SSH access has been enabled', { action: 'ssh-enabled' }],
    ['SSH access has been disabled', { action: 'ssh-disabled' }],
    ['The ESXi command line shell has been enabled', { action: 'shell-enabled' }],
    ['The ESXi command line shell has been disabled', { action: 'shell-disabled' }],
    ['Account %{word:target_user} was created on host %{rest:host}', { action: 'account-created' }],
    ['Account %{word:target_user} was updated on host %{rest:host}', { action: 'account-changed' }],
    ['Account %{word:target_user} was removed on host %{rest:host}', { action: 'account-removed' }],
    [
      'Permission created for %{text:target_user} on %{text:object}, role is %{text:role},',
      { action: 'permission-added' },
    ],
    [
      'Permission changed for %{text:target_user} on %{text:object}, role is %{text:role},',
      { action: 'permission-changed' },
    ],
    ['Lockdown mode %{word:state}', { action: 'lockdown-changed' }],
    ['Administrator access to the host has been %{word:state}', { action: 'lockdown-changed' }],
    ['Firewall configuration has changed. %{rest:change}', { action: 'firewall-changed' }],
    ['%{text:vm} on %{text:host} in %{text:datacenter} is powered off', { action: 'vm-powered-off' }],
    ['%{text:vm} on %{text:host} in %{text:datacenter} is powered on', { action: 'vm-powered-on' }],
    ['%{text:vm} on %{text:host} in %{text:datacenter} is stopping', { action: 'vm-stopping' }],
    ['%{text:vm} on %{text:host} in %{text:datacenter} is suspended', { action: 'vm-suspended' }],
    ['Removed %{text:vm} on %{text:host} from %{text:datacenter}', { action: 'vm-removed' }],
    ['Guest OS shut down for %{text:vm} on %{text:host} in %{text:datacenter}', { action: 'vm-stopping' }],
  ],
  esx.said,
)

// ESXi 7 writes `info hostd[2099456] `, ESXi 8 `In(166) Hostd[2099456]: `; the header has it too.
const lead =
  /(?:(?:info|warning|error|verbose|trivia|(?:Em|Al|Cr|Er|Wa|No|In|Db)\(\d{1,3}\)\+?) (?:[A-Za-z][\w-]{0,40}\[[\w-]{1,24}\]:? ?)?)?(?:\[[^\]]{0,40}\] )?(?:\[Originator@6876 [^\]]{0,400}\] )?(?:Event (\d{1,12}) : )?/y
// `Event [6402] [1-1] [2026-11-20T10:00:00.123456Z] [vim.event.UserLoginSessionEvent] [info] [user] [datacenter] [6402] [text]`
const centerEvent =
  /Event \[(\d{1,12})\] \[[\d-]{1,24}\] \[([^\]]{10,40})\] \[(vim\.event\.[\w.]{1,100})\] \[(\w{1,12})\] \[([^\]]{0,200})\] \[([^\]]{0,200})\] \[\d{0,12}\] \[/g

const centerSaid: Said = {
  ...center.said,
  derive: byTable(
    'event_code',
    'action',
    new Map([
      ['vim.event.UserLoginSessionEvent', 'login'],
      ['vim.event.UserLogoutSessionEvent', 'logout'],
      ['vim.event.BadUsernameSessionEvent', 'login'],
      ['vim.event.VmPoweredOffEvent', 'vm-powered-off'],
      ['vim.event.VmPoweredOnEvent', 'vm-powered-on'],
      ['vim.event.VmRemovedEvent', 'vm-removed'],
      ['vim.event.VmStoppingEvent', 'vm-stopping'],
      ['vim.event.PermissionAddedEvent', 'permission-added'],
      ['vim.event.RoleAddedEvent', 'role-added'],
    ]),
  ),
}

/** VMware ESXi (hostd, vobd) and vCenter (vpxd); see SPEC.md. */
export const vmware: Dialect = {
  id: 'vmware',
  logsources: [...esx.logsources, ...center.logsources, ...shell.logsources],
  read(text, start, put) {
    const fromCenter = readCenter(text, start, put)
    if (fromCenter !== undefined) return fromCenter
    lead.lastIndex = start
    const match = lead.exec(text)
    const at = start + (match?.[0].length ?? 0)
    const said = says(text, at, put)
    const id = match?.[1]
    if (said !== undefined && id !== undefined) put('event_uid', id, at - 3 - id.length, at - 3)
    // Whatever else a daemon of theirs says, it has its own mark.
    return said ?? (match?.[0].includes('[Originator@6876 ') ? esx.said : undefined)
  },
}

function readCenter(text: string, start: number, put: Put): Said | undefined {
  const head = text.slice(start, start + 1500)
  centerEvent.lastIndex = 0
  const match = centerEvent.exec(head)
  if (match === null) return undefined
  let at = start + match.index
  for (const [index, name] of [
    'event_uid',
    'event_time',
    'event_code',
    'event_severity',
    'user',
    'datacenter',
  ].entries()) {
    const value = match[index + 1] ?? ''
    at = text.indexOf(`[${value}]`, at) + 1
    if (value !== '') put(name, value, at, at + value.length)
  }
  const body = start + match.index + match[0].length
  const said = says(text, body, (name, value, from, to) => {
    // The session's own name goes before the one that the words repeat; a value ends with its bracket.
    if (name === 'user' && match[5] !== '') return
    const cut = typeof value === 'string' && value.endsWith(']') && to === text.length ? 1 : 0
    put(name, typeof value === 'string' ? value.slice(0, value.length - cut) : value, from, to - cut)
  })
  const time = isoTime(match[2] ?? '')
  const kind = said?.kind ?? centerSaid.kind
  return { ...centerSaid, ...(kind && { kind }), ...(time !== undefined && { time }) }
}

// `[root]: esxcli vm process kill -t force -w 1`
const typed = phrases([['[%{text:user}]: %{rest:command}', { action: 'command' }, shell.said]], shell.said)

/** ESXi's shell log: what was typed; only met inside syslog, by its program. */
export const esxShell: Dialect = { id: 'vmware', logsources: shell.logsources, read: typed }
