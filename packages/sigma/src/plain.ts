import { assertNever } from '@tocsin/kit'
import { readAddress } from './address.ts'
import { datePart } from './date-part.ts'
import type { Node, Part, Test } from './detection.ts'
import { fold } from './fold.ts'
import { dashes } from './pattern.ts'
import { compileRegex } from './regex.ts'
import { scalarNumber, scalarText } from './scalar.ts'
import type { Scalar, Value } from './value.ts'

/**
 * Whether an event meets a rule's detection, read straight off the tree: no index, no cache, no shortcut.
 *
 * It is what the engine is compared with. For that it goes its own way wherever the engine is clever.
 */
export function meets(node: Node, event: ReadonlyMap<string, Value>): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.every((child) => meets(child, event))
    case 'or':
      return node.nodes.some((child) => meets(child, event))
    case 'not':
      return !meets(node.node, event)
    case 'ask':
      return passes(node.test, event.get(node.field), event)
    case 'keyword':
      return [...event.values()].some((value) => passes(node.test, value, event))
    default:
      return assertNever(node)
  }
}

function passes(test: Test, value: Value | undefined, event: ReadonlyMap<string, Value>): boolean {
  if (test.kind === 'null') return value === undefined || value === null
  if (test.kind === 'exists') return (value !== undefined) === (test.wanted === 'present')
  return elements(value).some((element) => passesScalar(test, element, event))
}

function passesScalar(
  test: Exclude<Test, { kind: 'null' } | { kind: 'exists' }>,
  value: Scalar,
  event: ReadonlyMap<string, Value>,
): boolean {
  const text = scalarText(value)
  switch (test.kind) {
    case 'text':
      return text !== undefined && fitsWhole(test.pattern.flatMap(single), text, test.cased)
    case 'regex':
      return text !== undefined && compileRegex(test).test(text)
    case 'cidr': {
      const address = typeof value === 'string' ? bitsOf(value) : undefined
      return address !== undefined && sameNetwork(address, test.bytes, test.bits)
    }
    case 'fieldref':
      return elements(event.get(test.other)).some((other) => {
        const [a, b] = [scalarText(value), scalarText(other)]
        if (a === undefined || b === undefined) return false
        const [left, right] = test.cased ? [a, b] : [fold(a), fold(b)]
        if (test.how === 'equals') return left === right
        if (test.how === 'contains') return left.indexOf(right) >= 0
        return test.how === 'startswith'
          ? left.slice(0, right.length) === right
          : left.length >= right.length && left.slice(left.length - right.length) === right
      })
    case 'number': {
      const number = test.part === undefined ? scalarNumber(value) : datePart(value, test.part)
      if (number === undefined) return false
      const sign = Math.sign(number - test.than)
      return { lt: sign < 0, lte: sign <= 0, gt: sign > 0, gte: sign >= 0, eq: sign === 0 }[test.is]
    }
    default:
      return assertNever(test)
  }
}

function elements(value: Value | undefined): readonly Scalar[] {
  if (value === undefined) return []
  return value !== null && typeof value === 'object' ? value : [value]
}

function single(part: Part): Part[] {
  return part.kind === 'text' ? part.text.split('').map((text) => ({ kind: 'text', text })) : [part]
}

/** Walks the pattern part by part, keeping every place of the text that could have been reached by then. */
function fitsWhole(parts: readonly Part[], text: string, cased: boolean): boolean {
  let reached = new Set([0])
  for (const part of parts) {
    const next = new Set<number>()
    for (const at of reached) {
      if (part.kind === 'many') for (let to = at; to <= text.length && !next.has(to); to++) next.add(to)
      else if (at < text.length && takes(part, text.charAt(at), cased)) next.add(at + 1)
    }
    reached = next
  }
  return reached.has(text.length)
}

function takes(part: Part, char: string, cased: boolean): boolean {
  if (part.kind === 'one') return true
  if (part.kind === 'dash') return dashes.includes(char)
  if (part.kind === 'many') return false
  return cased ? part.text === char : fold(part.text) === fold(char)
}

function bitsOf(text: string): string | undefined {
  const bytes = readAddress(text)
  return bytes === undefined ? undefined : binary(bytes)
}

function binary(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
}

function sameNetwork(address: string, bytes: readonly number[], bits: number): boolean {
  const network = binary(bytes)
  const mapped = `${'0'.repeat(80)}${'1'.repeat(16)}`
  const plain =
    network.length === 32 && address.startsWith(mapped) && address.length === 128 ? address.slice(96) : address
  return plain.length === network.length && plain.slice(0, bits) === network.slice(0, bits)
}
