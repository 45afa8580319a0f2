import type { Brand } from '@tocsin/kit'

/** Why something cannot be read, where it stands (a JSON pointer, RFC 6901), and what to do about it. */
export interface Refusal {
  readonly at: string
  readonly reason: string
  readonly fix: string
}

/** Gathers refusals; the list is bounded, the count is not. */
export interface Refusals {
  readonly list: Refusal[]
  count: number
}

export const refusalsKept = 200

export function noRefusals(): Refusals {
  return { list: [], count: 0 }
}

export function refuse(refusals: Refusals, at: string, reason: string, fix: string): undefined {
  refusals.count++
  if (refusals.list.length < refusalsKept) refusals.list.push({ at, reason, fix })
  return undefined
}

/** A reference from one record to another. */
export interface Reference {
  readonly section: string
  readonly id: string
}

/** Reads one kind of value out of JSON. Total: a value, or `undefined` after at least one refusal was gathered. */
export interface Codec<Value> {
  /** What is expected, as the remedy of a refusal. */
  readonly expects: string
  read(value: unknown, at: string, refusals: Refusals): Value | undefined
  /** The records that a value names. */
  references?(value: Value): readonly Reference[]
}

export type ValueOf<C> = C extends Codec<infer Value> ? Value : never

/** A codec out of a function that gives the value or says nothing. */
export function codec<Value>(expects: string, read: (value: unknown) => Value | undefined): Codec<Value> {
  return {
    expects,
    read: (value, at, refusals) =>
      read(value) ?? refuse(refusals, at, `${glimpse(value)} is not ${expects}`, `Give ${expects}`),
  }
}

export function text(most: number): Codec<string> {
  return codec(`a text of 1 to ${most} characters without control characters`, (value) => {
    if (typeof value !== 'string' || value.length === 0 || value.length > most) return undefined
    return plain.test(value) || !unprintable.test(value) ? value : undefined
  })
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): Codec<Choice> {
  const known: ReadonlySet<unknown> = new Set(choices)
  return codec(`one of ${choices.join(', ')}`, (value) => (known.has(value) ? (value as Choice) : undefined))
}

export const flag: Codec<boolean> = codec('true or false', (value) => (typeof value === 'boolean' ? value : undefined))

export function whole(least: number, most: number): Codec<number> {
  return codec(`a whole number from ${least} to ${most}`, (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value + 0 : undefined,
  )
}

export function amount(least: number, most: number): Codec<number> {
  // Adding zero makes -0 a plain 0, which JSON cannot tell apart
  return codec(`a number from ${least} to ${most}`, (value) =>
    typeof value === 'number' && value >= least && value <= most ? value + 0 : undefined,
  )
}

/** Hours, at most ten years. */
export const hours: Codec<number> = amount(0, 87_600)

/** A day, as ISO 8601 writes it. */
export const day: Codec<string> = codec('a day such as 2027-03-31', (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined
  const time = Date.parse(`${value}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value ? undefined : value
})

/** The id of a record: it stands in addresses and file names, so it is plain. */
export const id: Codec<string> = codec('an id of 1 to 128 letters, digits and . _ : @ -', (value) =>
  typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/.test(value) ? value : undefined,
)

/** The id of a record of another section; that it exists is a matter of `check`. */
export function reference<Name extends string>(section: string): Codec<Brand<string, Name>> {
  return {
    expects: id.expects,
    read: (value, at, refusals) => id.read(value, at, refusals) as Brand<string, Name> | undefined,
    references: (value) => [{ section, id: value }],
  }
}

type Fields = Readonly<Record<string, Codec<unknown>>>
type Shape<Required extends Fields, Optional extends Fields> = {
  readonly [Key in keyof Required]: ValueOf<Required[Key]>
} & { readonly [Key in keyof Optional]?: ValueOf<Optional[Key]> }

/** An object with these members and no others. */
export function object<Required extends Fields, Optional extends Fields>(
  required: Required,
  optional: Optional,
): Codec<Shape<Required, Optional>> {
  const names = [...Object.keys(required), ...Object.keys(optional)]
  const expects = `an object of ${names.join(', ')}`
  return {
    expects,
    read: (value, at, refusals) => {
      if (!isObject(value)) return refuse(refusals, at, `${glimpse(value)} is not ${expects}`, `Give ${expects}`)
      const before = refusals.count
      for (const name of Object.keys(value)) {
        if (!names.includes(name))
          refuse(refusals, pointer(at, name), 'this member is unknown', `Members are: ${names.join(', ')}`)
      }
      const read: Record<string, unknown> = {}
      for (const name of names) {
        const member = Object.hasOwn(value, name) ? value[name] : undefined
        const of = required[name] ?? optional[name]
        if (of === undefined || (member === undefined && required[name] === undefined)) continue
        read[name] = of.read(member, pointer(at, name), refusals)
      }
      return refusals.count === before ? (read as Shape<Required, Optional>) : undefined
    },
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function pointer(at: string, name: string | number): string {
  if (typeof name === 'number' || (name.length <= 80 && !/[~/]/.test(name))) return `${at}/${name}`
  return `${at}/${name.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** A short look at a value for a refusal, whatever it is. */
export function glimpse(value: unknown): string {
  if (value === undefined) return 'what is missing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const said = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return said.length > 60 ? `${said.slice(0, 57)}...` : said
}

/** Most texts: looked at many times faster than by their properties in Unicode. */
const plain = /^[ -~]*$/
// Controls, half surrogates, line and paragraph separators, and the marks that turn the direction of text (Unicode TR 36 §2.3)
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
