import type { Part } from './detection.ts'
import { base64, base64Offsets, utf8, utf16, type Wide } from './encoding.ts'
import { dashes, openDashes, readPattern, tidyPattern } from './pattern.ts'
import { refuse } from './refuse.ts'
import type { Scalar } from './value.ts'

/** One value of a rule on its way through the modifiers. */
export interface Operand {
  /** As the rule states it, placeholders filled in: what `re`, `cidr` and numbers are read from. */
  readonly raw: Scalar
  readonly parts: readonly Part[]
  /** True once the text stands for bytes (after `wide`), so that Base64 takes it as it is. */
  readonly bytes: boolean
  readonly at: number
}

export type Placeholders = ReadonlyMap<string, readonly string[]>

export function operandOf(raw: Scalar, at: number): Operand {
  return { raw, parts: raw === null ? [] : readPattern(String(raw)), bytes: false, at }
}

/** The modifiers that turn one text into one or several. */
export const transformations: ReadonlyMap<string, (operand: Operand, placeholders: Placeholders) => Operand[]> =
  new Map<string, (operand: Operand, placeholders: Placeholders) => Operand[]>([
    ['contains', (operand) => [withParts(operand, [many, ...operand.parts, many])]],
    ['startswith', (operand) => [withParts(operand, [...operand.parts, many])]],
    ['endswith', (operand) => [withParts(operand, [many, ...operand.parts])]],
    ['windash', (operand) => [withParts(operand, operand.parts.flatMap(opened))]],
    ['base64', (operand) => literals(operand, 'base64').map((text) => ofText(operand, base64(text), 'text'))],
    [
      'base64offset',
      (operand) =>
        literals(operand, 'base64offset').flatMap((bytes) =>
          base64Offsets(bytes).map((text) => ofText(operand, text, 'text')),
        ),
    ],
    ['wide', (operand) => widened(operand, 'utf16le')],
    ['utf16le', (operand) => widened(operand, 'utf16le')],
    ['utf16be', (operand) => widened(operand, 'utf16be')],
    ['utf16', (operand) => widened(operand, 'utf16')],
    ['expand', expand],
  ])

const many: Part = { kind: 'many' }
/** More variants of one value than this would only slow the rule down: 5 to the power of 5 dashes, nearly. */
const maxVariants = 3125

function withParts(operand: Operand, parts: readonly Part[]): Operand {
  return { ...operand, parts: tidyPattern(parts) }
}

function ofText(operand: Operand, text: string, kind: 'text' | 'bytes'): Operand {
  return { ...operand, parts: tidyPattern([{ kind: 'text', text }]), bytes: kind === 'bytes' }
}

function opened(part: Part): Part[] {
  return part.kind === 'text' ? openDashes(part.text) : [part]
}

/** Wildcards survive: they stand for code units between the encoded texts. */
function widened(operand: Operand, kind: Wide): Operand[] {
  if (operand.parts.some((part) => part.kind === 'many' || part.kind === 'one')) {
    const parts = operand.parts.map(
      (part): Part => (part.kind === 'text' ? { kind: 'text', text: utf16(part.text, kind) } : part),
    )
    if (operand.parts.some((part) => part.kind === 'dash'))
      refuse(operand.at, 'windash and a wildcard come before wide', 'Write the variants out')
    return [{ ...operand, parts, bytes: true }]
  }
  return variants(operand).map((text) => ofText(operand, utf16(text, kind), 'bytes'))
}

/** The texts that a pattern without wildcards stands for, as bytes. */
function literals(operand: Operand, modifier: string): string[] {
  if (operand.parts.some((part) => part.kind === 'many' || part.kind === 'one'))
    refuse(
      operand.at,
      `${modifier} cannot encode a wildcard`,
      `Put ${modifier} before contains, or escape * and ? with \\`,
    )
  return variants(operand).map((text) => (operand.bytes ? text : utf8(text)))
}

function variants(operand: Operand): string[] {
  return operand.parts.reduce<string[]>(
    (texts, part) => {
      const choices = part.kind === 'text' ? [part.text] : [...dashes]
      if (texts.length * choices.length > maxVariants)
        refuse(operand.at, `windash makes more than ${maxVariants} variants`, 'Split the value')
      return texts.flatMap((text) => choices.map((choice) => text + choice))
    },
    [''],
  )
}

/** Fills in `%name%`; an escaped percent sign (`\%`) is plain. */
function expand(operand: Operand, placeholders: Placeholders): Operand[] {
  let texts = ['']
  const source = String(operand.raw ?? '')
  for (const match of source.matchAll(/\\%|%([^%\s\\]{1,200})%|[^\\%]+|[\\%]/g)) {
    const name = match[1]
    const choices = name === undefined ? [match[0] === '\\%' ? '%' : match[0]] : placeholders.get(name)
    if (choices === undefined || choices.length === 0)
      refuse(
        operand.at,
        `the placeholder %${name}% has no values`,
        `Give values to ${name}, or drop the rule: without them it says nothing (Sigma specification 2.1, "Placeholders")`,
      )
    if (texts.length * choices.length > 10_000)
      refuse(operand.at, 'the placeholders make more than 10,000 values', 'Split the value')
    texts = texts.flatMap((text) => choices.map((choice) => text + choice))
  }
  return texts.map((text) => ({ ...operandOf(text, operand.at), bytes: operand.bytes }))
}
