import { eventId } from '@tocsin/event'
import type { QueryRow } from '../query.ts'
import { overBudget } from './bad-query.ts'
import { type CompiledQuery, type EventPage, exportSql, type Place, rowsAt, textSql } from './compile-query.ts'
import type { Bound, Cell, DuckConnection } from './duckdb.ts'
import { order, overlaps, type Part } from './parts/part.ts'
import type { PartBin } from './parts/part-bin.ts'
import { readParts } from './parts/part-table.ts'
import { type PartReading, relation } from './parts/relation.ts'
import { literal } from './parts/sql-text.ts'

/** What queries read from. */
export interface QueryReading extends PartReading {
  readonly bin: PartBin
}

/** A connection within a snapshot of hot rows and parts. */
export interface Reader {
  readonly connection: DuckConnection
  readonly reading: QueryReading
  /** Why the query has to stop, if it has to. */
  running(): Error | undefined
}

/** Characters in one answer: 10,000 rows may hold 10 GB of text, which no thread could pass on. */
const maxAnswer = 64 * 1024 * 1024
/** Rows that a page looks through before it asks whether older ones are needed at all. */
const firstStep = 500_000

/**
 * Reads the answer of a compiled query, from the hot table and the parts that its time range touches, within the
 * transaction that the connection is in.
 */
export async function readAnswer(reader: Reader, compiled: CompiledQuery): Promise<QueryRow[]> {
  const { range, page } = compiled
  const parts = await partsFor(reader, compiled)
  if (page !== undefined && parts.length > 0) {
    const places = await placesOf(reader, compiled, page, parts)
    if (places.length === 0) return []
    const near = parts.filter((part) => places.some(({ at }) => overlaps(part[range.field], at, at + 1n)))
    return rowsOf(
      reader,
      compiled,
      rowsAt(relation(reader.reading, near, 'with-hot'), places, range.field, page.way),
      [],
    )
  }
  return rowsOf(reader, compiled, compiled.sql(relation(reader.reading, parts, 'with-hot')), compiled.values)
}

/** A page of an export as text. */
export interface TextPage {
  /** Lines in UTF-8, each with its end. */
  readonly text: Uint8Array
  readonly rows: number
  /** The last row, for the page after it. */
  readonly last?: { readonly time: number; readonly id: string }
}

/** Reads a page whose lines SQL forms. */
export async function readText(reader: Reader, compiled: CompiledQuery, line: string): Promise<TextPage> {
  const parts = await partsFor(reader, compiled)
  const lines: Buffer[] = []
  let [rows, size] = [0, 0]
  let last: TextPage['last']
  const sql = textSql(compiled, line, relation(reader.reading, parts, 'with-hot'))
  for await (const chunk of reader.connection.stream(sql, compiled.values)) {
    const stopped = reader.running()
    if (stopped !== undefined) throw stopped
    const text = Buffer.from(chunk.map((cells) => String(cells[4])).join(''))
    lines.push(text)
    rows += chunk.length
    size += text.length
    if (size > maxAnswer) throw overBudget('A page of the export is larger than 64 MB')
    const [partition, offset, index, at] = chunk.at(-1) ?? []
    const id = eventId({ partition: Number(partition), offset: Number(offset), index: Number(index) })
    if (chunk.length > 0) last = { time: Number(at) / 1000, id }
  }
  // Of its own memory, and not of Node's pool: it can be handed to another thread
  const text = new Uint8Array(size)
  let at = 0
  for (const some of lines) {
    text.set(some, at)
    at += some.length
  }
  return { text, rows, ...(last === undefined ? {} : { last }) }
}

/** Where rows are copied to, and which columns. */
export interface CopyTarget {
  readonly file: string
  readonly names: readonly string[]
  readonly limit: number
}

/** Writes all rows that answer into a Parquet file, in order; gives how many. */
export async function copyAnswer(reader: Reader, compiled: CompiledQuery, target: CopyTarget): Promise<number> {
  const parts = await partsFor(reader, compiled)
  const rows = exportSql(compiled, target.names, target.limit, relation(reader.reading, parts, 'with-hot'))
  const file = literal(target.file)
  const [row] = await reader.connection.all(
    `copy (${rows}) to ${file} (format parquet, compression zstd)`,
    compiled.values,
  )
  return Number(row?.[0] ?? 0)
}

