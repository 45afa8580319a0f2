import type { AssetId, Observable, ZoneId } from '@tocsin/kit'

/** How we know something: seen on the wire, read from a register, said by a person, or supposed from its kind. */
export type Confidence = 'observed' | 'imported' | 'declared' | 'assumed'

/** One thing that somebody or something said of an attribute. An attribute is a list of these; unknown is never zero. */
export interface Statement<Value> {
  readonly value: Value
  readonly source: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly confidence: Confidence
}

export type AssetKind = 'device' | 'controller' | 'gateway' | 'application' | 'account' | 'backup'

/** Something of the city that can be attacked or protected. Ids stay when observables are absorbed. */
export interface Asset {
  readonly id: AssetId
  readonly kind: AssetKind
  readonly name: readonly Statement<string>[]
  readonly zone: readonly Statement<ZoneId>[]
  readonly observables: readonly Observable[]
}
