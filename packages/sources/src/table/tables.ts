import type { Decoder, LogSource } from '@tocsin/event'
import { decoders } from '../decoders.ts'
import { type Definition, type Problem, readDefinition } from './definition.ts'
import { logsourcesOf, tableDecoder } from './table.ts'
import { failedTests } from './try.ts'

/** A file of a format, by its path in the folder. */
export interface TableFile {
  readonly path: string
  readonly text: string
}

/** What became of the files of formats: those that read lines, and why the others do not. */
export interface Tables {
  readonly definitions: readonly Definition[]
  readonly decoders: readonly Decoder[]
  readonly logsources: readonly LogSource[]
  readonly problems: readonly Problem[]
  /** What they were read from. */
  readonly files: readonly TableFile[]
}

/** Formats that one Tocsin reads, at most. */
export const mostTables = 50

const builtIn = new Set(decoders.map(({ id }) => id))

/**
 * The formats of some files. One that has a problem, or whose own tests fail, is left out and named; the others hold.
 *
 * The same files give the same formats: the first of an id holds, by path.
 */
export function tablesOf(files: readonly TableFile[]): Tables {
  const definitions: Definition[] = []
  const problems: Problem[] = []
  for (const { path, text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const read = readDefinition(path, text)
    if (!read.ok) {
      problems.push(...read.error)
      continue
    }
    const why = outOf(definitions, read.value.id)
    // The year of times without one; no test's outcome hangs on more of it.
    const failed = why === undefined ? failedTests(read.value, testedAt) : []
    if (why !== undefined) problems.push({ path, line: 1, column: 1, ...why })
    else if (failed.length > 0) problems.push(...failed)
    else definitions.push(read.value)
  }
  return {
    definitions,
    decoders: definitions.map(tableDecoder),
    logsources: definitions.flatMap(logsourcesOf),
    problems,
    files,
  }
}

const testedAt = Date.UTC(2026, 0, 1) * 1000

function outOf(
  known: readonly Definition[],
  id: string,
): { readonly reason: string; readonly fix: string } | undefined {
  if (builtIn.has(id))
    return { reason: `${id} is the name of a format that Tocsin reads itself`, fix: 'Choose another id' }
  if (known.some((one) => one.id === id)) return { reason: `another file has the id ${id}`, fix: 'Choose another id' }
  if (known.length >= mostTables) return { reason: `there are ${mostTables} formats already`, fix: 'Remove one' }
  return undefined
}