/** Files that hold nothing of a time range, or surely nothing of what is asked, are never opened. */
function partsFor({ connection }: Reader, { range, holds }: CompiledQuery): Promise<readonly Part[]> {
  const { field, from, until } = range
  const within = `min_${field} < ${until}::bigint and max_${field} >= ${from}::bigint`
  return readParts(connection, `${within} and ${holds.sql}`, holds.values)
}

/**
 * Where the rows of a page are: only the columns of the condition and the order are read, the nearest parts first, and no
 * further than the page is full.
 */
async function placesOf(
  reader: Reader,
  compiled: CompiledQuery,
  page: EventPage,
  parts: readonly Part[],
): Promise<readonly Place[]> {
  const { field } = compiled.range
  const forward = page.way === 'asc'
  const edge = (part: Part) => (forward ? part[field].min : part[field].max)
  const isBefore = (a: bigint, b: bigint) => (forward ? a < b : a > b)
  const left = [...parts].sort((a, b) => (edge(a) === edge(b) ? 0 : isBefore(edge(a), edge(b)) ? -1 : 1))
  let places: Place[] = []
  let step = firstStep
  for (let hot = true; hot || left.length > 0; hot = false, step *= 2) {
    const now: Part[] = []
    for (let rows = 0; rows < step && left[0] !== undefined; ) {
      const last = places[page.limit - 1]
      if (last !== undefined && isBefore(last.at, edge(left[0]))) {
        // Full, and all that is left lies beyond its last row
        left.length = 0
        break
      }
      const part = left.shift()
      if (part === undefined) break
      now.push(part)
      rows += part.rows
    }
    if (now.length === 0 && !hot) break
    const found = await placesIn(
      reader,
      page.places(relation(reader.reading, now, hot ? 'with-hot' : 'parts-only')),
      compiled.values,
    )
    places = hot ? found : nearest([...places, ...found], page)
  }
  return places
}

async function placesIn(reader: Reader, sql: string, values: readonly Bound[]): Promise<Place[]> {
  const places: Place[] = []
  for await (const chunk of reader.connection.stream(sql, values)) {
    const stopped = reader.running()
    if (stopped !== undefined) throw stopped
    for (const [partition, offset, index, at] of chunk) {
      places.push({
        partition: Number(partition),
        offset: BigInt(String(offset)),
        index: Number(index),
        at: BigInt(String(at)),
      })
    }
  }
  return places
}

function nearest(places: readonly Place[], { limit, way }: EventPage): Place[] {
  const sign = way === 'asc' ? 1 : -1
  const compare = (a: Place, b: Place) =>
    order(a.at, b.at) || a.partition - b.partition || order(a.offset, b.offset) || a.index - b.index
  return [...places].sort((a, b) => sign * compare(a, b)).slice(0, limit)
}

async function rowsOf(
  { connection, running }: Reader,
  { shape, names }: CompiledQuery,
  sql: string,
  values: readonly Bound[],
): Promise<QueryRow[]> {
  const rows: QueryRow[] = []
  let size = 0
  for await (const chunk of connection.stream(sql, values)) {
    const stopped = running()
    if (stopped !== undefined) throw stopped
    for (const cells of chunk) {
      rows.push(shape === 'events' ? eventRow(cells, names) : groupRow(cells, names))
      for (const cell of cells) size += typeof cell === 'string' ? cell.length : 8
    }
    if (size > maxAnswer) throw overBudget('The answer is larger than 64 MB')
  }
  return rows
}

function eventRow(cells: readonly Cell[], names: readonly string[]): QueryRow {
  const [partition, offset, index, time, received] = cells
  const at = { partition: Number(partition), offset: Number(offset), index: Number(index) }
  const row: Record<string, string | number | boolean | null> = {
    id: eventId(at),
    time: Number(time) / 1000,
    received: Number(received) / 1000,
  }
  for (let i = 2; i < names.length; i++) {
    const name = names[i]
    const cell = cells[i + 3]
    if (name !== undefined && cell !== undefined && cell !== null) row[name] = plain(cell)
  }
  return row
}

function groupRow(cells: readonly Cell[], names: readonly string[]): QueryRow {
  return Object.fromEntries(names.map((name, i) => [name, plain(cells[i] ?? null)]))
}

function plain(cell: Cell): string | number | boolean | null {
  return typeof cell === 'bigint' ? Number(cell) : cell
}
