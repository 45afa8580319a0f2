import { TocsinError } from '@tocsin/kit'
import { exitCodes } from './exit-codes.ts'
import { systemFailure } from './system-failure.ts'

export { exitCodes }

/** Codes of failures that lie in how the command was written. */
const misuse = new Set([
  'no-saved-search',
  'bad-search',
  'bad-query',
  'unknown-source',
  'no-rules-folder',
  'bad-config',
])

/** Says what went wrong, where, and what to do about it, on standard error. @returns the exit code */
export function tell(thrown: unknown): number {
  const error = isTocsinError(thrown) ? thrown : systemFailure(thrown)
  if (error === undefined) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    process.stderr.write(`This is a mistake in Tocsin; please report it with these lines:\n${shownLines(text)}\n`)
    return exitCodes.failed
  }
  process.stderr.write(`${plain(error.message)}${error.where === undefined ? '' : ` (${plain(error.where)})`}\n`)
  if (error.fix !== undefined) process.stderr.write(`  ${plain(error.fix)}\n`)
  return misuse.has(error.code) ? exitCodes.usage : exitCodes.failed
}

/** By its shape too: what a thread threw has lost its class on the way. */
function isTocsinError(thrown: unknown): thrown is TocsinError {
  return thrown instanceof TocsinError || (thrown instanceof Error && thrown.name === 'TocsinError' && 'code' in thrown)
}

/** Of an act on a folder whose audit cannot be written, such as a copy without its keys. */
export function notNoted(why: string): void {
  process.stderr.write(`Not noted in the audit: ${plain(why)}\n`)
}

/** One line of JSON on standard output; what a terminal would obey is written as JSON escapes. */
export function json(value: unknown): void {
  print(JSON.stringify(value).replace(unsafe, escapedUnits))
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * Text from outside on one line, safe for a terminal: what does not print (controls, line breaks, direction overrides,
 * zero-width characters, unassigned ones) is shown as `\u001b`, not obeyed.
 */
export function plain(text: string): string {
  return text.replace(unsafe, escapedUnits)
}

// Cc, Cf (bidirectional and zero-width characters), Cs, Co, Cn, and the line and paragraph separators.
const unsafe = /[\p{C}\p{Zl}\p{Zp}]/gu

/** As JSON and JavaScript write it: a character outside the basic plane is two escapes. */
function escapedUnits(character: string): string {
  let out = ''
  for (let at = 0; at < character.length; at++) {
    out += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
  return out
}

function shownLines(text: string): string {
  return text.split('\n').map(plain).join('\n')
}

/** A line that is written over itself, on a terminal only. */
export function progressLine(): { show(text: string): void; end(): void } {
  const live = process.stderr.isTTY === true
  return {
    show: (text) => {
      if (live) process.stderr.write(`\r\x1b[2K${text}`)
    },
    end: () => {
      if (live) process.stderr.write('\r\x1b[2K')
    },
  }
}

/** Columns padded to their widest cell; the last one is left ragged. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  for (const row of rows) {
    print(
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
  }
}

/** Local to nobody: times are shown in UTC, to the second. */
export function when(milliseconds: number): string {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) < 8.64e15
    ? `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')}Z`
    : 'unknown time'
}
