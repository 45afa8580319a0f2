import type { KnownPeople } from './known-people.ts'
import { foldedName, isPseudonym } from './pseudonym.ts'

/** Columns whose whole value is an account's name (docs/guide/people.md). */
const accountFields = new Set(['user.name', 'actor.user.name'])
/** Members that name those who work with Tocsin, or a thing: never a person of an event. */
const ours = new Set(['owner', 'by', 'who', 'createdBy', 'id', 'source', 'realm', 'origin', 'decoder', 'kind', 'level'])
/** Members that hold bytes. */
const raw = new Set(['base64', 'raw', 'hex'])

export interface LensOptions {
  /** Cells of grouped rows that hold an account's name: `key0`. */
  readonly cells?: readonly string[]
  /** Whether the bytes of frames may stay in the answer. */
  readonly bytes: 'kept' | 'left-out'
}

/**
 * An answer with pseudonyms in place of people's names.
 *
 * Whole values of account fields and observables of kind account are replaced; in every other text only names that are
 * known, word by word: a command line or a path may hold a name, and mostly holds none.
 */
export function underLens<Answer>(known: KnownPeople, answer: Answer, options: LensOptions): Answer {
  const cells = new Set([...accountFields, ...(options.cells ?? [])])
  // Names that only this answer tells are known before its texts are read.
  learn(known, answer, cells, 0)
  const spaced = known.spaced()
  return replaced(answer, undefined) as Answer

  function replaced(value: unknown, member: string | undefined): unknown {
    if (typeof value === 'string') {
      if (member !== undefined && ours.has(member)) return value
      if (member === undefined || !cells.has(member)) return inText(known, value, spaced)
      const list = listIn(value)
      return list === undefined
        ? (known.learn(value) ?? value)
        : JSON.stringify(
            list.map((one) => (typeof one === 'string' ? (known.learn(one) ?? one) : replaced(one, member))),
          )
    }
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((one) => replaced(one, member))
    const out: Record<string, unknown> = {}
    const account = isAccount(value) || isAccountField(value)
    const counted = countsAccounts(value)
    for (const [name, inner] of Object.entries(value)) {
      if (counted && name === 'values' && Array.isArray(inner)) {
        out[name] = inner.map((one: unknown) =>
          isValue(one) ? { ...one, value: known.learn(one.value) ?? one.value } : replaced(one, name),
        )
        continue
      }
      if (options.bytes === 'left-out' && raw.has(name) && typeof inner === 'string') continue
      const whole = account && name === 'value' && typeof inner === 'string'
      out[name] = whole ? (known.learn(inner) ?? inner) : replaced(inner, name)
    }
    // Where a value was replaced, the places that matched in it are no longer there.
    if ('ranges' in out && 'value' in out && out['value'] !== (value as Record<string, unknown>)['value']) {
      out['ranges'] = []
    }
    return out
  }
}

function learn(known: KnownPeople, value: unknown, cells: ReadonlySet<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 40) return
  if (Array.isArray(value)) {
    for (const one of value) learn(known, one, cells, depth + 1)
    return
  }
  const account = isAccount(value) || isAccountField(value)
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      if (!cells.has(name) && !(account && name === 'value')) continue
      for (const one of listIn(inner) ?? [inner]) if (typeof one === 'string' && !isPseudonym(one)) known.learn(one)
    } else learn(known, inner, cells, depth + 1)
  }
}

/** The values of a cell that holds the most frequent ones: the JSON text of their list (`top` in the query). */
function listIn(cell: string): readonly unknown[] | undefined {
  if (!cell.startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(cell)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isAccount(value: object): boolean {
  return 'kind' in value && value.kind === 'account' && 'value' in value
}

/** The most frequent values of an account field. */
function countsAccounts(value: object): boolean {
  return 'field' in value && typeof value.field === 'string' && accountFields.has(value.field) && 'values' in value
}

function isValue(value: unknown): value is { readonly value: string } {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string'
}

function isAccountField(value: object): boolean {
  return 'field' in value && typeof value.field === 'string' && accountFields.has(value.field) && 'value' in value
}

// What an account's name is written with; separators of paths, URLs and command lines end it.
const word = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}._@+-]*/gu

/** A text with the known names in it replaced. Linear in its length. */
export function inText(known: KnownPeople, text: string, spaced: readonly string[] = known.spaced()): string {
  if (text.length < 3) return text
  let out = text
  for (const name of spaced) out = withoutName(out, name, known.find(name))
  return out.replace(word, (found) => pseudonymIn(known, found) ?? found)
}

function pseudonymIn(known: KnownPeople, found: string): string | undefined {
  const bare = found.replace(/[._@+-]+$/, '')
  const end = found.slice(bare.length)
  const whole = nameable(bare) ? known.find(foldedName(bare)) : undefined
  if (whole !== undefined) return `${whole}${end}`
  const at = bare.indexOf('@')
  if (at <= 0) return undefined
  const local = nameable(bare.slice(0, at)) ? known.find(foldedName(bare.slice(0, at))) : undefined
  return local === undefined ? undefined : `${local}${bare.slice(at)}${end}`
}

/** One or two letters, or digits alone, are too often something else. */
function nameable(text: string): boolean {
  return text.length >= 3 && !/^\d+$/.test(text)
}

function withoutName(text: string, name: string, pseudonym: string | undefined): string {
  if (pseudonym === undefined) return text
  const folded = text.toLowerCase()
  // Letters whose lower case has another length would shift the places.
  if (folded.length !== text.length) return text
  let out = ''
  let from = 0
  for (let at = folded.indexOf(name); at >= 0; at = folded.indexOf(name, at + name.length)) {
    out += text.slice(from, at) + pseudonym
    from = at + name.length
  }
  return out + text.slice(from)
}
