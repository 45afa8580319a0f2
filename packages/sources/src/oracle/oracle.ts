import type { LogSource, Native, Value } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'

const sources: readonly LogSource[] = [{ product: 'oracle', category: 'database' }, { category: 'database' }]
const said: Said = {
  logsources: sources,
  product: 'Oracle Database',
  kind: [6005, 99],
  derive,
  aliases: [
    ['user', 'DBUSER', 'DATABASE_USER', 'USERID', 'CLIENT_USER'],
    ['src_host', 'USERHOST', 'CLIENT_TERMINAL', 'TERMINAL'],
    ['command', 'SQLTEXT', 'SQLSTATEMENT'],
    ['database', 'SCHEMA'],
    ['event_code', 'ACTION'],
    ['session', 'SESID', 'SESSIONID'],
  ],
}
const signIn: Said = { ...said, kind: [3002, 1] }

const tag = /Oracle (?:Unified )?Audit\[(\d{1,10})\]: ?/y

/** Oracle Database's audit by syslog: unified (18c and later) and traditional (11g, 12c); see SPEC.md. */
export const oracle: Dialect = {
  id: 'oracle',
  logsources: [...sources, { product: 'oracle' }],
  read(text, start, put) {
    tag.lastIndex = start
    const match = tag.exec(text)
    const at = start + (match?.[0].length ?? 0)
    if (!/^LENGTH ?:/.test(text.slice(at, at + 9))) return undefined
    const pid = match?.[1]
    if (pid !== undefined) put('procid', pid, at - 3 - pid.length, at - 3)
    return readFields(text, at, put) ? signIn : said
  },
}

/** `NAME :[7] 'CONNECT' NEXT:"x"`: the length says how far a value goes, where it is there. Returns whether it is a sign-in. */
function readFields(text: string, start: number, put: Put): boolean {
  let isLogin = false
  let at = start
  for (let count = 0; count < 100; count++) {
    const colon = text.indexOf(':', at)
    if (colon < 0 || colon - at > 64) return isLogin
    const name = text.slice(at, colon).trim().replaceAll(' ', '_')
    const opening = /(?:\[(\d{1,6})\])? ?(["'])/y
    opening.lastIndex = colon + 1
    const match = opening.exec(text)
    if (match === null || !/^[A-Z][A-Z\d_$]{0,40}$/.test(name)) return isLogin
    const from = colon + 1 + match[0].length
    const end = valueEnd(text, from, match[2] ?? '"', match[1])
    const value = text.slice(from, end)
    if (value !== '' && name !== 'LENGTH') put(name, value, from, end)
    if (name === 'ACTION' || name === 'ACTION_NAME') isLogin ||= logins.has(value.toUpperCase())
    at = end + 1
  }
  return isLogin
}

function valueEnd(text: string, from: number, quote: string, stated: string | undefined): number {
  // The length counts bytes: it is believed where the quote stands there.
  const exact = from + Number(stated ?? -1)
  if (stated !== undefined && text[exact] === quote) return exact
  const end = text.indexOf(quote, from)
  return end < 0 ? text.length : end
}

const logins = new Set(['100', 'CONNECT', 'LOGON'])

// AUDIT_ACTIONS (Oracle Database Reference): code and what it does.
const actions: ReadonlyMap<string, string> = new Map([
  ['100', 'login'],
  ['connect', 'login'],
  ['logon', 'login'],
  ['101', 'logout'],
  ['102', 'logout'],
  ['logoff', 'logout'],
  ['17', 'grant'],
  ['114', 'grant'],
  ['18', 'revoke'],
  ['108', 'grant'],
  ['109', 'revoke'],
  ['115', 'revoke'],
  ['43', 'user-changed'],
  ['51', 'user-created'],
  ['53', 'user-deleted'],
  ['49', 'configured'],
  ['30', 'audit-changed'],
  ['31', 'audit-changed'],
  ['104', 'audit-changed'],
  ['105', 'audit-changed'],
  ['12', 'drop'],
])

function derive(native: Native, derived: Map<string, Value>): void {
  const action = (textOf(native, 'ACTION') ?? '').toLowerCase()
  if (action !== '') derived.set('action', actions.get(action) ?? 'statement')
  const code = textOf(native, 'RETCODE') ?? textOf(native, 'RETURNCODE') ?? textOf(native, 'STATUS')
  if (code !== undefined) derived.set('outcome', code === '0' ? 'success' : 'failure')
}
