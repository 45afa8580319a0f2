import { TocsinError } from '@tocsin/kit'
import type { QueryRow } from '@tocsin/query'
import { Command } from 'commander'
import { dataFolder, dataOption, localServer } from '../data-folder.ts'
import { eventCells } from '../event-line.ts'
import { eventStream } from '../event-stream.ts'
import { json, print } from '../output.ts'
import { notRunning, whole } from './options.ts'

export function tailCommand(): Command {
  return new Command('tail')
    .description("show events as they are stored: 'src.ip:10.2.* AND NOT user:svc*'")
    .argument('[text...]', 'the search that they must answer (docs/guide/search.md); without it, every event')
    .option('--limit <n>', 'stop after so many events', whole(1, 1_000_000))
    .option('--json', 'one line of JSON an event')
    .option(...dataOption)
    .action(async (words: readonly string[], options: TailOptions) => {
      const server = localServer(dataFolder(options.data))
      if (server === undefined) throw notRunning(dataFolder(options.data))
      process.once('SIGINT', () => process.exit(0))
      let shown = 0
      let missed = 0
      for await (const { event, data } of eventStream(server, `/api/tail?q=${encodeURIComponent(words.join(' '))}`)) {
        if (event === 'hello') process.stderr.write('Watching. Stop with Ctrl C.\n')
        if (event === 'signed-out' || event === 'ended') break
        if (event === 'dropped') {
          missed += Number((data as { events?: unknown }).events ?? 0)
          process.stderr.write(`${missed} events so far came too fast to be shown; a search finds them.\n`)
        }
        if (event !== 'events') continue
        for (const row of (data as { readonly events: readonly QueryRow[] }).events) {
          if (options.json === true) json(row)
          else print(eventCells(row).join('  '))
          // What is still on its way out is written before the process ends.
          if (++shown === options.limit) return
        }
      }
      throw new TocsinError('stream-ended', 'The server ended the stream', {
        where: server.url,
        fix: 'Look whether it was stopped, and start again',
      })
    })
}

interface TailOptions {
  readonly limit?: number
  readonly json?: true
  readonly data?: string
}
