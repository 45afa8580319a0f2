import { columnNamed, type Realm, realms } from '@tocsin/event'
import { ok, type Result } from '@tocsin/kit'
import type { SearchField } from './fields.ts'
import { isNetwork } from './network.ts'
import type { Sought } from './parse-word.ts'
import type { Pattern } from './pattern.ts'
import { refuse, type SearchProblem, type Span, said } from './problem.ts'
import type { Comparison, Where } from './query.ts'

/** What is asked of one field: a value, or a comparison with a number. */
export type Operator = Exclude<Comparison, 'ne'>

/** The condition that a written value is for one field, or what is wrong with the value. */
export function conditionOn(
  field: SearchField,
  op: Operator,
  pattern: Pattern,
  at: Span,
): Result<Where, SearchProblem> {
  const { name, type } = field
  if (op !== 'eq' && type !== 'integer' && type !== 'real') {
    return refuse(
      'bad-value',
      at,
      [
        `${name} holds no numbers, so < and > do not order it`,
        `${name} n’est pas un nombre : < et > ne l’ordonnent pas`,
      ],
      [`Write ${name}:value, with * as a wildcard`, `Écrivez ${name}:valeur, avec * comme joker`],
    )
  }
  switch (pattern.kind) {
    case 'any':
      return op === 'eq' ? ok({ kind: 'exists', field: name }) : notNumber(field, '*', at)
    case 'plain':
      return plain(field, op, pattern.text, at)
    case 'unsayable':
      return refuse(
        'bad-wildcard',
        at,
        ['A quoted * or ? cannot stand between wildcards', 'Un * ou ? entre guillemets ne peut suivre un joker'],
        ['Use ? in its place, which stands for any character', 'Mettez ?, qui vaut n’importe quel caractère'],
      )
    default:
      if (type === 'integer' || type === 'real' || type === 'boolean') return notNumber(field, '*', at)
      return pattern.kind === 'like'
        ? ok({ kind: 'like', field: name, pattern: pattern.pattern })
        : ok({ kind: pattern.kind, field: name, text: pattern.text })
  }
}

/** The condition that an expression or a whole word is for one field. */
export function soughtIn({ name, type }: SearchField, sought: Sought): Result<Where, SearchProblem> {
  if (type === 'text' || type === 'address') {
    return sought.kind === 'regex'
      ? ok({ kind: 'regex', field: name, pattern: sought.pattern })
      : ok({ kind: 'token', field: name, text: sought.text })
  }
  return refuse(
    'bad-value',
    sought.at,
    [`${name} is no text`, `${name} n’est pas un texte`],
    [`Write ${name}:22 or ${name}:[1 TO 1023]`, `Écrivez ${name}:22 ou ${name}:[1 TO 1023]`],
  )
}

/** A value as the field's type has it, where a list of values can hold it; nothing where it needs a condition of its own. */
export function listable(field: SearchField, pattern: Pattern): string | number | undefined {
  if (pattern.kind !== 'plain' || field.name === 'realm') return undefined
  switch (field.type) {
    case 'integer':
    case 'real':
      return numberOf(pattern.text)
    case 'text':
      return pattern.text
    case 'address':
      return pattern.text.includes('/') ? undefined : pattern.text
    default:
      return undefined
  }
}

/** A number as the store takes it: digits, at most 6 after the point. */
export function numberOf(text: string): number | undefined {
  if (!/^-?\d{1,16}(\.\d{1,6})?$/.test(text)) return undefined
  const value = Number(text)
  // -0 is printed as 0
  return Number.isSafeInteger(Math.trunc(value)) ? value + 0 : undefined
}

export function notNumber({ name, type }: SearchField, text: string, at: Span): ReturnType<typeof refuse> {
  const value = said(text)
  return type === 'boolean'
    ? refuse(
        'bad-value',
        at,
        [
          `${name} is true or false; ${value} is neither`,
          `${name} vaut true ou false ; ${value} n’est ni l’un ni l’autre`,
        ],
        [`Write ${name}:true`, `Écrivez ${name}:true`],
      )
    : refuse(
        'bad-value',
        at,
        [`${name} holds numbers; ${value} is none`, `${name} porte des nombres ; ${value} n’en est pas un`],
        [
          `Write ${name}:22, ${name}>=1024 or ${name}:[1 TO 1023]`,
          `Écrivez ${name}:22, ${name}>=1024 ou ${name}:[1 TO 1023]`,
        ],
      )
}

function plain(field: SearchField, op: Operator, text: string, at: Span): Result<Where, SearchProblem> {
  const { name, type } = field
  switch (type) {
    case 'integer':
    case 'real': {
      const value = numberOf(text)
      return value === undefined ? notNumber(field, text, at) : ok({ kind: 'cmp', field: name, op, value })
    }
    case 'boolean': {
      const value = text.toLowerCase()
      if (value !== 'true' && value !== 'false') return notNumber(field, text, at)
      return ok({ kind: 'cmp', field: name, op: 'eq', value: value === 'true' })
    }
    default:
      if (name === 'realm') return realm(text, at)
      if (type === 'address' && text.includes('/')) return network(field, text, at)
      return ok({ kind: 'cmp', field: name, op: 'eq', value: text })
  }
}

function realm(text: string, at: Span): Result<Where, SearchProblem> {
  const known = realms.find((one): one is Realm => one === text.toLowerCase())
  if (known !== undefined) return ok({ kind: 'realm', realm: known })
  return refuse(
    'bad-value',
    at,
    [`There is no realm ${said(text)}`, `Il n’y a pas de domaine ${said(text)}`],
    [`Use one of ${realms.join(', ')}`, `Prenez l’un de ${realms.join(', ')}`],
  )
}

function network({ name }: SearchField, text: string, at: Span): Result<Where, SearchProblem> {
  // Only addresses have a network, and the registry has no address outside of its columns
  if (isNetwork(text) && isColumn(name)) return ok({ kind: 'cidr', field: name, network: text })
  return refuse(
    'bad-value',
    at,
    [`${said(text)} is no network`, `${said(text)} n’est pas un réseau`],
    ['Write it like 10.0.0.0/8 or 2001:db8::/32', 'Écrivez-le comme 10.0.0.0/8 ou 2001:db8::/32'],
  )
}

function isColumn(name: SearchField['name']): name is Extract<Where, { kind: 'cidr' }>['field'] {
  return columnNamed(name) !== undefined
}
