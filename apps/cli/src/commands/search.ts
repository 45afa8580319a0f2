import { TocsinError } from '@tocsin/kit'
import { isGrouped } from '@tocsin/query'
import { Command, Option } from 'commander'
import { dataFolder, dataOption } from '../data-folder.ts'
import { eventCells } from '../event-line.ts'
import { groupLines, groupObject } from '../groups.ts'
import { json, print, table, when } from '../output.ts'
import { openReader } from '../reader.ts'
import { questionOf, readSearch } from '../search-text.ts'
import { moment, whole } from './options.ts'

export function searchCommand(): Command {
  const now = Date.now()
  return new Command('search')
    .description("find events: 'src.ip:10.2.* AND NOT user:svc* | count by user | over time'")
    .argument('[text...]', 'the search, best in single quotation marks (docs/guide/search.md); without it, every event')
    .addOption(
      new Option('--from <time>', 'from this time on, or so far back (24h, 7d)')
        .argParser(moment(now))
        .default(-8.64e15, 'the first event'),
    )
    .addOption(new Option('--to <time>', 'up to this time').argParser(moment(now)).default(8.64e15, 'the last event'))
    .option('--limit <n>', 'at most so many events, the newest', whole(1, 10_000), 50)
    .option('--count', 'only say how many events there are')
    .option('--json', 'one line of JSON an event or group')
    .option(...dataOption)
    .action(async (words: readonly string[], options: SearchOptions) => {
      if (options.from >= options.to) throw emptyRange(options)
      const asked = { time: [options.from, options.to], timeField: 'time', limit: options.limit } as const
      const text = words.join(' ')
      const search = readSearch(text, options.count === true ? 'counted' : 'listed')
      const reader = await openReader(dataFolder(options.data))
      try {
        const query = await questionOf(text, search, asked, reader.query)
        const { rows, took } = await reader.query(query)
        if (options.json === true) {
          for (const row of rows) json(isGrouped(search) ? groupObject(search, row) : row)
          return
        }
        if (options.count === true && query.groupBy === undefined && search.measures[0]?.kind === 'count') {
          print(`${Number(rows[0]?.['measure0'] ?? 0)} events`)
          return
        }
        const full = rows.length === query.limit && search.top === undefined
        table(isGrouped(search) ? groupLines(search, rows) : rows.map(eventCells))
        const what = isGrouped(search) ? 'groups' : 'events'
        const more = full ? ` (there may be more: ${isGrouped(search) ? 'ask for less at once' : '--limit'})` : ''
        print(`${rows.length} ${what}${more}, ${Math.round(took)} ms`)
      } finally {
        await reader.close()
      }
    })
}

interface SearchOptions {
  readonly from: number
  readonly to: number
  readonly limit: number
  readonly count?: true
  readonly json?: true
  readonly data?: string
}

function emptyRange({ from, to }: SearchOptions): TocsinError {
  return new TocsinError('bad-query', `--from ${when(from)} is not before --to ${when(to)}`, { fix: 'Exchange them' })
}
