import type { Scalar } from './value.ts'

/** A YAML document as the readers of rules see it, each node with its UTF-16 offset in the file. */
export type Tree = TreeScalar | TreeList | TreeMap

export interface TreeScalar {
  readonly kind: 'scalar'
  readonly value: Scalar
  readonly at: number
}

export interface TreeList {
  readonly kind: 'list'
  readonly items: readonly Tree[]
  readonly at: number
}

export interface TreeMap {
  readonly kind: 'map'
  readonly entries: readonly TreeEntry[]
  readonly at: number
}

export interface TreeEntry {
  readonly key: string
  readonly at: number
  readonly value: Tree
}

export interface TreeDocument {
  readonly root: Tree | undefined
  /** [start, end) in the file. */
  readonly start: number
  readonly end: number
  /** The first syntax error. */
  readonly error: { readonly at: number; readonly reason: string } | undefined
}
