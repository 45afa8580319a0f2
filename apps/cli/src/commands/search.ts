import { TocsinError } from '@tocsin/kit'
import { isGrouped } from '@tocsin/query'
import { Command, Option } from 'commander'
import { candidates } from '../complete-search.ts'
import { dataFolder, dataOption } from '../data-folder.ts'
import { eventCells } from '../event-line.ts'
import { groupLines, groupObject } from '../groups.ts'
import { json, plain, print, table, when } from '../output.ts'
import { openReader } from '../reader.ts'
import { savedText, saveSearch } from '../saved.ts'
import { questionOf, readSearch } from '../search-text.ts'
import { moment, whole } from './options.ts'

export function searchCommand(): Command {
  const now = Date.now()
  return new Command('search')
    .description("find events: 'src.ip:10.2.* AND NOT user:svc* | count by user | over time'")
    .argument(
      '[text...]',
      'the search, best in single quotation marks (docs/guide/search.md), or @name of a saved one; without it, every event',
    )
    .addOption(
      new Option('--from <time>', 'from this time on, or so far back (24h, 7d)')
        .argParser(moment(now))
        .default(-8.64e15, 'the first event'),
    )
    .addOption(new Option('--to <time>', 'up to this time').argParser(moment(now)).default(8.64e15, 'the last event'))
    .option('--limit <n>', 'at most so many events, the newest', whole(1, 10_000), 50)
    .option('--count', 'only say how many events there are')
    .option('--json', 'one line of JSON an event or group')
    .option('--save <name>', 'save the search for everybody; afterwards it is @name here, and in the console')
    .option('--complete', 'only say how the text can go on, for a shell (tocsin completion)')
    .option(...dataOption)
    .action(async (words: readonly string[], options: SearchOptions) => {
      const dataDir = dataFolder(options.data)
      if (options.complete === true) {
        for (const { text, says } of await candidates(dataDir, words.join(' '))) print(`${plain(text)}\t${plain(says)}`)
        return
      }
      if (options.from >= options.to) throw emptyRange(options)
      const asked = { time: [options.from, options.to], timeField: 'time', limit: options.limit } as const
      const text = await savedText(dataDir, words.join(' '))
      const search = readSearch(text, options.count === true ? 'counted' : 'listed')
      if (options.save !== undefined) {
        await saveSearch(dataDir, options.save, text)
        print(`Saved as ${plain(options.save)}`)
        return
      }
      const reader = await openReader(dataDir)
      try {
        const query = await questionOf(text, search, asked, reader.query)
        const { rows, took } = await reader.query(query)
        await reader.noted(text, rows.length)
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
  readonly save?: string
  readonly complete?: true
  readonly data?: string
}

function emptyRange({ from, to }: SearchOptions): TocsinError {
  return new TocsinError('bad-query', `--from ${when(from)} is not before --to ${when(to)}`, { fix: 'Exchange them' })
}
