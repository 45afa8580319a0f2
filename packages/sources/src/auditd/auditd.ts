import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Dialect, Put, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { readPairs } from '../wire/pairs.ts'
import { syscallNamed } from './syscalls.ts'

const logsources: readonly LogSource[] = [{ product: 'linux', service: 'auditd' }]

/** Reads a record of Linux auditd, raw, interpreted (`log_format = ENRICHED`) or nested in `msg='...'`; see SPEC.md. */
export const auditd: Dialect = {
  id: 'auditd',
  logsources,
  read(text, start, put) {
    const head = readHead(text, start)
    if (head === undefined) return undefined
    if (head.node !== undefined) put('node', head.node, start + 5, start + 5 + head.node.length)
    put('type', head.type, head.typeAt, head.typeAt + head.type.length)
    put('serial', head.serial, head.body - head.serial.length - 2, head.body - 2)
    const pieces = new Map<string, string>()
    readRecord(text, head.body, head.type, put, pieces)
    for (const [name, value] of pieces) put(name, value, head.body, text.length)
    return { ...meaningOf(head.type), time: head.time }
  },
}

interface Head {
  readonly node: string | undefined
  readonly type: string
  readonly typeAt: number
  readonly serial: string
  readonly time: number
  readonly body: number
}

// `node=srv-01 type=EXECVE msg=audit(1764000000.123:456): `
const heading = /(?:node=([\w.:-]{1,255}) )?type=([A-Z0-9_[\]]{1,64}) msg=audit\((\d{1,11})\.(\d{1,3}):(\d{1,20})\):/y

function readHead(text: string, start: number): Head | undefined {
  heading.lastIndex = start
  const match = heading.exec(text)
  if (match === null) return undefined
  const [whole, node, type = '', seconds, milliseconds = '', serial = ''] = match
  const typeAt = start + (node === undefined ? 5 : node.length + 11)
  const time = Number(seconds) * 1000 + Number(milliseconds.padEnd(3, '0'))
  return { node, type, typeAt, serial, time, body: start + whole.length }
}

function readRecord(text: string, start: number, type: string, put: Put, pieces: Map<string, string>): void {
  readPairs(text, start, (key, value, from, to) => {
    // User space puts its own pairs in one: `msg='op=login acct="root" res=failed'`.
    if (key === 'msg' && text.charCodeAt(from - 1) === 39) {
      readPairs(text.slice(0, to), from, (name, inner, innerFrom, innerTo) => {
        putPair(text, type, name, inner, innerFrom, innerTo, put)
      })
    } else if (key.endsWith(']') && type === 'EXECVE') {
      // Of a long argument each record holds pieces: `a1_len=9000 a1[0]=.. a1[1]=..`.
      const name = key.slice(0, key.indexOf('['))
      pieces.set(name, (pieces.get(name) ?? '') + plain(text, value, from))
    } else putPair(text, type, key, value, from, to, put)
  })
}

function putPair(text: string, type: string, key: string, value: string, from: number, to: number, put: Put): void {
  const encoded = mayBeEncoded.has(key) || (type === 'EXECVE' && /^a\d/.test(key) && !key.endsWith('_len'))
  put(key, encoded ? plain(text, value, from) : value, from, to)
}

// The kernel writes what someone else chose in quotes, or in hexadecimal where it holds a quote, a space or control
// characters (audit_log_untrustedstring). The arguments of a system call (SYSCALL a0..a3) are numbers, and stay.
const mayBeEncoded = new Set([
  ...['proctitle', 'comm', 'exe', 'cwd', 'name', 'path', 'dir', 'key', 'acct', 'cmd', 'data', 'old', 'new', 'file'],
  ...['device', 'vm', 'watch', 'ocomm', 'grp', 'hostname'],
])

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

function plain(text: string, value: string, from: number): string {
  const quote = text.charCodeAt(from - 1)
  if (quote === 34 || quote === 39 || value.length < 2 || value.length % 2 === 1 || !/^[\dA-F]+$/.test(value))
    return value
  const bytes = new Uint8Array(value.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(value.slice(2 * at, 2 * at + 2), 16)
  // Arguments of a command line are parted by NUL.
  return utf8.decode(bytes).replaceAll('\0', ' ').trimEnd()
}

const aliases: Aliases = [
  ['user', 'AUID', 'UID'],
  ['target_user', 'acct'],
  ['src_ip', 'addr'],
  ['Image', 'exe'],
  ['ProcessId', 'pid'],
  ['TargetFilename', 'name'],
  ['device_host', 'node'],
  ['event_code', 'type'],
  ['event_uid', 'serial'],
]
const signIns: Aliases = [['user', 'acct', 'AUID'], ...aliases.slice(2)]

const process: Said = { logsources, aliases, derive, kind: [1007, 1] }
const signIn: Said = { logsources, aliases: signIns, derive, kind: [3002, 1] }
const plainly: Said = { logsources, aliases, derive }
const meanings: ReadonlyMap<string, Said> = new Map([
  ['EXECVE', process],
  ['PROCTITLE', process],
  ['USER_CMD', process],
  ['USER_LOGIN', signIn],
  ['USER_AUTH', signIn],
  ['USER_START', signIn],
  ['USER_END', { ...signIn, kind: [3002, 2] }],
  ['USER_LOGOUT', { ...signIn, kind: [3002, 2] }],
  // OCSF 3001 Account Change: 1 create, 6 delete; 3006 Group Management.
  ['ADD_USER', { ...plainly, kind: [3001, 1] }],
  ['DEL_USER', { ...plainly, kind: [3001, 6] }],
  ['ADD_GROUP', { ...plainly, kind: [3006, 99] }],
  ['PATH', { ...plainly, kind: [1001, 99] }],
])

function meaningOf(type: string): Said {
  return meanings.get(type) ?? plainly
}

function derive(native: Native, derived: Map<string, Value>): void {
  const result = textOf(native, 'res') ?? textOf(native, 'success')
  if (result === 'success' || result === 'yes' || result === '1') derived.set('outcome', 'success')
  else if (result === 'failed' || result === 'no' || result === '0') derived.set('outcome', 'failure')
  const type = native.get('type')
  if (type === 'SYSCALL' && !native.has('SYSCALL')) {
    const name = syscallNamed(textOf(native, 'arch'), textOf(native, 'syscall'))
    if (name !== undefined) derived.set('SYSCALL', name)
  }
  const line = type === 'EXECVE' ? joined(native) : (native.get('cmd') ?? native.get('proctitle'))
  if (line !== undefined && line !== '') derived.set('CommandLine', line)
}

function joined(native: Native): string {
  const words: string[] = []
  for (let at = 0; at < 1000; at++) {
    const word = native.get(`a${at}`)
    if (word === undefined) break
    words.push(String(word))
  }
  return words.join(' ')
}
