import type { Field } from '../../query.ts'
import type { Bound, DuckConnection } from '../duckdb.ts'
import { fieldOf, type KnownField } from '../fields.ts'

/**
 * What a part holds in a field, as a Bloom filter (B. H. Bloom, CACM 13/7, 1970): a value that is there is always found in it,
 * one that is not there in one of a hundred.
 *
 * All of it is computed by DuckDB, from MD5, whose numbers are the same in every release; and of `lower()`, whose answer for
 * an assigned letter never changes. So the filter and the condition that is held against it cannot part ways.
 */
export interface PartFilter {
  readonly field: Field
  /** Bits; none where the part has no value in the field. */
  readonly size: number
  /** The bits, in Base64. */
  readonly bits: string
}

export const createFilterTable =
  'create table if not exists part_filter (name varchar not null, field varchar not null, size bigint not null, bits bit)'

/** Names that people look for one of: addresses, hosts, accounts, hashes, sessions; and what few events have at all. */
const filtered: readonly Field[] = [
  'source',
  'device.hostname',
  'device.ip',
  'src_endpoint.ip',
  'src_endpoint.hostname',
  'src_endpoint.mac',
  'dst_endpoint.ip',
  'dst_endpoint.hostname',
  'query.hostname',
  'actor.user.name',
  'user.name',
  'process.name',
  'file.hash',
  'session.uid',
  'metadata.event_code',
]
const isFiltered: ReadonlySet<Field> = new Set(filtered)

/** Of so many bits a value, each value sets four: one of a hundred that are not there is taken for one that is. */
const bitsPerValue = 10
/** A filter of more values is not worth its bytes: half a megabyte. */
const mostValues = 400_000

/** What the values of a field are told apart by, as a query tells them apart: letters without case, addresses by their number. */
function keySql({ type, sql, highSql, lowSql }: KnownField): string {
  return type === 'address' ? `${highSql} || ':' || ${lowSql}` : `lower(${sql})`
}

/** The key of an address's number. */
export function addressKey(number: bigint): string {
  return `${number >> 64n}:${BigInt.asUintN(64, number)}`
}

/** Where the four bits of a key are: two halves of its MD5, doubly hashed (A. Kirsch and M. Mitzenmacher, ESA 2006). */
function places(key: string, size: string): readonly string[] {
  // An eighth of a half: four steps stay within 64 bits
  const [first, step] = [`(md5_number_lower(${key}) // 8)`, `(md5_number_upper(${key}) // 8)`]
  return [0, 1, 2, 3].map((times) => `((${first} + ${times} * ${step}) % ${size})::bigint`)
}

/**
 * The filters of the rows of a relation with today's columns; a field that holds too many values has none.
 *
 * @param relation SQL
 */
export async function filtersOf(connection: DuckConnection, relation: string): Promise<readonly PartFilter[]> {
  const fields = filtered.map(fieldOf)
  const counts = fields.map((field) => `approx_count_distinct(${keySql(field)})`).join(', ')
  const [row = []] = await connection.all(`select ${counts} from ${relation}`)
  const filters: PartFilter[] = []
  for (const [place, field] of fields.entries()) {
    const values = Number(row[place] ?? 0)
    if (values > mostValues) continue
    filters.push({ field: field.name, ...(await bitsOf(connection, relation, keySql(field), values)) })
  }
  return filters
}

async function bitsOf(
  connection: DuckConnection,
  relation: string,
  key: string,
  values: number,
): Promise<Pick<PartFilter, 'size' | 'bits'>> {
  if (values === 0) return { size: 0, bits: '' }
  const size = Math.ceil((values * bitsPerValue) / 64) * 64
  const [row] = await connection.all(
    `select base64(bitstring_agg(place, 0, ${size - 1})::blob) from (select unnest([${places('key', String(size)).join(', ')}]) as place` +
      ` from (select distinct ${key} as key from ${relation}) where key is not null)`,
  )
  return { size, bits: String(row?.[0] ?? '') }
}

export async function insertFilters(
  connection: DuckConnection,
  name: string,
  filters: readonly PartFilter[],
): Promise<void> {
  for (const { field, size, bits } of filters) {
    const value = size === 0 ? 'null' : 'from_base64($3)::bit'
    const values: Bound[] = [name, field, ...(size === 0 ? [] : [bits])]
    await connection.run(`insert into part_filter values ($1, $2, ${size}, ${value})`, values)
  }
}

/** Whether a field can be asked what a part surely does not hold. */
export function hasFilter(field: Field): boolean {
  return isFiltered.has(field)
}

/** SQL over `part`: false where a part surely holds none of some keys in a field. */
export function mayHoldKey(field: Field, keys: readonly string[], bind: (value: Bound) => string): string {
  const { type } = fieldOf(field)
  const absent = keys.map((key) => {
    const bound = type === 'address' ? bind(key) : `lower(${bind(key)})`
    return `(${places(bound, 'size')
      .map((place) => `get_bit(bits, (${place})::integer) = 0`)
      .join(' or ')})`
  })
  return `(name not in (select name from part_filter where field = '${field}' and (size = 0 or (${absent.join(' and ')}))))`
}
