import { type AnyRoute, route } from '@tocsin/capability'
import type { Words } from '@tocsin/kit'
import {
  type Completion,
  type CompletionOption,
  complete,
  type Field,
  searchFields,
  searchLimits,
  writeValue,
} from '@tocsin/query'
import type { Scope } from '@tocsin/store'
import { z } from 'zod'
import type { ValueBook } from './value-book.ts'

const words = z.object({ en: z.string(), fr: z.string() })
const answer = z.object({
  start: z.number(),
  end: z.number(),
  options: z.array(
    z.object({
      kind: z.enum(['field', 'operator', 'keyword', 'stage', 'value']),
      text: z.string(),
      says: words,
      count: z.number().optional(),
    }),
  ),
  /** Why no values are offered: the field names people. */
  withheld: z.boolean(),
})

/** An option as it is offered: a value of the last day comes with how many events had it. */
interface Offered extends CompletionOption {
  readonly count?: number
}

/** Fields that name people, and the message, whose text may. */
const personal = new Set<Field>(['message', ...searchFields.filter((field) => field.personal).map(({ name }) => name)])

/** `GET /api/search/complete`: what can be written at a place of a search. */
export function completeRoute(book: ValueBook): AnyRoute {
  return route<z.infer<typeof asked>, z.infer<typeof answer>>({
    method: 'GET',
    path: '/search/complete',
    permission: 'events.search',
    says: 'What can be written at a place of a search: fields with their words, and real values of the last 24 hours',
    input: asked,
    output: answer,
    handle: ({ input: { text, at }, scope }) =>
      completed(book, scope, text, at === undefined ? text.length : Number(at)),
  })
}

const asked = z.strictObject({
  text: z.string().max(searchLimits.text),
  /** UTF-16 code units before the cursor; the end of the text where it is left out. */
  at: z
    .string()
    .regex(/^\d{1,4}$/)
    .optional(),
})

/** What the language offers, and where a value is being written, the values that there are. */
export async function completed(
  book: ValueBook,
  scope: Scope,
  text: string,
  at: number,
): Promise<z.infer<typeof answer>> {
  const found = complete(text, at, searchFields)
  const fields = found.value?.fields.filter((field) => !personal.has(field)) ?? []
  const withheld = (found.value?.fields.length ?? 0) > fields.length
  const values = (await Promise.all(fields.map((field) => book.top(field, found.value?.begins ?? '', scope)))).flat()
  return { start: found.start, end: found.end, options: [...merged(found, values)], withheld }
}

/** Closed lists with their counts where there are any, then what was seen; each value once, the most frequent first. */
function merged({ options }: Completion, values: readonly { value: string; count: number }[]): readonly Offered[] {
  const counts = new Map<string, number>()
  for (const { value, count } of values) counts.set(value, (counts.get(value) ?? 0) + count)
  const seen = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 20)
  const listed = options.map((option) => {
    const count = option.kind === 'value' ? counts.get(option.text) : undefined
    return count === undefined ? option : { ...option, count }
  })
  const known = new Set(options.map((option) => option.text))
  const fresh = seen
    .filter(([value]) => !known.has(value))
    .map(([value, count]): Offered => ({ kind: 'value', text: writeValue(value), says: same(value), count }))
  return [...listed, ...fresh]
}

function same(value: string): Words {
  const told = value.length > 200 ? `${value.slice(0, 199)}…` : value
  return { en: told, fr: told }
}
