import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { readPairs } from '../wire/pairs.ts'
import { phrases } from '../wire/phrases.ts'

const mail: LogSource = { category: 'mail' }
const postfixSource: readonly LogSource[] = [{ product: 'postfix', category: 'mail' }, mail]
const dovecotSource: readonly LogSource[] = [{ product: 'dovecot', category: 'mail' }, mail]
// OCSF 1.3: 4009 Email Activity (1 send, 2 receive), 3002 Authentication.
const transport: Said = { logsources: postfixSource, product: 'postfix', kind: [4009, 1] }
const received: Said = { ...transport, kind: [4009, 2] }
const postfixLogin: Said = { logsources: postfixSource, product: 'postfix', kind: [3002, 1] }

const speech = phrases(
  [
    [
      'warning: %{text:src_host}[%{ip:src_ip}]: SASL %{word:method} authentication failed: %{text:reason}, sasl_username=%{rest:user}',
      { action: 'login', outcome: 'failure' },
      postfixLogin,
    ],
    [
      'warning: %{text:src_host}[%{ip:src_ip}]: SASL %{word:method} authentication failed: %{rest:reason}',
      { action: 'login', outcome: 'failure' },
      postfixLogin,
    ],
    [
      'NOQUEUE: reject: %{word:stage} from %{text:src_host}[%{ip:src_ip}]: %{int:reply_code} %{rest:reason}',
      { action: 'reject', outcome: 'failure' },
      received,
    ],
    ['connect from %{text:src_host}[%{ip:src_ip}]', { action: 'connect' }, received],
    ['disconnect from %{text:src_host}[%{ip:src_ip}] %{rest:commands}', { action: 'disconnect' }, received],
    ['disconnect from %{text:src_host}[%{ip:src_ip}]', { action: 'disconnect' }, received],
    ['lost connection after %{word:stage} from %{text:src_host}[%{ip:src_ip}]', { action: 'lost' }, received],
    [
      'too many errors after %{word:stage} from %{text:src_host}[%{ip:src_ip}]',
      { action: 'too-many-errors' },
      received,
    ],
  ],
  transport,
)

/** Postfix: its refusals and logins, and `QUEUEID: key=value, ...` of a message on its way (postconf, maillog). */
export const postfix: Dialect = {
  id: 'postfix',
  logsources: postfixSource,
  read: (text, start, put) => speech(text, start, put) ?? readQueue(text, start, put),
}

// Short queue ids are hexadecimal, long ones are of letters without vowels.
const queueId = /([\dA-Za-z]{6,20}): (?=[a-z_-]{1,32}[=:])/y

function readQueue(text: string, start: number, put: Put): Said | undefined {
  queueId.lastIndex = start
  const match = queueId.exec(text)
  const id = match?.[1]
  if (match === null || id === undefined || !/\d/.test(id)) return undefined
  put('queue_id', id, start, start + id.length)
  put('session', id, start, start + id.length)
  let login: Said | undefined
  readPairs(text, start + match[0].length, (key, value, from, to) => {
    if (key === 'client') putClient(value, from, put)
    else if (value.startsWith('<') && value.endsWith('>')) put(key, value.slice(1, -1), from + 1, to - 1)
    else put(key, value, from, to)
    if (key === 'sasl_username') {
      put('user', value, from, to)
      put('action', 'login', from, to)
      put('outcome', 'success', from, to)
      login = postfixLogin
    } else if (key === 'status') put('outcome', value === 'sent' ? 'success' : 'failure', from, to)
  })
  return login ?? transport
}

// `client=mail.example[198.51.100.7]`
function putClient(value: string, from: number, put: Put): void {
  const open = value.lastIndexOf('[')
  if (open < 0 || !value.endsWith(']')) return
  put('src_host', value.slice(0, open), from, from + open)
  put('src_ip', value.slice(open + 1, -1), from + open + 1, from + value.length - 1)
}

const dovecotLogin: Said = {
  logsources: dovecotSource,
  product: 'dovecot',
  kind: [3002, 1],
  aliases: [
    ['src_ip', 'rip'],
    ['dst_ip', 'lip'],
  ],
}
const dovecotEnd: Said = { ...dovecotLogin, kind: [3002, 2] }

/** Dovecot: `imap-login: Login: user=<x>, method=PLAIN, rip=..`, and how sessions end (doc.dovecot.org, logging). */
export const dovecot: Dialect = {
  id: 'dovecot',
  logsources: dovecotSource,
  read(text, start, put) {
    service.lastIndex = start
    const match = service.exec(text)
    if (match === null) return undefined
    const [, name = '', owner, says = ''] = match
    const body = start + match[0].length
    if (owner !== undefined) {
      if (!ending.test(says)) return undefined
      put('service', name, start, start + name.length)
      put('user', owner, start + name.length + 1, start + name.length + 1 + owner.length)
      put('action', 'logout', body - says.length, body)
      return dovecotEnd
    }
    const outcome = /^Login:/.test(says) ? 'success' : 'failure'
    put('service', name, start, start + name.length)
    put('action', 'login', body - says.length, body)
    put('outcome', outcome, body - says.length, body)
    const pairs = text.indexOf('user=<', body - 1)
    if (pairs < 0) return dovecotLogin
    readPairs(text, pairs, (key, value, from, to) => {
      // A name may hold spaces: it ends at its bracket.
      if (key !== 'user') put(key, value, from, to)
    })
    const close = text.indexOf('>', pairs)
    if (close > pairs + 6) put('user', text.slice(pairs + 6, close), pairs + 6, close)
    return dovecotLogin
  },
}

const service =
  /((?:imap|pop3|managesieve|submission|lmtp|auth)(?:-login|-worker)?)(?:\(([^)<]{1,255})\))?(?:<[^>]{0,64}>){0,2}: (?:Info: )?(Login:|Aborted login[^:,]{0,64}|Disconnected[^:,]{0,128}|Logged out|Connection closed)/y
const ending = /^(?:Disconnected|Logged out|Connection closed)/
