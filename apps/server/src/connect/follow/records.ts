import { type FollowRecords, recordPattern } from '@tocsin/sources'
import type { Lines } from './lines.ts'

/** How lines make records: which line begins one, and how large and how old one grows at most. */
export interface RecordRule {
  readonly begins: (line: Uint8Array) => boolean
  readonly lines: number
  readonly bytes: number
  /** Milliseconds without a new byte after which what is there is a record. */
  readonly quietMs: number
}

/** Records that are cut out of lines, and where each line of the first one ends. */
export interface Records extends Lines {
  readonly firstEnds: readonly number[]
  /** The last one, which more lines may still belong to: not among `records`. */
  readonly open: { readonly record: Uint8Array; readonly start: number; readonly ends: readonly number[] } | undefined
}

const usual = { lines: 500, bytes: 64 * 1024, quietMs: 2000 } as const
/** Bytes of a line that are looked at. */
const looked = 1024

/** The rule of a connection; nothing where each line is a record. */
export function recordRule(records: FollowRecords, decoder: string): RecordRule | undefined {
  if (records === 'line') return undefined
  // PostgreSQL writes statements over several lines, those behind the first with a tab before them.
  if (records === 'auto') return decoder === 'postgresql' ? { ...usual, begins: isNotIndented } : undefined
  if (records === 'indented') return { ...usual, begins: isNotIndented }
  const pattern = recordPattern(records.begins)
  if (!pattern.ok) return undefined
  const { lines, bytes, seconds } = records
  const text = new TextDecoder()
  return {
    begins: (line) => pattern.value(text.decode(line.subarray(0, looked))),
    lines,
    bytes,
    quietMs: seconds * 1000,
  }
}

/** A line that begins with white space belongs to the one before; so does what caused an exception, as Java writes it. */
function isNotIndented(line: Uint8Array): boolean {
  const [first] = line
  return first !== 0x20 && first !== 0x09 && !(first === 0x43 && startsWith(line, cause))
}

const cause = new TextEncoder().encode('Caused by: ')

function startsWith(line: Uint8Array, head: Uint8Array): boolean {
  return head.every((byte, at) => line[at] === byte)
}

/**
 * Joins lines to records. Which records come depends on the file and the place alone, as with lines: the last one is only
 * among them where something behind it ends it, or where nothing more comes.
 *
 * @param whole nothing more will come, or as much was read as is read at once
 */
export function joinLines(
  cut: Lines,
  rule: RecordRule,
  most: number,
  whole: { last: boolean; full: boolean },
): Records {
  const groups: { from: number; to: number; bytes: number }[] = []
  for (const [at, line] of cut.records.entries()) {
    const group = groups.at(-1)
    const fits = group !== undefined && group.to - group.from < rule.lines && group.bytes + line.length < rule.bytes
    if (group === undefined || !fits || rule.begins(line)) groups.push({ from: at, to: at + 1, bytes: line.length })
    else {
      group.to = at + 1
      group.bytes += line.length + 1
    }
  }
  const last = groups.at(-1)
  // Of a piece that is full of it, what follows is another record: it would never end else.
  const ended =
    whole.last || (whole.full && groups.length === 1) || (last !== undefined && last.to - last.from >= rule.lines)
  const closed = ended || last === undefined ? groups : groups.slice(0, -1)
  const taken = closed.slice(0, most)
  const startOf = (line: number) => cut.starts[line] ?? cut.next
  const endOf = (line: number) => cut.ends[line] ?? cut.next
  const joined = ({ from, to }: { from: number; to: number }) => joinedLines(cut.records.slice(from, to))
  const all = taken.length === groups.length
  const next = all ? cut.next : startOf(groups[taken.length]?.from ?? 0)
  const first = groups[0]
  return {
    records: taken.map(joined),
    starts: taken.map(({ from }) => startOf(from)),
    ends: taken.map(({ to }) => endOf(to - 1)),
    tooLong: cut.tooLong.filter((at) => at < next),
    next,
    skipping: all && cut.skipping,
    firstEnds: first === undefined ? [] : cut.ends.slice(first.from, first.to),
    open:
      ended || last === undefined || taken.length < closed.length
        ? undefined
        : { record: joined(last), start: startOf(last.from), ends: cut.ends.slice(last.from, last.to) },
  }
}

const lf = Uint8Array.of(10)

function joinedLines(lines: readonly Uint8Array[]): Uint8Array {
  return lines.length === 1
    ? (lines[0] ?? lf)
    : Buffer.concat(lines.flatMap((line, at) => (at === 0 ? [line] : [lf, line])))
}
