import type { ColumnName, EventRow, Native } from '@tocsin/event'
import { addressOf } from './address.ts'
import { integerOf, textOf } from './growing.ts'

/** UTF-16 units of one text column. The whole value stays in `native`. */
const maxText = 8192

/** An OCSF row while it is filled. */
export type GrowingRow = { -readonly [Name in keyof EventRow]: string | number | boolean }

/** Sets a text column, unless the value says nothing. */
export function setText(row: GrowingRow, column: ColumnName, text: string | undefined): void {
  if (text !== undefined && text !== '' && text !== '-') row[column] = text.length > maxText ? cutText(text) : text
}

export function setInteger(row: GrowingRow, column: ColumnName, number: number | undefined): void {
  if (number !== undefined) row[column] = number
}

/** Sets a column of type address, in canonical form, where the text is an address. */
export function setAddress(row: GrowingRow, column: ColumnName, text: string | undefined): void {
  const address = addressOf(text)
  if (address !== undefined) row[column] = address
}

/** Which native fields fill which columns, by the column's type. */
export interface RowPlan {
  readonly text?: readonly (readonly [ColumnName, string])[]
  readonly integers?: readonly (readonly [ColumnName, string])[]
  readonly addresses?: readonly (readonly [ColumnName, string])[]
}

/** Fills columns from native fields; of several fields for one column, the last that says something stays. */
export function fillRow(row: GrowingRow, fields: Native, plan: RowPlan): void {
  if (plan.text) for (const [column, name] of plan.text) setText(row, column, textOf(fields, name))
  if (plan.integers) for (const [column, name] of plan.integers) setInteger(row, column, integerOf(fields, name))
  if (plan.addresses) for (const [column, name] of plan.addresses) setAddress(row, column, textOf(fields, name))
}

// Not between the halves of a pair.
function cutText(text: string): string {
  const last = text.charCodeAt(maxText - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxText - 1 : maxText)
}
