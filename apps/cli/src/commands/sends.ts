import { TocsinError } from '@tocsin/kit'
import { Command, InvalidArgumentError } from 'commander'
import { ask, dataOption, type LocalServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { whole } from './options.ts'
import { running } from './running.ts'

type Cover = 'all' | { readonly kind: string; readonly id: string }

interface Opening {
  readonly id: string
  readonly covers: Cover
  readonly who: string
  readonly until: number
  readonly reason: string
}

interface Zone {
  readonly id: string
  readonly name: string
  readonly layer: string | null
  readonly passive: boolean
  readonly openings: readonly Opening[]
}

interface Counted {
  readonly order: {
    readonly kind: string
    readonly id: string
    readonly name: string | null
    readonly who: string | null
  }
  readonly host: string
  readonly address: string | null
  readonly port: number
  readonly zone: string | null
  readonly last: number
  readonly count: number
}

interface Sends {
  readonly known: boolean
  readonly zones: readonly Zone[]
  readonly sends: readonly (Counted & { readonly kind: string })[]
  readonly refused: readonly Counted[]
}

interface Common {
  readonly json?: true
  readonly data?: string
}

const dayMs = 86_400_000

/** `tocsin sends list|open|close`: what Tocsin itself sends into each zone, and which zones are open to it. */
export function sendsCommand(): Command {
  return new Command('sends')
    .description('what Tocsin itself sends, by the zone of its target; which zones are closed to it')
    .addCommand(
      new Command('list')
        .description('kind, order, last when, how often; what was refused; which zones are open, until when')
        .option('--json', 'one line of JSON each')
        .option(...dataOption)
        .action(list),
      { isDefault: true },
    )
    .addCommand(
      new Command('open')
        .description('let Tocsin send into a zone, for 30 days unless you say otherwise')
        .argument('<zone>', 'its id or its name')
        .requiredOption('--reason <text>', 'why; it is kept and shown')
        .option('--for <order>', 'only what is sent by one order, such as connection:broker', cover)
        .option('--days <n>', 'for so many days, 365 at most', whole(1, 365))
        .option('--until <time>', 'such as 2026-12-24 or 2026-12-24T18:00+01:00', time)
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(open),
    )
    .addCommand(
      new Command('close')
        .description('send nothing more into a zone; what is connected is ended')
        .argument('<zone>', 'its id or its name')
        .option('--opening <id>', 'only this opening, as list --json shows it')
        .option('--reason <text>', 'why')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(close),
    )
}

async function list(options: Common): Promise<void> {
  const { known, zones, sends, refused } = await sendsOf(running(options.data))
  if (options.json === true) {
    for (const zone of zones) json({ zone })
    for (const one of sends) json(one)
    for (const one of refused) json({ refused: one })
    return
  }
  const nameOf = (id: string | null) => zones.find((zone) => zone.id === id)?.name ?? 'in no zone'
  const byZone = (a: Counted, b: Counted) =>
    nameOf(a.zone) < nameOf(b.zone) ? -1 : nameOf(a.zone) > nameOf(b.zone) ? 1 : b.last - a.last
  if (!known) print('Which zones are closed is not known yet: nothing is sent.')
  table(
    zones
      .filter(({ passive }) => passive)
      .flatMap(({ name, layer, openings }) =>
        openings.length === 0
          ? [[plain(name), layer ?? '', 'closed', '', '', '']]
          : openings.map((one) => [
              plain(name),
              layer ?? '',
              `open until ${when(one.until)}`,
              `to ${coverText(one.covers)}`,
              `by ${plain(one.who)}`,
              plain(one.reason),
            ]),
      ),
  )
  const line = ({ order, host, address, port, zone, last, count }: Counted, what: string) => [
    plain(nameOf(zone)),
    what,
    plain(`${host}:${port}${address === null || address === host ? '' : ` (${address})`}`),
    plain(
      `${order.kind} ${order.name === null ? '' : `${order.name} `}${order.id}${order.who === null ? '' : ` of ${order.who}`}`,
    ),
    when(last),
    `${count}×`,
  ]
  table([...sends].sort(byZone).map((one) => line(one, one.kind)))
  table([...refused].sort(byZone).map((one) => line(one, 'refused')))
  const reached = new Set(sends.map(({ zone }) => zone))
  const quiet = zones.filter(({ id }) => !reached.has(id))
  print(sends.length === 0 ? 'Nothing was sent.' : `Nothing was sent into ${quiet.length} of ${zones.length} zones.`)
}

async function open(
  wanted: string,
  options: Common & { reason: string; for?: Cover; days?: number; until?: number },
): Promise<void> {
  const server = running(options.data)
  const zone = await zoneCalled(server, wanted)
  const until = options.until ?? (options.days === undefined ? undefined : Date.now() + options.days * dayMs)
  const opening = await ask<Opening>(server, 'POST', '/api/sends/open', {
    ...{ zone: zone.id, reason: options.reason, covers: options.for ?? 'all' },
    ...(until === undefined ? {} : { until }),
  })
  if (options.json === true) json(opening)
  else print(`${plain(zone.name)} is open to ${coverText(opening.covers)} until ${when(opening.until)}.`)
}

async function close(wanted: string, options: Common & { opening?: string; reason?: string }): Promise<void> {
  const server = running(options.data)
  const zone = await zoneCalled(server, wanted)
  const { ended } = await ask<{ ended: number }>(server, 'POST', '/api/sends/close', {
    zone: zone.id,
    ...(options.opening === undefined ? {} : { opening: options.opening }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  })
  if (options.json === true) json({ zone: zone.id, ended })
  else print(ended === 0 ? `${plain(zone.name)} was not open.` : `${plain(zone.name)}: ${ended} closed.`)
}

function sendsOf(server: LocalServer): Promise<Sends> {
  return ask<Sends>(server, 'GET', '/api/sends')
}

async function zoneCalled(server: LocalServer, wanted: string): Promise<Zone> {
  const { zones } = await sendsOf(server)
  const [one, ...others] = zones.some(({ id }) => id === wanted)
    ? zones.filter(({ id }) => id === wanted)
    : zones.filter(({ name }) => name === wanted)
  if (one !== undefined && others.length === 0) return one
  throw new TocsinError('not-found', one === undefined ? 'There is no such zone' : 'Several zones are called so', {
    where: wanted,
    fix: 'Give an id as tocsin sends list --json shows it',
  })
}

function coverText(covers: Cover): string {
  return covers === 'all' ? 'all that Tocsin sends' : plain(`${covers.kind} ${covers.id}`)
}

/** `connection:broker`. */
function cover(text: string): Cover {
  const [, kind = '', id = ''] = /^(connection|target|setting):(.+)$/.exec(text) ?? []
  if (kind === '') throw new InvalidArgumentError('connection:, target: or setting: with an id is needed')
  return { kind, id }
}

function time(text: string): number {
  const value = Date.parse(text)
  if (Number.isNaN(value)) throw new InvalidArgumentError('a time such as 2026-12-24T18:00+01:00 is needed')
  return value
}
