import type { Codec } from './codec.ts'
import type { Statement } from './statement.ts'

/** An attribute has one value, on which sources may disagree, or many members, which sources add to. */
export interface Attribute<Value, Count extends 'one' | 'many' = 'one' | 'many'> {
  readonly count: Count
  readonly codec: Codec<Value>
}

export type Schema = Readonly<Record<string, Attribute<unknown>>>

export function one<Value>(codec: Codec<Value>): Attribute<Value, 'one'> {
  return { count: 'one', codec }
}

export function many<Value>(codec: Codec<Value>): Attribute<Value, 'many'> {
  return { count: 'many', codec }
}

/** A record of the city: an id that stays, and what was said of each attribute. */
export interface Entry<Id extends string, S extends Schema> {
  readonly id: Id
  readonly said: Said<S>
}

export type Said<S extends Schema> = {
  readonly [Name in keyof S]?: readonly Statement<AttributeValue<S[Name]>>[]
}

export type AttributeValue<A> = A extends Attribute<infer Value> ? Value : never
