import type { Scalar } from './value.ts'

/** A value as the text that rules compare: numbers in decimal, booleans as words. Null has no text. */
export function scalarText(value: Scalar): string | undefined {
  if (typeof value === 'string') return value
  return value === null ? undefined : String(value)
}

/** A value as a number: numbers, and texts that are a decimal number. */
export function scalarNumber(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.length > 40 || !decimal.test(value)) return undefined
  return Number(value)
}

const decimal = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/
