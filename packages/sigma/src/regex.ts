import { RE2JS } from 're2js'
import type { RegexTest } from './detection.ts'
import { refuse } from './refuse.ts'

/** A compiled regular expression that takes time linear in the text, whatever the pattern (RE2). */
export interface LinearRegex {
  test(text: string): boolean
  /** [start, end) of the first matches, at most `limit`. */
  find(text: string, limit: number): [number, number][]
}

/** Splits leading inline flags such as `(?i)` off a pattern; `re` sub-modifiers add to them. */
export function regexTest(source: string, modifiers: ReadonlySet<string>): RegexTest {
  const inline = /^\(\?([ims]+)\)/.exec(source)
  const flags = new Set([...(inline?.[1] ?? ''), ...modifiers])
  return {
    kind: 'regex',
    source: source.slice(inline?.[0].length ?? 0),
    flags: [...'ims'].filter((flag) => flags.has(flag)).join(''),
  }
}

export function compileRegex(test: RegexTest): LinearRegex {
  let flags = 0
  if (test.flags.includes('i')) flags |= RE2JS.CASE_INSENSITIVE
  if (test.flags.includes('m')) flags |= RE2JS.MULTILINE
  if (test.flags.includes('s')) flags |= RE2JS.DOTALL
  const compiled = RE2JS.compile(test.source, flags)
  return {
    test: (text) => compiled.test(text),
    find: (text, limit) => {
      const found: [number, number][] = []
      const matcher = compiled.matcher(text)
      while (found.length < limit && matcher.find()) found.push([matcher.start(), matcher.end()])
      return found
    },
  }
}

const compiled = new WeakMap<RegexTest, LinearRegex>()

/** The same, made once for each test of a rule. */
export function compiledRegex(test: RegexTest): LinearRegex {
  const known = compiled.get(test)
  if (known !== undefined) return known
  const made = compileRegex(test)
  compiled.set(test, made)
  return made
}

const maxLength = 4000

/** Refuses what a linear-time engine cannot run: look-around, back-references, and patterns beyond bounds. */
export function checkRegex(test: RegexTest, at: number): void {
  if (test.source.length > maxLength)
    refuse(at, `the regular expression is longer than ${maxLength} characters`, 'Split it')
  try {
    compileRegex(test)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const lookaround = /\(\?<?[=!]/.test(test.source)
    refuse(
      at,
      lookaround
        ? 'the regular expression looks around with (?= (?! (?<= or (?<!, which Sigma does not have'
        : `the regular expression cannot be read: ${reason}`,
      lookaround
        ? 'Put what must not match into a search of its own, and negate it in the condition'
        : 'Use what the specification lists: . ^ $ * + ? {n,m} [] | ()',
    )
  }
}
