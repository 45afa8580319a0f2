import { columnNamed, type Realm, realms } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import { type Field, headFields, type Where } from '../api/event-query.ts'
import type { Problem } from './problem.ts'
import { type Token, tokens } from './tokens.ts'

/** Terms in one query; the API takes 200 conditions, 12 deep. */
const most = 100
const deepest = 8

/**
 * Reads a typed query into the store's typed question.
 *
 * Terms stand side by side (and), `or` between them, `not` or `-` before one, brackets around several. A term is
 * `field:value`, `field>number`, or a word anywhere. Total: any text gives a question or a problem with its place.
 *
 * @returns nothing where the text is empty: then everything is asked for
 */
export function parseQuery(text: string): Result<Where | undefined, Problem> {
  const read = tokens(text)
  if (!read.ok) return read
  if (read.value.length === 0) return ok(undefined)
  if (read.value.length > most) return err({ kind: 'tooMany', at: 1, max: most })
  return parse(read.value, text.length + 1)
}

function parse(all: readonly Token[], end: number): Result<Where, Problem> {
  let at = 0

  const whole = either(0)
  if (!whole.ok) return whole
  const rest = all[at]
  return rest === undefined ? whole : err({ kind: 'strayParen', at: rest.at })

  function either(depth: number): Result<Where, Problem> {
    const of: Where[] = []
    do {
      const next = every(depth)
      if (!next.ok) return next
      of.push(next.value)
    } while (take('or'))
    return ok(of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'or', of })
  }

  function every(depth: number): Result<Where, Problem> {
    const of: Where[] = []
    for (;;) {
      const token = all[at]
      const ends = token === undefined || token.kind === 'close' || token.kind === 'or'
      if (ends && of.length > 0) return ok(of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'and', of })
      if (token?.kind === 'close' && depth === 0) return err({ kind: 'strayParen', at: token.at })
      if (ends) return err({ kind: 'missingTerm', at: token?.at ?? end })
      const next = one(depth)
      if (!next.ok) return next
      of.push(next.value)
    }
  }

  function one(depth: number): Result<Where, Problem> {
    const token = all[at]
    at++
    if (token === undefined || token.kind === 'or' || token.kind === 'close') {
      return err({ kind: 'missingTerm', at: token?.at ?? end })
    }
    if (depth > deepest) return err({ kind: 'tooMany', at: token.at, max: deepest })
    if (token.kind === 'term') return term(token)
    if (token.kind === 'not') {
      const next = one(depth + 1)
      return next.ok ? ok({ kind: 'not', of: next.value }) : next
    }
    const inner = either(depth + 1)
    if (!inner.ok) return inner
    return take('close') ? inner : err({ kind: 'unclosedParen', at: token.at })
  }

  function take(kind: Token['kind']): boolean {
    if (all[at]?.kind !== kind) return false
    at++
    return true
  }
}

type Term = Extract<Token, { readonly kind: 'term' }>

function term({ field: name, op, text, quoted, at }: Term): Result<Where, Problem> {
  if (name === undefined) return ok({ kind: 'anywhere', text })
  const column = columnNamed(name)
  const head = headFields.find((known) => known === name)
  const field: Field | undefined = column?.name ?? head
  if (field === undefined) return err({ kind: 'unknownField', field: name, at })
  if (text === '' && !quoted) return err({ kind: 'missingValue', field: name, at })
  if (text === '*' && !quoted) return ok({ kind: 'exists', field })
  if (field === 'realm') {
    const realm = realms.find((known): known is Realm => known === text.toLowerCase())
    if (realm !== undefined) return ok({ kind: 'realm', realm })
  }
  if (column?.type === 'address' && text.includes('/')) {
    if (!/^[0-9a-f.:]+\/\d{1,3}$/i.test(text)) return err({ kind: 'notAddress', field: name, at })
    return ok({ kind: 'cidr', field: column.name, network: text })
  }
  if (column?.type === 'integer' || column?.type === 'real') {
    const value = Number(text)
    if (!Number.isFinite(value)) return err({ kind: 'notNumber', field: name, value: text, at })
    return ok({ kind: 'cmp', field, op, value })
  }
  if (!quoted && /[*?]/.test(text)) return ok({ kind: 'like', field, pattern: text })
  return ok({ kind: 'cmp', field, op, value: text })
}
