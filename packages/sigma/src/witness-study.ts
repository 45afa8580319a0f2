import type { Node } from './detection.ts'
import { fold } from './fold.ts'
import { scalarText } from './scalar.ts'
import type { Fields, Scalar } from './value.ts'
import type { Witness, Witnesses } from './witness.ts'

/**
 * Learns from the events of an index which witnesses are rare in truth, for the rules that are named far too often.
 *
 * It counts for a while how often each rule is named, then looks for a while at all that the busiest rules could have been
 * filed under. What it says decides which rules are looked at, never which ones match.
 */
export interface WitnessStudy {
  phase: 'counting' | 'looking' | 'resting'
  /** Events until the next phase. */
  left: number
  rest: number
  /** By rule: how often it was named while counting. */
  readonly named: Int32Array
  looked: Map<Node, Looked>
}

interface Looked {
  readonly any: readonly Witness[]
  held: number
}

const counted = 1024
const lookedAt = 256
/** A rule that more events than this name is looked at. */
const often = counted / 50
const mostRules = 64
const firstRest = 32 * counted

export function witnessStudy(rules: number): WitnessStudy {
  return { phase: 'counting', left: counted, rest: firstRest, named: new Int32Array(rules), looked: new Map() }
}

/**
 * One more event is past.
 *
 * @param choices what a rule could be filed under: the parts of its `and`s that have witnesses
 * @returns once enough is seen, a guess at how often each part's witnesses are held, 0..1
 */
export function studyOn(
  study: WitnessStudy,
  choices: (rule: number) => readonly (readonly [part: Node, witnesses: Witnesses])[],
): ReadonlyMap<Node, number> | undefined {
  study.left--
  if (study.left > 0) return undefined
  if (study.phase === 'resting') {
    study.named.fill(0)
    turnTo(study, 'counting', counted)
    return undefined
  }
  if (study.phase === 'counting') {
    const busy = [...study.named.keys()].filter((rule) => (study.named[rule] ?? 0) > often)
    const parts = busy.slice(0, mostRules).flatMap(choices)
    study.looked = new Map(parts.map(([part, { any }]) => [part, { any, held: 0 }]))
    if (parts.length > 0) turnTo(study, 'looking', lookedAt)
    else turnTo(study, 'resting', study.rest)
    return undefined
  }
  const rates = new Map([...study.looked].map(([part, { held }]) => [part, held / lookedAt]))
  study.looked = new Map()
  study.rest *= 8
  turnTo(study, 'resting', study.rest)
  return rates
}

export function lookAt(study: WitnessStudy, fields: Fields, slots: ReadonlyMap<string, number>): void {
  for (const looked of study.looked.values())
    if (looked.any.some((witness) => isHeld(witness, fields, slots))) looked.held++
}

function turnTo(study: WitnessStudy, phase: WitnessStudy['phase'], left: number): void {
  study.phase = phase
  study.left = left
}

function isHeld({ field, kind, text }: Witness, fields: Fields, slots: ReadonlyMap<string, number>): boolean {
  const passes = (value: Scalar): boolean => {
    const found = scalarText(value)
    if (found === undefined) return kind === 'present'
    if (kind === 'present') return true
    const folded = fold(found)
    if (kind === 'equals') return folded === text
    if (kind === 'prefix') return folded.startsWith(text)
    return kind === 'suffix' ? folded.endsWith(text) : folded.includes(text)
  }
  if (field === '') {
    let held = false
    fields.each((value) => {
      held ||= passes(value)
    })
    return held
  }
  const value = fields.get(slots.get(field) ?? -1)
  if (value === undefined) return false
  return value !== null && typeof value === 'object' ? value.some(passes) : passes(value)
}
