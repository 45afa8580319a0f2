import type { Node } from './detection.ts'
import { fold, foldUnit } from './fold.ts'

/**
 * How unlikely it is to meet a text in events, judged by how often rules speak of its parts.
 *
 * What many rules mention (`\windows\system32`, `.exe`) is what logs are full of; what one rule alone mentions is
 * rare. So the rules themselves tell which part of a text is worth looking for; only a few words that fill logs and
 * that rules seldom mention are added.
 */
export interface Rarity {
  /** Bits of surprise; the more, the rarer. */
  bits(text: string): number
  /** The part of a text, at most `length` long, that is the rarest. */
  window(text: string, length: number): string
  /** In how many different whole values of a field rules are interested. */
  values(field: string): number
}

const buckets = 1 << 15

export function rarityIn(nodes: Iterable<Node>): Rarity {
  const counts = new Uint32Array(buckets)
  const values = new Map<string, Set<string>>()
  const seen = new WeakSet<Node>()
  const visit = (node: Node) => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) visit(child)
    else if (node.kind === 'not') visit(node.node)
    else if (node.test.kind === 'text') {
      const { pattern } = node.test
      for (const part of pattern) if (part.kind === 'text') count(counts, part.text)
      const [only] = pattern
      if (node.kind === 'ask' && pattern.length === 1 && only?.kind === 'text') {
        const whole = values.get(node.field) ?? new Set()
        values.set(node.field, whole.add(fold(only.text)))
      }
    }
  }
  for (const node of nodes) visit(node)
  for (const text of everywhere) count(counts, text, weight)
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  const surprise = Float32Array.from(counts, (count) => Math.log2((2 * most) / (1 + count)))
  const bitsOf = (text: string) => {
    let bits = 0
    for (let at = 0; at < Math.min(text.length, 2); at++) bits += text.charCodeAt(at) < 128 ? 2 : 12
    for (let at = 2; at < text.length; at++) bits += surprise[bucket(text, at)] ?? 0
    return bits
  }
  return {
    bits: bitsOf,
    window: (text, length) => {
      if (text.length <= length) return text
      let best = 0
      let most = -1
      for (let from = 0; from + length <= text.length; from++) {
        const bits = bitsOf(text.slice(from, from + length))
        if (bits > most) {
          most = bits
          best = from
        }
      }
      return text.slice(best, best + length)
    },
    values: (field) => values.get(field)?.size ?? 0,
  }
}

/** Texts that nearly every Windows host writes all day. */
const everywhere = [
  '\\ntdll.dll+',
  '\\kernelbase.dll+',
  '\\kernel32.dll+',
  '\\svchost.exe',
  '\\lsass.exe',
  'c:\\windows\\system32\\',
]
const weight = 2000

function count(counts: Uint32Array, text: string, times = 1): void {
  for (let at = 2; at < text.length; at++) {
    const three = bucket(text, at)
    counts[three] = (counts[three] ?? 0) + times
  }
}

/** Of the three characters up to `at`, folded. */
function bucket(text: string, at: number): number {
  const a = foldUnit(text.charCodeAt(at - 2))
  const b = foldUnit(text.charCodeAt(at - 1))
  const c = foldUnit(text.charCodeAt(at))
  return (Math.imul(a, 0x9e5) ^ Math.imul(b, 0x61) ^ c) & (buckets - 1)
}

/** How usual a piece of text is, by its characters and by what fills logs; the less, the rarer. */
export function usualness(text: string): number {
  let sum = text.length < 4 ? (everyday.includes(text) ? 30 : 0) : pieces.test(text) ? 30 : 0
  for (const char of text) sum += usual.get(char) ?? 1
  return sum
}

/** Rough frequency of characters in paths, command lines and messages. */
const usual = new Map([...'etainosrldcmwupf\\.'].map((char, rank) => [char, 6 - rank / 4]))

/** Pieces that stand in nearly every record of some kind. */
const pieces =
  /\.exe|\.dll|\\win|wind|indo|ndow|dows|ows\\|syst|yste|stem|tem3|em32|m32\\|serv|ervi|rvic|vice|host|user|sers|micr|icro|cros|roso|osof|soft|prog|rogr|ogra|gram|powe|ower|wers|ersh|rshe|shel|hell|http|file|iles|proc|roce|oces|cess|rity|rame|name|ame:|me: |\w: |\.com|c:\\|data|ata\\|appd|loca|ocal|temp|vers|ersi|sion|ion |tion| pro| acc| val|00|11|ffff/

/** The same for pieces of three characters. */
const everyday =
  'windows system32 syswow64 microsoft software program files users powershell.exe .dll services.exe svchost.exe rpcss process security name data appdata local temp version operation account value .com logon source direct provider task event image command line description company target object access thread start network address port host remote string created call trace kernelbase ntdll unknown registry setvalue context engine module parameter binding invoke script block message format info computer domain group guid rule utc time record channel 0000 type level hash sha1 md5 sha256 imphash signature status valid'
