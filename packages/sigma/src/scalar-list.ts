import type { Scalar, Scalars, Value } from './value.ts'

/** Values of one event, in a list that is used again for the next. */
export interface ScalarList extends Scalars {
  readonly values: Scalar[]
  columns: Int32Array
  count: number
}

export function newScalarList(): ScalarList {
  return { values: [], columns: new Int32Array(64), count: 0 }
}

export function addScalar(list: ScalarList, value: Scalar, column: number): void {
  if (list.count === list.columns.length) {
    const grown = new Int32Array(2 * list.count)
    grown.set(list.columns)
    list.columns = grown
  }
  list.values[list.count] = value
  list.columns[list.count++] = column
}

/** List elements one by one. */
export function addValue(list: ScalarList, value: Value, column: number): void {
  if (value === null || typeof value !== 'object') addScalar(list, value, column)
  else for (const element of value) addScalar(list, element, column)
}
