import { Command, InvalidArgumentError } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { notRunning } from './options.ts'
import { sourceAddCommand } from './source-add.ts'
import { sourceBlindCommand } from './source-blind.ts'

interface SourceRow {
  readonly source: string
  readonly state: string
  readonly last: number | null
  readonly events: number
  readonly refused: number
  readonly expected: number | null
  readonly lastHour: number | null
  readonly zone: string | null
  readonly profile: { readonly owner: string | null } | null
  readonly offsets: readonly { readonly sender: string; readonly minutes: number; readonly zone: string | null }[]
}

interface SenderRow {
  readonly sender: string
  readonly decoder: string
  readonly last: number
  readonly frames: number
  readonly refused: number
  readonly aheadSeconds: number | null
  readonly zone: string | null
  readonly unread: string
  readonly looksLike: string | null
}

export function sourceCommand(): Command {
  return new Command('source')
    .description('who sends: add a source, see how each is, give it a zone')
    .addCommand(sourceAddCommand())
    .addCommand(sourceBlindCommand())
    .addCommand(
      new Command('list')
        .description('every source: how it is, what is expected of it, and what to decide about')
        .option('--json', 'one line of JSON a source')
        .option(...dataOption)
        .action(async (options: { json?: true; data?: string }) => {
          const { sources } = await ask<{ sources: readonly SourceRow[] }>(
            server(options.data),
            'GET',
            '/api/sources/health',
          )
          if (options.json === true) for (const one of sources) json(one)
          else if (sources.length === 0) print('Nobody sends yet; `tocsin source add` says how.')
          else listed(sources)
        }),
    )
    .addCommand(
      new Command('senders')
        .description('who sends as a source, with which clock, and what of it cannot be read')
        .argument('<source>')
        .option('--json', 'one line of JSON a sender')
        .option(...dataOption)
        .action(async (source: string, options: { json?: true; data?: string }) => {
          const path = `/api/sources/${encodeURIComponent(source)}/senders`
          const { senders } = await ask<{ senders: readonly SenderRow[] }>(server(options.data), 'GET', path)
          if (options.json === true) for (const one of senders) json(one)
          else table(senders.map(senderLine))
        }),
    )
    .addCommand(
      new Command('zone')
        .description('the zone of times that a source writes without one; it holds from the next record on')
        .argument('<source>')
        .argument('<zone>', 'UTC, an offset such as +02:00, a name such as Europe/Paris, or `none`')
        .option('--sender <address>', 'only what this sender of it sends', '')
        .option(...dataOption)
        .action(async (source: string, zone: string, options: { sender: string; data?: string }) => {
          const path = `/api/sources/${encodeURIComponent(source)}/zone`
          const given = zone === 'none' ? null : zone
          await ask(server(options.data), 'PUT', path, { sender: options.sender, zone: given })
          const who = options.sender === '' ? plain(source) : `${plain(options.sender)} of ${plain(source)}`
          print(
            given === null ? `${who}: times without a zone are UTC` : `${who}: times without a zone are ${plain(zone)}`,
          )
        }),
    )
    .addCommand(
      new Command('set')
        .description('declare what is expected of a source; what is not said stays as it was')
        .argument('<source>')
        .option('--owner <who>', 'who answers for it')
        .option('--parent <name>', 'the relay or gateway that its records pass through')
        .option('--expected <events>', 'events an hour', number)
        .option('--silent-after <minutes>', 'minutes without a record after which it is silent', number)
        .option('--realm <realm>', 'real, sample or exercise')
        .option('--decoder <name>', 'what reads it')
        .option(...dataOption)
        .action(async (source: string, options: SetOptions) => {
          const running = server(options.data)
          const { sources } = await ask<{ sources: readonly { source: string; profile: object | null }[] }>(
            running,
            'GET',
            '/api/sources/health',
          )
          const { source: _, ...before } = { source, ...sources.find((one) => one.source === source)?.profile }
          const { owner, parent, expected, silentAfter, realm, decoder } = options
          const said = { owner, parent, expected, silentMinutes: silentAfter, realm, decoder }
          const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
          await ask(running, 'PUT', `/api/sources/${encodeURIComponent(source)}/profile`, { ...before, ...given })
          print(`${plain(source)} is declared`)
        }),
    )
    .addCommand(
      new Command('remove')
        .description('forget what was declared of a source; what it sent stays')
        .argument('<source>')
        .option(...dataOption)
        .action(async (source: string, options: { data?: string }) => {
          await ask(server(options.data), 'DELETE', `/api/sources/${encodeURIComponent(source)}/profile`)
          print(`${plain(source)} is not declared any more`)
        }),
    )
}

interface SetOptions {
  readonly owner?: string
  readonly parent?: string
  readonly expected?: number
  readonly silentAfter?: number
  readonly realm?: string
  readonly decoder?: string
  readonly data?: string
}

function listed(sources: readonly SourceRow[]): void {
  table(
    sources.map((one) => [
      plain(one.source),
      one.state,
      one.last === null ? 'never' : when(one.last),
      `${one.events} events`,
      `${one.refused} refused`,
      one.expected === null ? '' : `${Math.round(one.expected)} an hour usual`,
      one.zone ?? '',
      plain(one.profile?.owner ?? ''),
    ]),
  )
  for (const { source, offsets } of sources) {
    for (const { sender, minutes, zone } of offsets) {
      const far = `${Math.abs(minutes) / 60} h ${minutes > 0 ? 'ahead' : 'behind'}`
      print('')
      print(`The times of ${plain(sender)} (${plain(source)}) are always ${far}.`)
      if (zone === null) print('It says its zone, so its clock is wrong: set it.')
      else print(`Accept its zone: tocsin source zone ${plain(source)} ${zone} --sender ${plain(sender)}`)
    }
  }
}

function senderLine(one: SenderRow): string[] {
  return [
    plain(one.sender),
    plain(one.decoder),
    when(one.last),
    `${one.frames} records`,
    `${one.refused} refused`,
    one.aheadSeconds === null ? '' : `${one.aheadSeconds} s`,
    one.zone ?? '',
    one.unread === ''
      ? ''
      : `${one.looksLike === null ? '' : `looks like ${one.looksLike}: `}${plain(one.unread.slice(0, 60))}`,
  ]
}

function number(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give a number.')
  return value
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
