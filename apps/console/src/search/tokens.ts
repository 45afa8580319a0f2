import { err, ok, type Result } from '@tocsin/kit'
import type { Problem } from './problem.ts'

export type Token =
  | { readonly kind: 'open' | 'close' | 'or' | 'not'; readonly at: number }
  | {
      readonly kind: 'term'
      /** Counts characters from 1. */
      readonly at: number
      /** Absent: the text is looked for anywhere. */
      readonly field: string | undefined
      readonly op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
      readonly text: string
      readonly quoted: boolean
    }

// A field's name, then what is asked of it. Names hold letters, digits, points and underscores.
const asked = /([A-Za-z_][A-Za-z0-9_.]*)(:|<=|>=|<|>)/y
// Up to white space or a bracket; addresses of IPv6 hold colons.
const bare = /[^\s()"]+/y
const operators = { ':': 'eq', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const

/** Cuts a query into terms, brackets and the words `or`, `and`, `not`. Linear in the text. */
export function tokens(text: string): Result<readonly Token[], Problem> {
  const out: Token[] = []
  let i = 0
  while (i < text.length) {
    const sign = text[i] ?? ''
    const at = i + 1
    if (/\s/u.test(sign)) i++
    else if (sign === '(' || sign === ')') {
      out.push({ kind: sign === '(' ? 'open' : 'close', at })
      i++
    } else if (sign === '-' && /[^\s)]/u.test(text[i + 1] ?? ' ')) {
      out.push({ kind: 'not', at })
      i++
    } else {
      const read = termAt(text, i)
      if (!read.ok) return read
      if (read.value.token !== undefined) out.push(read.value.token)
      i = read.value.end
    }
  }
  return ok(out)
}

function termAt(text: string, start: number): Result<{ token: Token | undefined; end: number }, Problem> {
  const at = start + 1
  asked.lastIndex = start
  const head = asked.exec(text)
  const field = head?.[1]?.toLowerCase()
  const op = operators[(head?.[2] ?? ':') as keyof typeof operators]
  const from = start + (head?.[0].length ?? 0)
  if (text[from] === '"') {
    const value = quotedAt(text, from)
    if (value === undefined) return err({ kind: 'unclosedQuote', at: from + 1 })
    if (field === undefined && value.text === '') return ok({ token: undefined, end: value.end })
    return ok({ token: { kind: 'term', at, field, op, text: value.text, quoted: true }, end: value.end })
  }
  bare.lastIndex = from
  const value = bare.exec(text)?.[0] ?? ''
  const end = from + value.length
  const word = value.toLowerCase()
  if (field === undefined && (word === 'or' || word === 'not')) return ok({ token: { kind: word, at }, end })
  if (field === undefined && word === 'and') return ok({ token: undefined, end })
  return ok({ token: { kind: 'term', at, field, op, text: value, quoted: false }, end })
}

/** A text between quotation marks; `\"` and `\\` stand for themselves. */
function quotedAt(text: string, open: number): { readonly text: string; readonly end: number } | undefined {
  let out = ''
  for (let i = open + 1; i < text.length; i++) {
    const sign = text[i]
    if (sign === '"') return { text: out, end: i + 1 }
    const next = text[i + 1]
    if (sign === '\\' && (next === '"' || next === '\\')) {
      out += next
      i++
    } else out += sign
  }
  return undefined
}
