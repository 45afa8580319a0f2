import { err, ok, type Result } from '@tocsin/kit'
import { parse } from 'csv-parse/sync'

/** What is read of a list at most. */
export const listLimits = { bytes: 32 * 1024 * 1024, rows: 200_000, columns: 200, cell: 10_000 } as const

/** Rows with the line that each begins at, from 1; what is no row, with its line. */
export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
  readonly broken: readonly { readonly line: number; readonly reason: string; readonly fix: string }[]
}

export interface ListRefused {
  readonly reason: string
  readonly fix: string
  /** From 1, where it is a matter of one line. */
  readonly line?: number
}

/** Reads bytes as text: UTF-8, UTF-16 with its mark, else Windows-1252, as spreadsheets save. */
export function textOf(bytes: Uint8Array): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined
  if (mark !== undefined) return new TextDecoder(mark).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Reads RFC 4180 and its relatives: comma, semicolon, tab or bar between cells. Total. */
export function readCsv(text: string): Result<Table, ListRefused> {
  if (text.length > listLimits.bytes) {
    return err({ reason: `the list is longer than ${listLimits.bytes / 1024 / 1024} MiB`, fix: 'Send it in parts' })
  }
  const broken: { line: number; reason: string; fix: string }[] = []
  let read: Read[]
  try {
    read = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        broken.push({
          line: lineOf(error) ?? 0,
          reason: sayOf(error?.code),
          fix: 'Close the quotation marks of this line, and double those inside of a cell',
        })
        return undefined
      },
      trim: true,
      info: true,
      max_record_size: listLimits.cell * 20,
      to: listLimits.rows + 2,
    }) as unknown as Read[]
  } catch (error) {
    const line = lineOf(error)
    return err({
      reason: sayOf(typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined),
      fix: 'Save the list as CSV again',
      ...(line === undefined ? {} : { line }),
    })
  }
  const [head, ...rest] = read
  if (head === undefined) return err({ reason: 'the list is empty', fix: 'Give a header line and rows below it' })
  if (rest.length > listLimits.rows) {
    return err({ reason: `the list has more than ${listLimits.rows} rows`, fix: 'Send it in parts' })
  }
  if (head.record.length > listLimits.columns) {
    return err({
      reason: `a row has more than ${listLimits.columns} columns`,
      fix: 'Leave out what is not needed',
      line: 1,
    })
  }
  const rows = rest.map(({ record, info }) => ({ line: info.lines, cells: record.map(unguarded) }))
  return ok({ header: head.record, rows, broken })
}

/** Exports set an apostrophe before what a spreadsheet would run (CWE-1236): it is none of the value. */
function unguarded(cell: string): string {
  const within = cell.replace(/(;\s*)'(?='*[=+\-@])/g, '$1')
  return /^'[=+\-@\t\r]/.test(within) ? within.slice(1) : within
}

function lineOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('lines' in error)) return undefined
  return typeof error.lines === 'number' ? error.lines : undefined
}

interface Read {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

function sayOf(code: string | undefined): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is not closed: the list may have been cut off'
    case 'CSV_MAX_RECORD_SIZE':
      return 'a row is too long: a quotation mark may not be closed'
    default:
      return 'a cell is quoted in part'
  }
}

/** What stands most often between cells in the first line. */
function delimiterOf(text: string): string {
  const line = text.slice(0, 20_000).split(/\r?\n/, 1)[0] ?? ''
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: line.split(mark).length }))
  return counts.sort((a, b) => b.count - a.count)[0]?.mark ?? ','
}
