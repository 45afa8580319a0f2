import type { Words } from '@tocsin/kit'
import { aliases, fieldsNamed, type SearchField } from './fields.ts'
import type { Field } from './query.ts'

/** What can be written where the cursor is. */
export interface Completion {
  /** The part of the text that an option takes the place of. */
  readonly start: number
  readonly end: number
  /** The most fitting first; at most 50. */
  readonly options: readonly CompletionOption[]
  /** Where a value is being written: whose, and how it begins. The store knows which values there are. */
  readonly value?: { readonly fields: readonly Field[]; readonly begins: string }
}

export interface CompletionOption {
  readonly kind: 'field' | 'operator' | 'keyword' | 'stage' | 'value'
  readonly text: string
  readonly says: Words
}

/** Options in one answer. */
const most = 50

/**
 * What can be written at a cursor: fields with their words, operators, keywords, stages, and values of closed lists.
 *
 * Total and linear in the text: any text and any cursor give an answer, with nothing in it inside of quotation marks.
 *
 * @param registry the fields to offer
 */
export function complete(text: string, cursor: number, registry: readonly SearchField[]): Completion {
  const end = Math.max(0, Math.min(text.length, Math.trunc(cursor) || 0))
  const { quoted, stage } = placeOf(text, end)
  const word = wordBefore(text, end)
  const start = end - word.length
  if (quoted) return { start: end, end, options: [] }
  if (stage !== undefined)
    return { start, end, options: inStage(text.slice(stage, start), word, registry).slice(0, most) }
  const term = /^(-?)([A-Za-z_][A-Za-z0-9_.]*)(:|!=|<=|>=|=|<|>)(.*)$/s.exec(word)
  if (term === null) return bareWord(text, start, end, registry)
  const [, , name = '', sign = '', begins = ''] = term
  const fields = fieldsNamed(name)
  const from = end - begins.length
  if (name.toLowerCase() === 'exists' && sign === ':') {
    return { start: from, end, options: fieldOptions(begins, registry).slice(0, most) }
  }
  const values = fields.flatMap((field) => field.values ?? []).filter((value) => value.startsWith(begins.toLowerCase()))
  const options = values.map(
    (value): CompletionOption => ({ kind: 'value', text: value, says: { en: value, fr: value } }),
  )
  if (fields.length === 0) return { start: from, end, options }
  return {
    start: from,
    end,
    options: options.slice(0, most),
    value: { fields: fields.map(({ name }) => name), begins },
  }
}

/** Whether a place lies inside of quotation marks, and where its stage begins if it is in one. */
function placeOf(text: string, end: number): { readonly quoted: boolean; readonly stage: number | undefined } {
  let quoted = false
  let stage: number | undefined
  for (let i = 0; i < end; i++) {
    const sign = text.charAt(i)
    if (quoted && sign === '\\') i++
    else if (sign === '"') quoted = !quoted
    else if (!quoted && sign === '|') stage = i + 1
  }
  return { quoted, stage }
}

