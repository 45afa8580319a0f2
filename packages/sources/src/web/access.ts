import type { LogSource } from '@tocsin/event'
import type { Dialect, Put, Said } from '../wire/dialect.ts'
import { phrases } from '../wire/phrases.ts'
import { clfTime } from './clf-time.ts'
import { deriveUri, webAliases } from './uri.ts'

const webserver: LogSource = { category: 'webserver' }
const access: Said = { logsources: [webserver], aliases: webAliases, derive: deriveUri, kind: [4002, 99] }

/** Reads lines of access logs (common, combined, vhost_combined) and error logs of nginx and Apache; see SPEC.md. */
export const web: Dialect = {
  id: 'web',
  logsources: [webserver, { product: 'nginx', service: 'nginx' }, { product: 'apache', service: 'apache' }],
  read(text, start, put) {
    const unit = text.charCodeAt(start)
    if (unit === 91) return readError(text, start, put)
    const time = readAccess(text, start, put)
    if (time !== undefined) return { ...access, ...(time > 0 && { time }) }
    return unit >= 48 && unit <= 57 ? readError(text, start, put) : undefined
  },
}

// `host ident user [time] "request" status bytes`; vhost_combined puts `name:port ` in front.
const head =
  /(?:([\w.-]{1,255}):(\d{1,5}) )?([\da-fA-F.:]{2,45}|[\w.-]{1,255}) (\S{1,255}) ([^[]{1,255}) \[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "/y
const tail = /" (\d{3}) (\d{1,15}|-)(?= |$)/y

/** The time in milliseconds since the epoch, 0 where it is none, or nothing where the line is of another form. */
function readAccess(text: string, start: number, put: Put): number | undefined {
  head.lastIndex = start
  const match = head.exec(text)
  if (match === null) return undefined
  const request = start + match[0].length
  const requestEnd = quoteEnd(text, request)
  if (requestEnd === undefined) return undefined
  tail.lastIndex = requestEnd
  const status = tail.exec(text)
  if (status === null) return undefined
  const [, vhost, port, client = '', , user = '', time = ''] = match
  const userAt = request - time.length - 5 - user.length
  const clientAt = start + (vhost === undefined ? 0 : vhost.length + (port ?? '').length + 2)
  put('c-ip', client, clientAt, clientAt + client.length)
  if (vhost !== undefined) put('cs-host', vhost, start, start + vhost.length)
  if (port !== undefined) put('s-port', port, clientAt - 1 - port.length, clientAt - 1)
  if (user !== '-') put('cs-username', user, userAt, userAt + user.length)
  putRequest(text, request, requestEnd, put)
  put('sc-status', Number(status[1]), requestEnd + 2, requestEnd + 5)
  const bytes = status[2] ?? '-'
  if (bytes !== '-') put('sc-bytes', Number(bytes), requestEnd + 6, requestEnd + 6 + bytes.length)
  let at = requestEnd + status[0].length
  for (const name of ['cs-referer', 'cs-user-agent']) {
    if (text.charCodeAt(at) !== 32 || text.charCodeAt(at + 1) !== 34) break
    const end = quoteEnd(text, at + 2)
    if (end === undefined) break
    if (text.slice(at + 2, end) !== '-') put(name, text.slice(at + 2, end), at + 2, end)
    at = end + 1
  }
  return clfTime(time) ?? 0
}

const request = /^([A-Z_-]{1,32}) (\S+)(?: (HTTP\/[\d.]{1,4}))?$/

function putRequest(text: string, start: number, end: number, put: Put): void {
  const line = text.slice(start, end)
  const match = request.exec(line)
  // What is no request (a TLS hello to a plain port, a worm's bytes) is kept as it stands.
  if (match === null) {
    if (line !== '' && line !== '-') put('cs-request', line, start, end)
    return
  }
  const [, method = '', uri = '', version] = match
  put('cs-method', method, start, start + method.length)
  const at = start + method.length + 1
  put('cs-uri', uri, at, at + uri.length)
  const mark = uri.indexOf('?')
  put('cs-uri-stem', mark < 0 ? uri : uri.slice(0, mark), at, at + (mark < 0 ? uri.length : mark))
  if (mark >= 0) put('cs-uri-query', uri.slice(mark + 1), at + mark + 1, at + uri.length)
  if (version !== undefined) put('cs-version', version, end - version.length, end)
}

// Apache escapes a quote as `\"`, nginx as `\x22`.
function quoteEnd(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 34) return at
    if (unit === 92) at++
  }
  return undefined
}

const nginx: Said = { logsources: [{ product: 'nginx', service: 'nginx' }], aliases: [['src_ip', 'c-ip']] }
const apache: Said = { logsources: [{ product: 'apache', service: 'apache' }], aliases: [['src_ip', 'c-ip']] }
const readError = phrases(
  [
    // nginx: `2026/11/20 10:00:00 [error] 812#812: *45 open() "/srv/x" failed (2: ...), client: 198.51.100.7, server: ...`
    [
      '%{word:date} %{word:clock} [%{word:level}] %{int:pid}#%{int:thread}: %{text:error}, client: %{ip:c-ip}, server: %{text:server}, request: "%{word:cs-method} %{word:cs-uri} %{text:cs-version}"',
      {},
      nginx,
    ],
    ['%{word:date} %{word:clock} [%{word:level}] %{int:pid}#%{int:thread}: %{rest:error}', {}, nginx],
    // Apache: `[Fri Nov 20 10:00:00.123456 2026] [core:error] [pid 812:tid 9] [client 198.51.100.7:4242] AH00126: ...`
    ['[%{text:date}] [%{text:level}] [pid %{text:pid}] [client %{ip:c-ip}:%{int:src_port}] %{rest:error}', {}, apache],
    ['[%{text:date}] [%{text:level}] [pid %{text:pid}] %{rest:error}', {}, apache],
  ],
  nginx,
)
