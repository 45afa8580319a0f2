import { resolve } from 'node:path'
import { addErasures, erasuresOf } from '@tocsin/server'
import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { collect, notRunning } from './options.ts'

interface ErasureRow {
  readonly id: string
  readonly who: string
  readonly at: number
  readonly reason: string
  readonly step: string
  readonly events: number
  readonly frames: number
  readonly evidence: number
  readonly doneAt: number | null
}

export function eraseCommand(): Command {
  return new Command('erase')
    .description('erase events for good: columns, raw records, evidence; what stays says who, when, why and how many')
    .option('--where <search>', "events that a search finds, such as 'user:j.doe AND source:vpn'")
    .addOption(
      new Option('--event <id>', 'one event, such as 3.1042.0; may be repeated')
        .argParser(collect)
        .default([])
        .conflicts('where'),
    )
    .option('--reason <text>', 'why; without it, lists the erasures that there were')
    .option('--export <file>', 'add what was erased, as hashes, to a file that `restore --erasures` reads')
    .option('--json', 'one line of JSON an erasure')
    .option(...dataOption)
    .action(async (options: EraseOptions, command: Command) => {
      const asked = options.where !== undefined || options.event.length > 0
      if (asked && options.reason === undefined) command.error("error: required option '--reason <text>' not specified")
      if (!asked && options.reason !== undefined) command.error("error: name what to erase with '--where' or '--event'")
      const folder = dataFolder(options.data)
      if (options.export !== undefined) return addErasures(resolve(options.export), await erasuresOf(folder))
      const server = localServer(folder)
      if (server === undefined) throw notRunning(folder)
      if (!asked) return list(await ask(server, 'GET', '/api/erasures'), options.json === true)
      const erasure = await ask<ErasureRow>(server, 'POST', '/api/erasures', {
        ...(options.where === undefined ? { events: options.event } : { where: options.where }),
        reason: options.reason,
      })
      if (options.json === true) return json(erasure)
      print(`${erasure.id}: ${erasure.events} events erased, ${erasure.evidence} copies in findings`)
      if (erasure.doneAt === null) print('Raw records that are still being written are erased within minutes.')
    })
}

interface EraseOptions {
  readonly where?: string
  readonly event: readonly string[]
  readonly reason?: string
  readonly export?: string
  readonly json?: true
  readonly data?: string
}

function list({ erasures }: { readonly erasures: readonly ErasureRow[] }, asJson: boolean): void {
  if (asJson) for (const erasure of erasures) json(erasure)
  else if (erasures.length === 0) print('No erasures.')
  else {
    table(
      erasures.map(({ id, at, who, events, frames, doneAt, reason }) => [
        id,
        when(at),
        plain(who),
        `${events} events`,
        `${frames} raw records`,
        doneAt === null ? 'under way' : 'done',
        plain(reason),
      ]),
    )
  }
}
