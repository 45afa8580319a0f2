import { emptyPosition, type Position } from '../../position.ts'
import type { Bound, DuckConnection } from '../duckdb.ts'
import { eventColumns } from '../schema.ts'
import { type Part, type PartDraft, type PartKind, type PartShare, type Range, spanned } from './part.ts'
import { createFilterTable, insertFilters } from './part-filter.ts'

export const createPartTables: readonly string[] = [
  `create table if not exists part (
    name varchar primary key, form integer not null, kind varchar not null, start bigint not null,
    rows bigint not null, bytes bigint not null, min_time bigint not null, max_time bigint not null,
    min_received bigint not null, max_received bigint not null, people boolean not null, missing boolean not null)`,
  `create table if not exists part_share (
    name varchar not null, source varchar not null, partition integer not null, rows bigint not null,
    min_offset bigint not null, max_offset bigint not null, min_time bigint not null, max_time bigint not null,
    min_received bigint not null, max_received bigint not null)`,
  'create table if not exists part_form (form integer primary key, columns varchar not null)',
  // Where the store stood at the beginning of a day: how old a replayed row is, whose `received` is the record's own.
  'create table if not exists stand (day bigint primary key, position varchar not null)',
  createFilterTable,
]

const partCells = 'name, form, kind, start, rows, bytes, min_time, max_time, min_received, max_received, people'

/** Parts whose file is there, and that a condition over the part table selects. */
export async function readParts(
  connection: DuckConnection,
  where = 'true',
  values: readonly Bound[] = [],
): Promise<readonly Part[]> {
  const rows = await connection.all(
    `select ${partCells} from part where not missing and ${where} order by start, name`,
    values,
  )
  return rows.map(([name, form, kind, start, count, bytes, minTime, maxTime, minReceived, maxReceived, people]) => ({
    name: String(name),
    form: Number(form),
    kind: kind as PartKind,
    start: whole(start),
    rows: Number(count),
    bytes: Number(bytes),
    time: { min: whole(minTime), max: whole(maxTime) },
    received: { min: whole(minReceived), max: whole(maxReceived) },
    people: people === true,
  }))
}

/** What each part holds of each source and partition, by the part's name. */
export async function readShares(
  connection: DuckConnection,
  where = 'true',
): Promise<ReadonlyMap<string, readonly PartShare[]>> {
  const rows = await connection.all(
    `select name, source, partition, rows, min_offset, max_offset, min_time, max_time, min_received, max_received from part_share where ${where}`,
  )
  const shares = new Map<string, PartShare[]>()
  for (const [name, ...cells] of rows) {
    const of = shares.get(String(name)) ?? []
    shares.set(String(name), of)
    of.push(shareOf(cells))
  }
  return shares
}

/** What a file holds, read from the file itself: proof that it can be read, and the row that will stand for it. */
export async function describeFile(connection: DuckConnection, file: string): Promise<readonly PartShare[]> {
  const rows = await connection.all(
    'select source, partition, count(*), min("offset"), max("offset"), epoch_us(min(time)), epoch_us(max(time)),' +
      ` epoch_us(min(received)), epoch_us(max(received)) from read_parquet(${fileList([file])}) group by all`,
  )
  return rows.map(shareOf)
}

function shareOf(cells: readonly unknown[]): PartShare {
  const [source, partition, rows, minOffset, maxOffset, minTime, maxTime, minReceived, maxReceived] = cells
  return {
    source: String(source),
    partition: Number(partition),
    rows: Number(rows),
    offset: { min: whole(minOffset), max: whole(maxOffset) },
    time: { min: whole(minTime), max: whole(maxTime) },
    received: { min: whole(minReceived), max: whole(maxReceived) },
  }
}

/** Statements that put a part's rows into the tables. */
export async function insertPart(connection: DuckConnection, part: PartDraft): Promise<void> {
  const { name, form, kind, start, rows, bytes, time, received, people, shares, filters } = part
  await connection.run(
    `insert into part (${partCells}, missing) values ($1, ${form}, $2, ${start}::bigint, ${rows}, ${bytes}, ${cells(time)}, ${cells(received)}, ${people}, false)`,
    [name, kind],
  )
  for (const share of shares) {
    await connection.run(
      `insert into part_share values ($1, $2, ${share.partition}, ${share.rows}, ${cells(share.offset)}, ${cells(share.time)}, ${cells(share.received)})`,
      [name, share.source],
    )
  }
  await insertFilters(connection, name, filters)
}

export async function deletePart(connection: DuckConnection, name: string): Promise<void> {
  await connection.run('delete from part where name = $1', [name])
  await connection.run('delete from part_share where name = $1', [name])
  await connection.run('delete from part_filter where name = $1', [name])
}

export async function hasPart(connection: DuckConnection, name: string): Promise<boolean> {
  return (await connection.all('select 1 from part where name = $1', [name])).length > 0
}

/** The number of today's columns among the forms that parts were written with. */
export async function formOfToday(connection: DuckConnection): Promise<number> {
  const today = eventColumns.map(([name]) => name).join(',')
  const rows = await connection.all('select form, columns from part_form')
  const known = rows.find(([, columns]) => columns === today)
  if (known !== undefined) return Number(known[0])
  const form = Math.max(0, ...rows.map(([number]) => Number(number))) + 1
  await connection.run('insert into part_form values ($1, $2)', [BigInt(form), today])
  return form
}

export async function readForms(connection: DuckConnection): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const rows = await connection.all('select form, columns from part_form')
  return new Map(rows.map(([form, columns]) => [Number(form), new Set(String(columns).split(','))]))
}

/** Notes once a day where the store stands. */
export async function noteStand(connection: DuckConnection, today: bigint, position: Position): Promise<void> {
  await connection.run('insert into stand values ($1, $2) on conflict do nothing', [today, JSON.stringify(position)])
}

/** Where the store stood when a day began: rows before it are older than the day. Zero where nobody noted it. */
export async function standAt(connection: DuckConnection, dayBegin: bigint): Promise<Position> {
  const [row] = await connection.all('select position from stand where day <= $1 order by day desc limit 1', [dayBegin])
  if (row === undefined) return emptyPosition()
  const noted: unknown = JSON.parse(String(row[0]))
  return emptyPosition().map((_, partition) => (Array.isArray(noted) ? Number(noted[partition] ?? 0) : 0))
}

/** SQL of a list of files; a path is the operator's, and may hold a quotation mark. */
export function fileList(files: readonly string[]): string {
  return `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')}]`
}

/** Time and received over all shares. */
export function extent(shares: readonly PartShare[]): { readonly time: Range; readonly received: Range } | undefined {
  const [first, ...rest] = shares
  if (first === undefined) return undefined
  return {
    time: spanned([first.time, ...rest.map((share) => share.time)]),
    received: spanned([first.received, ...rest.map((share) => share.received)]),
  }
}

function cells({ min, max }: Range): string {
  return `${min}::bigint, ${max}::bigint`
}

function whole(cell: unknown): bigint {
  return typeof cell === 'bigint' ? cell : BigInt(Number(cell))
}
