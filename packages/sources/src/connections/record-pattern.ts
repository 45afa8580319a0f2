import { err, ok, type Result } from '@tocsin/kit'
import { namedRegex } from '@tocsin/sigma'

/** What a pattern's program may grow to: what a character costs at worst. */
const largest = 1000

/** Whether a line begins a record, by a pattern of RE2: in time linear in the line. The error is the engine's own words. */
export function recordPattern(source: string): Result<(line: string) => boolean, string> {
  const compiled = namedRegex(source)
  if (!compiled.ok) return err(compiled.error.replace(/^error parsing regexp: /, ''))
  if (compiled.value.size > largest) return err('it grows too large')
  return ok((line) => compiled.value.exec(line) !== undefined)
}
