import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TocsinError } from '@tocsin/kit'
import { isGrouped, type Query } from '@tocsin/query'
import { noteOffline, openKept, tables } from '@tocsin/server'
import { everything, exportColumns, planExport, rowWriter } from '@tocsin/store'
import { Command, Option } from 'commander'
import { dataFolder, dataOption, fetched, type LocalServer, localServer } from '../data-folder.ts'
import { notNoted } from '../output.ts'
import { questionOf, readSearch } from '../search-text.ts'
import { moment, whole } from './options.ts'

const formats = ['csv', 'ndjson', 'parquet'] as const
const mostRows = 10_000_000

export function exportCommand(): Command {
  const now = Date.now()
  return new Command('export')
    .description('write all events that answer a search to a file: CSV, NDJSON or Parquet')
    .argument('[text...]', 'the search, as for `tocsin search`; without it, every event')
    .addOption(new Option('--format <format>', 'how they are written').choices(formats).default('csv'))
    .option('--out <file>', 'the file to write (default: standard output)')
    .addOption(
      new Option('--from <time>', 'from this time on, or so far back (24h, 7d)')
        .argParser(moment(now))
        .default(-8.64e15, 'the first event'),
    )
    .addOption(new Option('--to <time>', 'up to this time').argParser(moment(now)).default(8.64e15, 'the last event'))
    .addOption(new Option('--order <order>', 'by time').choices(['ascending', 'descending']).default('ascending'))
    .option('--limit <n>', 'at most so many events', whole(1, mostRows), mostRows)
    .option(...dataOption)
    .action(async (words: readonly string[], options: ExportOptions) => {
      const text = words.join(' ')
      const search = readSearch(text, 'listed')
      if (isGrouped(search)) throw groupsAreNoEvents
      const dir = dataFolder(options.data)
      const server = localServer(dir)
      await (server === undefined ? fromFolder(dir, text, options) : fromServer(server, text, options))
    })
}

interface ExportOptions {
  readonly format: (typeof formats)[number]
  readonly out?: string
  readonly from: number
  readonly to: number
  readonly order: 'ascending' | 'descending'
  readonly limit: number
  readonly data?: string
}

async function fromServer(server: LocalServer, text: string, options: ExportOptions): Promise<void> {
  const { format, limit } = options
  // The question is made here, where the order can be said too
  const ask = (query: Query) => askServer(server, query)
  const search = await questionOf(text, readSearch(text, 'listed'), askedOf(options), ask)
  const response = await fetched(server, '/api/export', {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ search: { ...search, order: options.order }, format, limit }),
  })
  if (!response.ok || response.body === null) throw await refusal(response)
  await written(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), options.out)
}

async function askServer(server: LocalServer, query: Query) {
  const response = await fetched(server, '/api/search', {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(query),
  })
  if (!response.ok) throw await refusal(response)
  return (await response.json()) as Awaited<ReturnType<Parameters<typeof planExport>[2]>>
}

async function fromFolder(dir: string, text: string, options: ExportOptions): Promise<void> {
  const kept = await openKept(dir, tables)
  try {
    const { format, limit, order, out } = options
    const ask = (query: Query) => kept.events.query(query, everything)
    const query = { ...(await questionOf(text, readSearch(text, 'listed'), askedOf(options), ask)), order }
    const names = exportColumns('with-names')
    const why = await noteOffline({ dataDir: dir, state: kept.state }, { act: 'event.export', about: text })
    if (why !== undefined) notNoted(why)
    if (format === 'parquet') {
      const file = await kept.events.exportFile({ query, scope: everything, names, limit })
      await written(Readable.from(chunksOf(file.next), { objectMode: false }), out).finally(file.close)
      return
    }
    const plan = await planExport(query, limit, ask)
    const { head } = rowWriter(format, names)
    const asked = { scope: everything, format, names }
    async function* lines() {
      if (head !== '') yield Buffer.from(head)
      yield* plan.text((page) => kept.events.exportText({ query: page, ...asked }))
    }
    await written(Readable.from(lines(), { objectMode: false }), out)
  } finally {
    await kept.close()
  }
}

function askedOf({ from, to }: ExportOptions): Parameters<typeof questionOf>[2] {
  if (from >= to) throw new TocsinError('bad-query', '--from is not before --to', { fix: 'Exchange them' })
  return { time: [from, to], timeField: 'time', limit: 1 }
}

async function* chunksOf(next: () => Promise<Uint8Array | undefined>): AsyncGenerator<Uint8Array> {
  for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk
}

/** A file that is not whole is no export: it goes. */
async function written(from: Readable, out: string | undefined): Promise<void> {
  if (out === undefined) return pipeline(from, process.stdout, { end: false })
  try {
    await pipeline(from, createWriteStream(out, { mode: 0o600, flags: 'wx' }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new TocsinError('bad-query', 'The file is there already', {
        where: out,
        fix: 'Name another one',
        cause: error,
      })
    }
    await rm(out, { force: true })
    throw error
  }
}

async function refusal(response: Response): Promise<TocsinError> {
  const { code, message, fix } = (await response.json().catch(() => ({}))) as Record<string, string | undefined>
  return new TocsinError(code ?? 'server-refused', message ?? `The server answered ${response.status}`, {
    ...(fix === undefined ? {} : { fix }),
  })
}

const groupsAreNoEvents = new TocsinError('bad-query', 'An export is of events, and this search asks for groups', {
  fix: 'Leave out what stands after |, or use tocsin search',
})
