import type { Piece } from './cursor.ts'

/** What a written value means, before a field says which values it can have. */
export type Pattern =
  | { readonly kind: 'plain'; readonly text: string }
  /** `*` alone: any value. */
  | { readonly kind: 'any' }
  | { readonly kind: 'starts' | 'ends' | 'contains'; readonly text: string }
  | { readonly kind: 'like'; readonly pattern: string }
  /** A quoted `*` or `?` between wildcards: the store's pattern has no way to say it. */
  | { readonly kind: 'unsayable' }

/** Reads `*` and `?` outside of quotation marks as wildcards. The simplest condition that means the same is chosen. */
export function patternOf(pieces: readonly Piece[]): Pattern {
  const parts = pieces.flatMap(({ text, quoted }) => (quoted ? [{ sign: '', text }] : cut(text)))
  const wild = parts.filter(({ sign }) => sign !== '')
  const text = parts.map((part) => part.text).join('')
  if (wild.length === 0) return { kind: 'plain', text }
  if (wild.every(({ sign }) => sign === '*')) {
    if (text === '') return { kind: 'any' }
    const first = parts.findIndex((part) => part.text !== '')
    const last = parts.findLastIndex((part) => part.text !== '')
    if (!parts.slice(first, last).some(({ sign }) => sign === '*')) {
      const before = parts.slice(0, first).some(({ sign }) => sign === '*')
      const after = parts.slice(last + 1).some(({ sign }) => sign === '*')
      return { kind: before && after ? 'contains' : before ? 'ends' : 'starts', text }
    }
  }
  if (/[*?]/.test(text)) return { kind: 'unsayable' }
  return { kind: 'like', pattern: parts.map((part) => (part.sign === '' ? part.text : part.sign)).join('') }
}

function cut(text: string): { readonly sign: string; readonly text: string }[] {
  return (text.match(/[*?]|[^*?]+/g) ?? []).map((part) =>
    part === '*' || part === '?' ? { sign: part, text: '' } : { sign: '', text: part },
  )
}
