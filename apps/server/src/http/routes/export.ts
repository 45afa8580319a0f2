import type { Who } from '@tocsin/access'
import type { RouteNote } from '@tocsin/capability'
import { err, ok, type Result } from '@tocsin/kit'
import { printWhere, type Query, type QueryRow } from '@tocsin/query'
import { type EventStore, exportColumns, planExport, rowWriter, type Scope } from '@tocsin/store'
import { z } from 'zod'
import { type Download, downloadShape } from '../download.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import type { PeopleLens } from '../people-lens.ts'
import { type Refused, refused } from '../problem.ts'
import { searchShape, type TextSearch } from '../search-shape.ts'
import { queryOf } from './asked-query.ts'

/** Exports at once; each asks the store a page at a time, so that searches have their turn between. */
const concurrent = 2
const mostRows = 10_000_000

export interface ExportWish {
  /** As a search is asked; its `limit` and `after` say nothing here. */
  readonly search: Query | TextSearch
  readonly format: 'csv' | 'ndjson' | 'parquet'
  readonly limit: number
}

const wishShape: z.ZodType<ExportWish> = z.strictObject({
  search: searchShape,
  format: z.enum(['csv', 'ndjson', 'parquet']),
  limit: z.number().int().min(1).max(mostRows).default(mostRows),
})

const types = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const

/** `POST /api/export`: all events that answer a search, as they are read. */
export function exportEndpoints(
  events: Pick<EventStore, 'query' | 'exportText' | 'exportFile'>,
  lens: Pick<PeopleLens, 'where' | 'rows' | 'sees'>,
  placed: (query: Query, ask: Ask) => Promise<Query>,
): Endpoint[] {
  let running = 0
  return [
    endpoint({
      method: 'POST',
      path: '/api/export',
      permission: 'event.export',
      says: 'All events that answer a search, as CSV, NDJSON or Parquet',
      input: wishShape,
      output: downloadShape,
      produces: Object.values(types).map((type) => type.replace(/;.*/, '')),
      audited: true,
      audit: { act: 'event.export', entry: 'required', note: exportNote },
      handle: async ({ input, scope, who, reply }) => {
        if (running >= concurrent) {
          return err(refused(429, 'too-many', 'Other exports are still running', 'Wait for one to end', 10))
        }
        const left = new AbortController()
        running++
        reply.raw.once('close', () => {
          running--
          left.abort()
        })
        const ask = (query: Query) => events.query(query, scope, { signal: left.signal })
        const query = 'text' in input.search ? await queryOf(input.search, ask) : ok(input.search)
        if (!query.ok) return query
        if (query.value.groupBy !== undefined || query.value.measures !== undefined) return err(groupsAreNoEvents)
        // Pseudonyms and places become what the store knows once, and not page by page
        const where = lens.where(query.value.where)
        const meant = await placed(where === undefined ? query.value : { ...query.value, where }, ask)
        const wish = { ...input, query: meant, who, scope, signal: left.signal }
        return input.format === 'parquet'
          ? asFile(events, lens, wish)
          : asText(events, lens, { ...wish, format: input.format }, ask)
      },
    }),
  ]
}

type Ask = Parameters<typeof planExport>[2]

interface Asked {
  readonly query: Query
  readonly limit: number
  readonly who: Who
  readonly scope: Scope
  readonly signal: AbortSignal
}

async function asText(
  events: Pick<EventStore, 'exportText'>,
  lens: Pick<PeopleLens, 'rows' | 'sees'>,
  { query, limit, who, scope, signal, format }: Asked & { readonly format: 'csv' | 'ndjson' },
  ask: Ask,
): Promise<Result<Download, Refused>> {
  const plan = await planExport(query, limit, ask)
  const names = exportColumns('with-names')
  const writer = rowWriter(format, names)
  const sees = lens.sees(who)
  async function* body() {
    if (writer.head !== '') yield Buffer.from(writer.head)
    if (sees === 'names') {
      yield* plan.text((page) => events.exportText({ query: page, scope, format, names }, { signal }))
      return
    }
    // Pseudonyms are not known to the store: its rows are rewritten here, a page at a time
    for await (const page of plan.pages()) yield Buffer.from(writer.write(lens.rows<readonly QueryRow[]>(sees, page)))
  }
  return ok(download(format, plan.rows, body()))
}

async function asFile(
  events: Pick<EventStore, 'exportFile'>,
  lens: Pick<PeopleLens, 'sees'>,
  { query, limit, who, scope, signal }: Asked,
): Promise<Result<Download, Refused>> {
  // A file in columns is made by the store, which knows no pseudonyms
  if (lens.sees(who) !== 'names') return err(namesInside)
  const names = exportColumns('with-names')
  const file = await events.exportFile({ query, scope, names, limit }, { signal })
  signal.addEventListener('abort', () => void file.close())
  if (signal.aborted) await file.close()
  async function* body() {
    try {
      for (let chunk = await file.next(); chunk !== undefined; chunk = await file.next()) yield chunk
    } finally {
      await file.close()
    }
  }
  return ok(download('parquet', file.rows, body()))
}

function download(format: ExportWish['format'], rows: number, body: AsyncIterable<Uint8Array>): Download {
  return { kind: 'download', type: types[format], fileName: `tocsin-events.${format}`, rows, body }
}

function exportNote({ search, format }: ExportWish, output: Download | undefined): RouteNote {
  const what = 'text' in search ? search.text : search.where === undefined ? '' : printWhere(search.where)
  return {
    about: `${format}: ${what}`,
    range: search.time,
    ...(output === undefined ? {} : { rows: output.rows }),
  }
}

const groupsAreNoEvents = refused(
  400,
  'bad-query',
  'An export is of events, and this search asks for groups',
  'Leave out what stands after |, or use the search',
)

const namesInside = refused(
  403,
  'not-permitted',
  'Parquet holds the names of people, which you see as pseudonyms',
  'Ask for CSV or NDJSON',
)
