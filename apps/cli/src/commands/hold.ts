import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { collect, moment, notRunning } from './options.ts'

interface HoldRow {
  readonly id: string
  readonly who: string
  readonly at: number
  readonly reason: string
  readonly sources: readonly string[]
  readonly from: number | null
  readonly until: number | null
  readonly incident: string | null
  readonly events: number
  readonly ended: { readonly who: string; readonly at: number; readonly reason: string } | null
}

export function holdCommand(): Command {
  const now = Date.now()
  return new Command('hold')
    .description('legal holds: what they cover is deleted by nothing until they are ended')
    .addCommand(
      new Command('add')
        .description('hold events by source, time or incident')
        .option('--source <name>', 'events of this source; may be repeated', collect, [])
        .option('--from <time>', 'received from this time on, or so far back (24h, 7d)', moment(now))
        .option('--until <time>', 'received before this time', moment(now))
        .option('--incident <id>', 'the events of this incident, such as INC-12, also those to come')
        .requiredOption('--reason <text>', 'why')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(async (options: AddOptions) => {
          const hold = await ask<HoldRow>(server(options.data), 'POST', '/api/holds', {
            sources: options.source,
            from: options.from ?? null,
            until: options.until ?? null,
            incident: options.incident ?? null,
            reason: options.reason,
          })
          if (options.json === true) json(hold)
          else print(`${hold.id} holds ${covered(hold)}`)
        }),
    )
    .addCommand(
      new Command('list')
        .description('the holds that there are, those that were ended too')
        .option('--json', 'one line of JSON a hold')
        .option(...dataOption)
        .action(async (options: { json?: true; data?: string }) => {
          const { holds } = await ask<{ holds: readonly HoldRow[] }>(server(options.data), 'GET', '/api/holds')
          if (options.json === true) for (const hold of holds) json(hold)
          else if (holds.length === 0) print('No holds.')
          else {
            table(
              holds.map((hold) => [
                hold.id,
                hold.ended === null ? 'active' : `ended ${when(hold.ended.at)}`,
                when(hold.at),
                plain(hold.who),
                covered(hold),
                plain(hold.reason),
              ]),
            )
          }
        }),
    )
    .addCommand(
      new Command('end')
        .description('end a hold; retention then takes what is over')
        .argument('<id>', 'as `hold list` shows it')
        .requiredOption('--reason <text>', 'why')
        .option(...dataOption)
        .action(async (id: string, options: { reason: string; data?: string }) => {
          const { reason } = options
          await ask(server(options.data), 'POST', `/api/holds/${encodeURIComponent(id)}/end`, { reason })
          print(`${plain(id)} is ended`)
        }),
    )
}

interface AddOptions {
  readonly source: readonly string[]
  readonly from?: number
  readonly until?: number
  readonly incident?: string
  readonly reason: string
  readonly json?: true
  readonly data?: string
}

function covered({ sources, from, until, incident, events }: HoldRow): string {
  const range = sources.length > 0 || from !== null || until !== null
  return [
    ...(range ? [sources.length === 0 ? 'all sources' : sources.map(plain).join(', ')] : []),
    ...(from === null ? [] : [`from ${when(from)}`]),
    ...(until === null ? [] : [`until ${when(until)}`]),
    ...(incident === null ? [] : [`${plain(incident)} (${events} events)`]),
  ].join(' ')
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
