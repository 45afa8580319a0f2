/** What a rule asks of an event, as a tree. Fields are names here; the engine turns them into slots. */
export type Node =
  | { readonly kind: 'and'; readonly nodes: readonly Node[] }
  | { readonly kind: 'or'; readonly nodes: readonly Node[] }
  | { readonly kind: 'not'; readonly node: Node }
  | { readonly kind: 'ask'; readonly field: string; readonly test: Test }
  | { readonly kind: 'keyword'; readonly test: TextTest | RegexTest }

/** What is asked of one field; an absent field fails all but `null` and `exists: false`. */
export type Test =
  | TextTest
  | RegexTest
  | { readonly kind: 'cidr'; readonly network: string; readonly bytes: readonly number[]; readonly bits: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly wanted: 'present' | 'absent' }
  | { readonly kind: 'fieldref'; readonly other: string; readonly how: TextRelation; readonly cased: boolean }
  | {
      readonly kind: 'number'
      readonly part: DatePart | undefined
      readonly is: 'lt' | 'lte' | 'gt' | 'gte' | 'eq'
      readonly than: number
    }

export interface TextTest {
  readonly kind: 'text'
  /** The whole text must fit; `contains` has put its stars already. */
  readonly pattern: readonly Part[]
  readonly cased: boolean
}

export interface RegexTest {
  readonly kind: 'regex'
  readonly source: string
  /** Some of `ims`, in this order. */
  readonly flags: string
}

export type TextRelation = 'equals' | 'contains' | 'startswith' | 'endswith'
export type DatePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

/** One piece of a text pattern. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `*`: any text, the empty one too. */
  | { readonly kind: 'many' }
  /** `?`: exactly one UTF-16 code unit. */
  | { readonly kind: 'one' }
  /** Any one of `- / – — ―`, from `windash`. */
  | { readonly kind: 'dash' }
