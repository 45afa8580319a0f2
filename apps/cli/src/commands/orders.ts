import { readFileSync } from 'node:fs'
import { textOf } from '@tocsin/inventory'
import { TocsinError } from '@tocsin/kit'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ask, dataOption } from '../data-folder.ts'
import { exitCodes, json, plain, print, table, when } from '../output.ts'
import { collect } from './options.ts'
import { running } from './running.ts'

interface OrderRow {
  readonly id: string
  readonly name: string
  readonly what: string
  readonly who: string
  readonly acts: readonly string[]
  readonly from: number
  readonly until: number
  readonly state: 'planned' | 'standing' | 'over'
  readonly count: number
  readonly assets: readonly { readonly name: string }[]
  readonly incidents: readonly { readonly id: string; readonly findings: number; readonly folded: boolean }[]
}

interface Imported {
  readonly kept: boolean
  readonly rows: number
  readonly orders: readonly { readonly line: number; readonly name: string; readonly what: string }[]
  readonly refused: readonly {
    readonly line: number
    readonly column?: string
    readonly reason: string
    readonly fix: string
  }[]
  readonly refusedCount: number
}

const actNames = ['command', 'settings', 'program', 'firmware', 'restart', 'offline', 'access', 'device']

/** `tocsin orders list|add|end|import`: work that people announce. */
export function ordersCommand(): Command {
  return new Command('orders')
    .description('work orders: what belongs to them is kept under them and opens no incident')
    .addCommand(
      new Command('list')
        .description('orders that stand or are to come')
        .option('--over', 'those that are over instead')
        .option('--json', 'one line of JSON an order')
        .option(...dataOption)
        .action(list),
    )
    .addCommand(
      new Command('add')
        .description('declare work, by default from now on')
        .requiredOption('--what <text>', 'what is done')
        .requiredOption('--who <text>', 'who does it')
        .option('--name <text>', 'what people call it, such as J-112')
        .option('--asset <id>', 'on this thing; may be repeated', collect, [])
        .option('--zone <id>', 'on everything in this zone')
        .addOption(
          new Option('--act <act>', 'what it will look like; may be repeated').argParser(
            (value: string, before: readonly string[] = []) => {
              if (!actNames.includes(value)) throw new InvalidArgumentError(`one of ${actNames.join(', ')} is needed`)
              return collect(value, before)
            },
          ),
        )
        .option('--account <name>', 'an account that does it; may be repeated', collect, [])
        .option('--from <time>', 'such as 2026-12-01T08:30+01:00', time)
        .option('--until <time>', 'such as 2026-12-01T12:00+01:00', time)
        .option('--hours <n>', 'instead of an end: hours from the beginning', hours)
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(add),
    )
    .addCommand(
      new Command('end')
        .description('end work before its time')
        .argument('<order>', 'its id or its name')
        .option(...dataOption)
        .action(end),
    )
    .addCommand(
      new Command('import')
        .description('read a list: name, what, who, assets or zone, from, until, acts, accounts')
        .argument('<file>', 'CSV')
        .option('--dry-run', 'say what it would declare, and why rows cannot be read')
        .option('--despite-refused', 'keep the others where some rows cannot be read')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(importList),
    )
}

interface Common {
  readonly json?: true
  readonly data?: string
}

async function list(options: Common & { over?: true }): Promise<void> {
  const state = options.over === true ? 'over' : 'open'
  const { orders } = await ask<{ orders: readonly OrderRow[] }>(
    running(options.data),
    'GET',
    `/api/orders?state=${state}`,
  )
  if (options.json === true) for (const one of orders) json(one)
  else if (orders.length === 0) print('No work is declared.')
  else table(orders.map(line))
}

