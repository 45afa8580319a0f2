import type { Native, Value } from '@tocsin/event'
import type { Aliases } from '../wire/dialect.ts'

/** The other names that rules use for what an access log says (taxonomy appendix, webserver and proxy). */
export const webAliases: Aliases = [
  ['src_ip', 'c-ip'],
  ['c-uri', 'cs-uri'],
  ['c-uri-stem', 'cs-uri-stem'],
  ['c-uri-query', 'cs-uri-query'],
  ['c-useragent', 'cs-user-agent'],
  ['cs-referrer', 'cs-referer'],
  ['bytes_in', 'sc-bytes'],
]

/** The extension of the file asked for, and the outcome by the status (RFC 9110 §15). */
export function deriveUri(native: Native, derived: Map<string, Value>): void {
  const stem = native.get('cs-uri-stem') ?? derived.get('cs-uri-stem')
  if (typeof stem === 'string') {
    const dot = stem.lastIndexOf('.')
    if (dot > stem.lastIndexOf('/')) derived.set('c-uri-extension', stem.slice(dot + 1))
  }
  const status = Number(native.get('sc-status') ?? derived.get('sc-status'))
  if (status >= 100 && status < 600) derived.set('outcome', status < 400 ? 'success' : 'failure')
}
