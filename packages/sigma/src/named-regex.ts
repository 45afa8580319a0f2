import { err, ok, type Result } from '@tocsin/kit'
import { RE2JS } from 're2js'

/** A regular expression with named groups that takes time linear in the text, whatever the pattern (RE2). */
export interface NamedRegex {
  /** In the order of the pattern. */
  readonly groups: readonly string[]
  /** Groups of every kind; and how large the program is that the pattern becomes: what a character costs at worst. */
  readonly captures: number
  readonly size: number
  /** The first match, [start, end) in UTF-16; of each named group that took part, where it stands. */
  exec(text: string): NamedMatch | undefined
}

export interface NamedMatch {
  readonly start: number
  readonly end: number
  readonly groups: readonly (readonly [name: string, start: number, end: number])[]
}

/** Compiles a pattern; `(?P<name>...)` and `(?<name>...)` name groups. The error is the engine's own words. */
export function namedRegex(source: string): Result<NamedRegex, string> {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source)
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause))
  }
  const named = Object.entries(compiled.namedGroups()).sort(([, a], [, b]) => a - b)
  return ok({
    groups: named.map(([name]) => name),
    captures: compiled.groupCount(),
    size: compiled.programSize(),
    exec(text) {
      // Most lines are of another pattern: that is known without looking for groups.
      if (!compiled.test(text)) return undefined
      const matcher = compiled.matcher(text)
      if (!matcher.find()) return undefined
      const groups: (readonly [string, number, number])[] = []
      for (const [name, index] of named) {
        const start = matcher.start(index)
        if (start >= 0) groups.push([name, start, matcher.end(index)])
      }
      return { start: matcher.start(), end: matcher.end(), groups }
    },
  })
}