function wordBefore(text: string, end: number): string {
  let start = end
  while (start > 0 && !/[\s()"|,]/u.test(text.charAt(start - 1))) start--
  return text.slice(start, end)
}

function bareWord(text: string, start: number, end: number, registry: readonly SearchField[]): Completion {
  const minus = text[start] === '-' && start < end ? 1 : 0
  const word = text.slice(start + minus, end)
  const known = fieldsNamed(word)
  if (known.length > 0) {
    const signs = operators.filter(({ text }) => text === ':' || text === '!=' || known.every(isNumber))
    return { start: end, end, options: signs }
  }
  const words = keywords.filter(({ text: keyword }) => word !== '' && keyword.startsWith(word.toUpperCase()))
  const joins = word === '' && /[^\s(|]\s+$/u.test(text.slice(0, start)) ? keywords : []
  const options = [...joins, ...fieldOptions(word, registry), ...words]
  return { start: start + minus, end, options: options.slice(0, most) }
}

/** Fields by how well they fit: the name begins so, a part of the name does, a word of its meaning does. */
function fieldOptions(word: string, registry: readonly SearchField[]): readonly CompletionOption[] {
  const sought = fold(word)
  const shown = new Map<string, SearchField>(registry.map((field) => [field.name, field]))
  const short = [...aliases].flatMap(([alias, [first, ...others]]) => {
    const field = shown.get(first)
    if (field === undefined) return []
    const names = [first, ...others].join(', ')
    return [{ text: alias, says: { en: `${field.says.en} (${names})`, fr: `${field.says.fr} (${names})` } }]
  })
  const full = registry.map(({ name, says }) => ({ text: name as string, says }))
  return [...short, ...full]
    .map((option) => ({ option, fits: fitOf(sought, option.text, option.says) }))
    .filter(({ fits }) => fits < 3)
    .sort((a, b) => a.fits - b.fits)
    .map(({ option }): CompletionOption => ({ kind: 'field', ...option }))
}

function fitOf(sought: string, name: string, says: Words): number {
  if (name.startsWith(sought)) return 0
  if (name.split(/[._]/).some((part) => part.startsWith(sought))) return 1
  const words = `${fold(says.en)} ${fold(says.fr)}`.split(/[^\p{L}\p{N}]+/u)
  return words.some((one) => one.startsWith(sought)) ? 2 : 3
}

function inStage(before: string, word: string, registry: readonly SearchField[]): readonly CompletionOption[] {
  const told = before.trim().toLowerCase()
  if (told === '') return stages.filter(({ text }) => text.startsWith(word.toLowerCase()))
  const numbers = /^(sum|avg|percentile [\d.]+)$/.test(told)
  if (numbers || /^(min|max|distinct|approxdistinct)$|^(top|frequent) \d+$|\bby$|,$/.test(told)) {
    return fieldOptions(word, numbers ? registry.filter(isNumber) : registry)
  }
  if (told === 'over') return [{ kind: 'keyword', text: 'time', says: timeSays }]
  if (/^count$|^(sum|avg|min|max|distinct|approxdistinct) \S+$|^(frequent|percentile) \S+ \S+$/.test(told))
    return [{ kind: 'keyword', text: 'by', says: bySays }]
  return []
}

function isNumber({ type }: SearchField): boolean {
  return type === 'integer' || type === 'real'
}

/** Without accents and capitals. */
function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
}

const bySays: Words = { en: 'group by fields', fr: 'grouper par champs' }
const timeSays: Words = { en: 'group by time', fr: 'grouper par temps' }

const operators: readonly CompletionOption[] = (
  [
    [':', 'is; * and ? are wildcards', 'vaut ; * et ? sont des jokers'],
    ['!=', 'is there, and is not', 'est présent, et ne vaut pas'],
    ['>', 'is more than', 'est plus que'],
    ['>=', 'is at least', 'est au moins'],
    ['<', 'is less than', 'est moins que'],
    ['<=', 'is at most', 'est au plus'],
  ] as const
).map(([text, en, fr]) => ({ kind: 'operator', text, says: { en, fr } }))

const keywords: readonly CompletionOption[] = (
  [
    ['AND', 'both hold', 'les deux'],
    ['OR', 'one of both holds', 'l’un des deux'],
    ['NOT', 'the next does not hold', 'le suivant est faux'],
  ] as const
).map(([text, en, fr]) => ({ kind: 'keyword', text, says: { en, fr } }))

const stages: readonly CompletionOption[] = (
  [
    ['count', 'how many events', 'nombre d’événements'],
    ['top', 'the most frequent values of a field', 'valeurs les plus fréquentes d’un champ'],
    ['over', 'by time', 'par temps'],
    ['distinct', 'how many different values', 'nombre de valeurs différentes'],
    ['approxDistinct', 'about how many different values, fast', 'nombre approché de valeurs différentes, rapide'],
    [
      'frequent',
      'the most frequent values, as one cell: frequent 5 user',
      'valeurs les plus fréquentes, en une case : frequent 5 user',
    ],
    [
      'percentile',
      'below which so many per cent lie: percentile 95 bytes.out',
      'sous laquelle se trouvent tant de pour cent : percentile 95 bytes.out',
    ],
    ['sum', 'sum of a number', 'somme d’un nombre'],
    ['avg', 'mean of a number', 'moyenne d’un nombre'],
    ['min', 'least value', 'plus petite valeur'],
    ['max', 'greatest value', 'plus grande valeur'],
  ] as const
).map(([text, en, fr]) => ({ kind: 'stage', text, says: { en, fr } }))
