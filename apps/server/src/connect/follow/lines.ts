/** Lines that are read from one place of a file. */
export interface Lines {
  readonly records: readonly Uint8Array[]
  /** Where in the file each record's line begins, and where the next one does. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** Where lines were too long. */
  readonly tooLong: readonly number[]
  /** Behind the last line that is whole, or as far as a line that is too long is passed over. */
  readonly next: number
  readonly skipping: boolean
}

const [lf, cr] = [10, 13]

/**
 * Cuts the whole lines out of a piece of a file; what is behind the last line end stays for the next piece.
 *
 * Which records come, and where each ends, depends on the file and the place alone, not on how much of it was there: so that
 * the same records are found again after a crash.
 *
 * @param at where the piece stands in the file
 * @param longest bytes of one line; a piece of so many without an end is passed over
 * @param last nothing more will come: what has no line end is a line too
 */
export function cutLines(
  piece: Uint8Array,
  at: number,
  { longest, mostRecords, skipping, last }: { longest: number; mostRecords: number; skipping: boolean; last: boolean },
): Lines {
  const records: Uint8Array[] = []
  const starts: number[] = []
  const ends: number[] = []
  const tooLong: number[] = []
  let from = 0
  let inLong = skipping
  while (from < piece.length && records.length < mostRecords) {
    const found = piece.indexOf(lf, from)
    const end = found < 0 ? piece.length : found
    if (inLong) {
      if (found < 0) return { records, starts, ends, tooLong, next: at + piece.length, skipping: !last }
      inLong = false
    } else if (end - from > longest) {
      tooLong.push(at + from)
      if (found < 0) return { records, starts, ends, tooLong, next: at + piece.length, skipping: !last }
    } else {
      if (found < 0 && !last) break
      const record = trimmed(piece.subarray(from, end))
      if (record.length > 0) {
        records.push(record)
        starts.push(at + from)
        ends.push(at + Math.min(piece.length, end + 1))
      }
    }
    from = end + 1
  }
  return { records, starts, ends, tooLong, next: at + Math.min(from, piece.length), skipping: inLong && !last }
}

/** Without its carriage return, and without the hole that a writer leaves before it when its file is cut under it. */
function trimmed(line: Uint8Array): Uint8Array {
  let start = 0
  while (start < line.length && line[start] === 0) start++
  return line.subarray(start, line[line.length - 1] === cr ? -1 : undefined)
}
