import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Dialect, Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'
import { readPairs } from '../wire/pairs.ts'

const logsources: readonly LogSource[] = [
  { category: 'firewall' },
  { product: 'linux', category: 'firewall' },
  { product: 'linux', service: 'kernel' },
]

const aliases: Aliases = [
  ['src_ip', 'SRC'],
  ['src_port', 'SPT'],
  ['dst_ip', 'DST'],
  ['dst_port', 'DPT'],
  ['protocol', 'PROTO'],
]

const said: Said = { logsources, aliases, derive, kind: [4001, 6] }
const denied: Said = { ...said, kind: [4001, 5] }

/** Reads the kernel's log lines of iptables and nftables (nf_log_syslog.c, `IN= OUT= SRC= DST=`); see SPEC.md. */
export const netfilter: Dialect = {
  id: 'netfilter',
  logsources,
  read(text, start, put) {
    const at = text.indexOf('IN=', start)
    if (at < 0 || at > start + 128 || !text.includes(' SRC=', at) || !text.includes(' DST=', at)) return undefined
    if (at > start && text.charCodeAt(at - 1) !== 32 && text.charCodeAt(at - 1) !== 58) return undefined
    const prefix = prefixOf(text, start, at)
    if (prefix.end > prefix.start) put('prefix', text.slice(prefix.start, prefix.end), prefix.start, prefix.end)
    const flags: string[] = []
    let inner = false
    readPairs(
      text,
      at,
      // An ICMP error repeats the packet that it answers in brackets: the first of a name is the packet's own.
      (key, value, from, to) => {
        inner ||= key.startsWith('[')
        if (!inner) put(key, value, from, to)
      },
      (word) => {
        inner ||= word.startsWith('[')
        if (!inner && flags.length < 16 && /^[A-Z]{2,4}$/.test(word)) flags.push(word)
      },
    )
    if (flags.length > 0) put('flags', flags.join(','), at, text.length)
    return isDenied(text.slice(prefix.start, prefix.end)) ? denied : said
  },
}

// `[12345.678901] [UFW BLOCK] `: the uptime is not the rule's own prefix.
function prefixOf(text: string, start: number, end: number): { start: number; end: number } {
  const uptime = /^\[ {0,8}\d{1,10}\.\d{1,9}\] ?/.exec(text.slice(start, start + 32))
  let last = end
  while (last > start && (text.charCodeAt(last - 1) === 32 || text.charCodeAt(last - 1) === 58)) last--
  return { start: Math.min(start + (uptime?.[0].length ?? 0), last), end: last }
}

// The rule's author chooses the prefix; these words are what UFW, firewalld and most authors write.
function isDenied(prefix: string): boolean {
  return /block|drop|den(?:y|ied)|reject/i.test(prefix)
}

function derive(native: Native, derived: Map<string, Value>): void {
  const prefix = textOf(native, 'prefix') ?? ''
  if (isDenied(prefix)) derived.set('action', 'deny')
  else if (/allow|accept|pass/i.test(prefix)) derived.set('action', 'accept')
  const mac = textOf(native, 'MAC')
  // Destination (6 bytes), source (6), type (2).
  if (mac !== undefined && /^(?:[\da-f]{2}:){13}[\da-f]{2}$/i.test(mac)) derived.set('src_mac', mac.slice(18, 35))
}
