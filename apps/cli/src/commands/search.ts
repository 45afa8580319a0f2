import { TocsinError } from '@tocsin/kit'
import { Command, Option } from 'commander'
import { dataFolder, dataOption } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { openReader } from '../reader.ts'
import { termsToWhere } from '../terms.ts'
import { moment, whole } from './options.ts'

export function searchCommand(): Command {
  const now = Date.now()
  return new Command('search')
    .description('find events by column: `src_endpoint.ip:10.0.0.4 actor.user.name:svc* failed`')
    .argument(
      '[terms...]',
      'field:value terms, all of which must hold; * and ? are wildcards; a bare word is looked for in every text',
    )
    .addOption(
      new Option('--from <time>', 'from this time on, or so far back (24h, 7d)')
        .argParser(moment(now))
        .default(-8.64e15, 'the first event'),
    )
    .addOption(new Option('--to <time>', 'up to this time').argParser(moment(now)).default(8.64e15, 'the last event'))
    .option('--limit <n>', 'at most so many events, the newest', whole(1, 10_000), 50)
    .option('--count', 'only say how many there are')
    .option('--json', 'one line of JSON an event')
    .option(...dataOption)
    .action(async (terms: readonly string[], options: SearchOptions) => {
      const where = termsToWhere(terms)
      if (options.from >= options.to) throw emptyRange(options)
      const reader = await openReader(dataFolder(options.data))
      try {
        const base = {
          from: 'event',
          time: [options.from, options.to],
          timeField: 'time',
          ...(where === undefined ? {} : { where }),
        } as const
        if (options.count === true) {
          const { rows } = await reader.query({ ...base, measures: [{ kind: 'count' }], limit: 1 })
          const count = Number(rows[0]?.['measure0'] ?? 0)
          if (options.json === true) json({ count })
          else print(`${count} events`)
          return
        }
        const { rows, took } = await reader.query({ ...base, limit: options.limit })
        if (options.json === true) for (const row of rows) json(row)
        else {
          table(rows.map(line))
          print(
            `${rows.length} events${rows.length === options.limit ? ' (there may be more: --limit)' : ''}, ${Math.round(took)} ms`,
          )
        }
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

const head = new Set(['id', 'time', 'received', 'time_quality', 'source', 'realm', 'origin', 'decoder', 'message'])

/** One event on one line: when, where from, then what it says. */
function line(row: Readonly<Record<string, string | number | boolean | null>>): string[] {
  const rest = Object.entries(row)
    .filter(([name, value]) => !head.has(name) && value !== null)
    .map(([name, value]) => `${name}=${short(String(value))}`)
  const message = row['message'] === null || row['message'] === undefined ? [] : [short(String(row['message']))]
  return [
    when(Number(row['time'])),
    String(row['id']),
    plain(String(row['source'])),
    [...rest.slice(0, 8), ...message].join(' '),
  ]
}

function short(text: string): string {
  const one = plain(text).replace(/\s+/g, ' ')
  return one.length > 80 ? `${one.slice(0, 79)}…` : one
}
