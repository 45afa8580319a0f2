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