async function add(
  options: Common & {
    what: string
    who: string
    name?: string
    asset: readonly string[]
    zone?: string
    act?: readonly string[]
    account: readonly string[]
    from?: number
    until?: number
    hours?: number
  },
): Promise<void> {
  const from = options.from ?? Date.now()
  const until = options.until ?? (options.hours === undefined ? undefined : from + options.hours * 3_600_000)
  if (until === undefined) throw usage('Give --until or --hours')
  if (options.asset.length === 0 && options.zone === undefined) throw usage('Give --asset or --zone')
  if (options.act === undefined || options.act.length === 0) throw usage(`Give --act: ${actNames.join(', ')}`)
  const { order } = await ask<{ order: OrderRow }>(running(options.data), 'POST', '/api/orders', {
    ...(options.name === undefined ? {} : { name: options.name }),
    what: options.what,
    who: options.who,
    accounts: options.account,
    where: options.asset.length > 0 ? { assets: options.asset } : { zone: options.zone },
    acts: options.act,
    from,
    until,
  })
  if (options.json === true) json(order)
  else print(`${order.id} ${plain(order.name)}: ${order.count} things, until ${when(order.until)}`)
}

async function end(wanted: string, options: Common): Promise<void> {
  const server = running(options.data)
  const { orders } = await ask<{ orders: readonly OrderRow[] }>(server, 'GET', '/api/orders')
  const [one, ...others] = orders.some(({ id }) => id === wanted)
    ? orders.filter(({ id }) => id === wanted)
    : orders.filter(({ name }) => name === wanted)
  if (one === undefined || others.length > 0) {
    throw new TocsinError('not-found', one === undefined ? 'There is no such order' : 'Several orders are called so', {
      where: wanted,
      fix: 'Give an id as tocsin orders list shows it',
    })
  }
  await ask(server, 'POST', `/api/orders/${encodeURIComponent(one.id)}/end`, {})
  print(`${one.id} ${plain(one.name)} is over.`)
}

async function importList(file: string, options: Common & { dryRun?: true; despiteRefused?: true }): Promise<void> {
  const text = textOf(readFileSync(file))
  const server = running(options.data)
  const asked = { text, despiteRefused: options.despiteRefused === true }
  const looked = await ask<Imported>(server, 'POST', '/api/orders/import', { ...asked, apply: false })
  const holds = options.dryRun !== true && (looked.refusedCount === 0 || options.despiteRefused === true)
  const read = holds ? await ask<Imported>(server, 'POST', '/api/orders/import', { ...asked, apply: true }) : looked
  if (options.json === true) json(read)
  else {
    for (const { line: at, column, reason, fix } of read.refused)
      process.stderr.write(
        `line ${at}${column === undefined ? '' : `, ${plain(column)}`}: ${plain(reason)}. ${plain(fix)}\n`,
      )
    print(
      `${read.orders.length} orders ${read.kept ? 'declared' : 'can be declared'}, ${read.refusedCount} rows refused.`,
    )
  }
  if (!read.kept && options.dryRun !== true) process.exitCode = exitCodes.failed
}

function line({ id, name, what, who, acts, from, until, state, count, assets, incidents }: OrderRow): string[] {
  const findings = incidents.reduce((sum, one) => sum + one.findings, 0)
  return [
    id,
    plain(name),
    state,
    `${when(from)} to ${when(until)}`,
    plain(what),
    plain(who),
    count === 1 ? plain(assets[0]?.name ?? '') : `${count} things`,
    acts.join(','),
    findings === 0 ? '' : `${findings} findings in ${incidents.map((one) => one.id).join(' ')}`,
  ]
}

function time(text: string): number {
  const value = Date.parse(text)
  if (Number.isNaN(value)) throw new InvalidArgumentError('a time such as 2026-12-01T08:30+01:00 is needed')
  return value
}

function hours(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 744)) throw new InvalidArgumentError('a number of hours up to 744 is needed')
  return value
}

function usage(message: string): TocsinError {
  return new TocsinError('bad-order', message, { fix: 'See tocsin orders add --help' })
}
