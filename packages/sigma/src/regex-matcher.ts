import type { RegexTest } from './detection.ts'
import { glanceFor } from './glance.ts'
import type { TextMatcher } from './glob.ts'
import { compiledRegex } from './regex.ts'
import { type ClassRun, regexNeeds } from './regex-literal.ts'

/** More of them only cost time. */
const mostLooks = 3

/** Most texts lack what an expression requires, and to look for that is far cheaper than to run it. */
export function regexMatcher(test: RegexTest): TextMatcher {
  const needs = regexNeeds(test)
  const [only] = needs.runs
  if (needs.isRun && only !== undefined) return runLook(only)
  const regex = compiledRegex(test)
  const looks = [
    ...needs.literals.filter(isTelling).map((literal): TextMatcher => {
      const { expression } = glanceFor([literal])
      return (text) => expression.test(text)
    }),
    ...needs.runs.map(runLook),
  ].slice(0, mostLooks)
  return (text) => {
    for (const look of looks) if (!look(text)) return false
    return regex.test(text)
  }
}

/**
 * [start, end) of the first matches, at most `limit`.
 *
 * An expression that is one long run is read off the text: a general engine keeps thousands of states for its length.
 */
export function regexFinder(test: RegexTest): (text: string, limit: number) => [number, number][] {
  const { runs, isRun } = regexNeeds(test)
  const [run] = runs
  return isRun && run !== undefined ? (text, limit) => findRuns(run, text, limit) : compiledRegex(test).find
}

function findRuns({ native, flags, least, most }: ClassRun, text: string, limit: number): [number, number][] {
  const found: [number, number][] = []
  if (text.length < least) return found
  for (const run of text.matchAll(new RegExp(native, flags))) {
    const [taken] = run
    if (taken.length < least) continue
    // A character of two units is one (UTF-16 surrogate pairs).
    const ends = taken.length > 0 && pairs.test(taken) ? endsOf(taken) : undefined
    const length = ends?.length ?? taken.length
    const endAt = (character: number) =>
      ends === undefined ? character : character === 0 ? 0 : (ends[character - 1] ?? 0)
    for (let from = 0; length - from >= least; ) {
      const to = Math.min(length, from + most)
      found.push([run.index + endAt(from), run.index + endAt(to)])
      if (found.length >= limit) return found
      from = to
    }
  }
  return found
}

const pairs = /[\ud800-\udbff][\udc00-\udfff]/

/** Where each character of a text ends, in units. */
function endsOf(text: string): number[] {
  const ends: number[] = []
  let at = 0
  for (const character of text) {
    at += character.length
    ends.push(at)
  }
  return ends
}

/** A single letter or digit tells nothing. */
function isTelling(literal: string): boolean {
  return literal.length > 1 || /[^\w\s\\/.:-]/.test(literal)
}

/** Whether so many characters (code points) of the class follow each other; linear in the text. */
function runLook({ native, flags, least }: ClassRun): TextMatcher {
  const expression = new RegExp(native, flags)
  return (text) => {
    if (text.length < least) return false
    expression.lastIndex = 0
    for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
      const [run] = found
      if (run.length >= 2 * least || (run.length >= least && [...run].length >= least)) return true
    }
    return false
  }
}
