import { TocsinError } from '@tocsin/kit'

/** What the exit code says. Documented in docs/guide/commands.md. */
export const exitCodes = { done: 0, failed: 1, usage: 2, found: 3 } as const

/** Says what went wrong, where, and what to do about it, on standard error. */
export function tell(error: unknown): number {
  if (error instanceof TocsinError) {
    process.stderr.write(`${plain(error.message)}${error.where === undefined ? '' : ` (${plain(error.where)})`}\n`)
    if (error.fix !== undefined) process.stderr.write(`  ${plain(error.fix)}\n`)
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  }
  return exitCodes.failed
}

/** One line of JSON on standard output. */
export function json(value: unknown): void {
  print(JSON.stringify(value))
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Text from outside, made safe for a terminal: control characters and direction overrides are shown, not obeyed. */
export function plain(text: string): string {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    out += obeyed(code) ? `\\u${code.toString(16).padStart(4, '0')}` : character
  }
  return out
}

/** C0 without tab and newline, DEL, C1, and the marks that turn the direction of text. */
function obeyed(code: number): boolean {
  return (
    (code < 0x20 && code !== 0x09 && code !== 0x0a) ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  )
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
