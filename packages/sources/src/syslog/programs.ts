import type { LogSource } from '@tocsin/event'
import type { Put } from './header.ts'
import { readPam, readSshd } from './sshd.ts'

/** A program whose messages have a logsource of their own, and a reader of what it says where we have one. */
export interface Program {
  readonly logsources: readonly LogSource[]
  readonly read?: (text: string, body: number, put: Put) => void
}

const syslog: LogSource = { product: 'linux', service: 'syslog' }
const auth: LogSource = { product: 'linux', service: 'auth' }

function service(name: string, ...more: readonly LogSource[]): readonly LogSource[] {
  return [{ product: 'linux', service: name }, ...more]
}

const other: Program = { logsources: [syslog] }
const sshd: Program = {
  logsources: service('sshd', auth),
  read: (text, body, put) => {
    readPam(text, body, put)
    readSshd(text, body, put)
  },
}
const sudo: Program = { logsources: service('sudo', auth), read: readSudo }
const su: Program = { logsources: service('su', auth), read: readSu }
const cron: Program = { logsources: service('cron'), read: readCron }
const systemd: Program = { logsources: service('systemd', syslog) }
const auditd: Program = { logsources: service('auditd'), read: readAudit }

// Sigma taxonomy appendix 2.1.0, Linux folder; `su` and `systemd` are ours.
const programs: ReadonlyMap<string, Program> = new Map([
  ['sshd', sshd],
  // OpenSSH 9.8 split the daemon.
  ['sshd-session', sshd],
  ['sshd-auth', sshd],
  ['sudo', sudo],
  ['su', su],
  ['cron', cron],
  ['crond', cron],
  ['anacron', cron],
  ['systemd', systemd],
  ['systemd-logind', { logsources: [auth, ...systemd.logsources] }],
  ['auditd', auditd],
  ['audisp-syslog', auditd],
  ['audispd', auditd],
  ['audit', auditd],
  ['clamd', { logsources: service('clamav') }],
  ['clamav', { logsources: service('clamav') }],
  ['freshclam', { logsources: service('clamav') }],
  ['vsftpd', { logsources: service('vsftpd') }],
  ['guacd', { logsources: service('guacamole') }],
  ['login', { logsources: [auth], read: readPam }],
  ['passwd', { logsources: [auth] }],
  ['useradd', { logsources: [auth] }],
  ['usermod', { logsources: [auth] }],
  ['groupadd', { logsources: [auth] }],
])

export const syslogLogsources: readonly LogSource[] = [
  ...new Set([syslog, ...[...programs.values()].flatMap((program) => program.logsources)]),
]

/** The program of a header's APP-NAME or tag, which may be a path and in any case (`/USR/SBIN/CRON`). */
export function programOf(app: string | undefined): Program {
  if (app === undefined) return other
  return programs.get(app.slice(app.lastIndexOf('/') + 1).toLowerCase()) ?? other
}

// `alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/bash` (sudoers(5), log format).
function readSudo(text: string, body: number, put: Put): void {
  readPam(text, body, put)
  const start = skipSpaces(text, body)
  const colon = text.indexOf(' : ', start)
  const command = text.indexOf('COMMAND=', start)
  if (colon < 0 || colon > start + 64 || command < 0) return
  put('user', text.slice(start, colon), start, colon)
  const refused = !/^(?:TTY|HOST|PWD|USER|GROUP|ENV|TSID)=/.test(text.slice(colon + 3, colon + 9))
  put('outcome', refused ? 'failure' : 'success', colon + 3, command)
  const head = text.slice(0, command)
  for (const [key, name] of sudoKeys) {
    const at = head.indexOf(key, colon)
    if (at < 0) continue
    const value = at + key.length
    const end = head.indexOf(' ; ', value)
    if (end > value) put(name, text.slice(value, end), value, end)
  }
  put('command', text.slice(command + 8), command + 8, text.length)
}

const sudoKeys = [
  [' TTY=', 'tty'],
  [' PWD=', 'pwd'],
  [' USER=', 'run_as'],
] as const

// `(to root) alice on pts/0`, `FAILED SU (to root) alice on pts/0` (util-linux su).
function readSu(text: string, body: number, put: Put): void {
  readPam(text, body, put)
  const start = skipSpaces(text, body)
  const failed = text.startsWith('FAILED SU ', start)
  const open = failed ? start + 10 : start
  const close = text.indexOf(') ', open)
  const on = text.lastIndexOf(' on ')
  if (!text.startsWith('(to ', open) || close < 0 || on < close + 2) return
  put('run_as', text.slice(open + 4, close), open + 4, close)
  put('user', text.slice(close + 2, on), close + 2, on)
  put('tty', text.slice(on + 4), on + 4, text.length)
  put('outcome', failed ? 'failure' : 'success', start, close + 1)
}

// `(root) CMD (/usr/local/bin/backup)` (cron(8)).
function readCron(text: string, body: number, put: Put): void {
  readPam(text, body, put)
  const close = text.indexOf(') ', body)
  if (text.charCodeAt(body) !== 40 || close < 0 || close > body + 64) return
  put('user', text.slice(body + 1, close), body + 1, close)
  const open = text.indexOf(' (', close)
  if (open < 0 || !text.endsWith(')')) return
  put('action', text.slice(close + 2, open), close + 2, open)
  put('command', text.slice(open + 2, -1), open + 2, text.length - 1)
}

// `type=EXECVE msg=audit(1764000000.123:456): argc=2 a0="cat" a1="/etc/shadow"` (Linux audit, field dictionary).
const auditPair = /([A-Za-z][\w-]{0,63})=(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g

function readAudit(text: string, body: number, put: Put): void {
  if (!text.startsWith('type=', body) && !text.startsWith('node=', body)) return
  for (const match of text.slice(body).matchAll(auditPair)) {
    const value = match[2] ?? match[3] ?? match[4] ?? ''
    const quoted = match[4] === undefined ? 1 : 0
    const end = body + match.index + match[0].length - quoted
    put(match[1] ?? '', value, end - value.length, end)
  }
}

function skipSpaces(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === 32) at++
  return at
}
