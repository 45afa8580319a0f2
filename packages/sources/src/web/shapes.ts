import type { Native, Value } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { deriveUri } from './uri.ts'

// Of nginx `log_format ... escape=json` the names are the operator's choice; those of nginx's own variables are usual.
const nginxNames: Aliases = [
  ['c-ip', 'remote_addr', 'http_x_real_ip'],
  ['src_ip', 'remote_addr'],
  ['cs-username', 'remote_user'],
  ['cs-method', 'request_method'],
  ['cs-uri', 'request_uri', 'uri'],
  ['cs-version', 'server_protocol'],
  ['cs-host', 'http_host', 'host', 'server_name'],
  ['sc-status', 'status'],
  ['sc-bytes', 'body_bytes_sent', 'bytes_sent'],
  ['cs-referer', 'http_referer', 'http_referrer'],
  ['cs-user-agent', 'http_user_agent'],
]
// Caddy's JSON access log (caddyserver.com, log module).
const caddyNames: Aliases = [
  ['c-ip', 'request.client_ip', 'request.remote_ip'],
  ['src_ip', 'request.client_ip', 'request.remote_ip'],
  ['cs-username', 'user_id'],
  ['cs-method', 'request.method'],
  ['cs-uri', 'request.uri'],
  ['cs-version', 'request.proto'],
  ['cs-host', 'request.host'],
  ['sc-status', 'status'],
  ['sc-bytes', 'size'],
  ['cs-referer', 'request.headers.Referer'],
  ['cs-user-agent', 'request.headers.User-Agent'],
]
// Traefik's JSON access log (doc.traefik.io, access logs).
const traefikNames: Aliases = [
  ['c-ip', 'ClientHost'],
  ['src_ip', 'ClientHost'],
  ['cs-username', 'ClientUsername'],
  ['cs-method', 'RequestMethod'],
  ['cs-uri', 'RequestPath'],
  ['cs-version', 'RequestProtocol'],
  ['cs-host', 'RequestHost'],
  ['sc-status', 'DownstreamStatus'],
  ['sc-bytes', 'DownstreamContentSize'],
  ['cs-referer', 'request_Referer'],
  ['cs-user-agent', 'request_User-Agent'],
]

function shape(id: string, aliases: Aliases, fields: readonly string[]): Shape {
  const logsources = [{ category: 'webserver' }, { product: id, category: 'webserver' }]
  const said: Said = { logsources, product: id, aliases, derive, kind: [4002, 99] }
  return { id, logsources, tell: (native) => (fields.every((field) => native.has(field)) ? said : undefined) }
}

/** JSON access logs of nginx, Caddy and Traefik. */
export const webShapes: readonly Shape[] = [
  shape('nginx', nginxNames, ['remote_addr', 'status', 'request_method']),
  shape('nginx', nginxNames, ['remote_addr', 'status', 'request']),
  shape('caddy', caddyNames, ['request.method', 'request.uri', 'status']),
  shape('traefik', traefikNames, ['ClientHost', 'RequestMethod', 'DownstreamStatus']),
]

function derive(native: Native, derived: Map<string, Value>): void {
  const request = native.get('request')
  if (typeof request === 'string' && !derived.has('cs-uri')) {
    const [method = '', uri = '', version = ''] = request.slice(0, 8192).split(' ')
    if (uri !== '') {
      derived.set('cs-method', method)
      derived.set('cs-uri', uri)
      if (version !== '') derived.set('cs-version', version)
    }
  }
  for (const name of ['cs-user-agent', 'cs-referer']) {
    const value = derived.get(name)
    if (Array.isArray(value) && value.length === 1) derived.set(name, value[0])
  }
  const agent = derived.get('cs-user-agent')
  if (agent !== undefined) derived.set('c-useragent', agent)
  const uri = derived.get('cs-uri')
  if (typeof uri === 'string') {
    const mark = uri.indexOf('?')
    derived.set('c-uri', uri)
    derived.set('cs-uri-stem', mark < 0 ? uri : uri.slice(0, mark))
    if (mark >= 0) {
      derived.set('cs-uri-query', uri.slice(mark + 1))
      derived.set('c-uri-query', uri.slice(mark + 1))
    }
  }
  deriveUri(native, derived)
}
