import { TocsinError } from '@tocsin/kit'
import type { Account, TallyNode } from '@tocsin/sigma'
import { decoders } from '@tocsin/sources'
import { type ExplainedCorrelation, type ExplainedRule, explainer } from '@tocsin/watch'
import { Command, Option } from 'commander'
import { dataOption } from '../data-folder.ts'
import { exitCodes, json, plain, print } from '../output.ts'
import { rulesIn } from '../rule-folders.ts'
import { collect, whole } from './options.ts'
import { cityOption, recognising } from './rules-city.ts'
import { eventsOf } from './rules-events.ts'
import { tellGroups } from './rules-near.ts'
import { pipelineOption, pipelinesIn } from './rules-pipelines.ts'
import { waitedFor } from './rules-waited.ts'

export function rulesExplainCommand(): Command {
  return new Command('explain')
    .description('why a rule speaks of a record, or what it waited for: over all records of a file, or the last day')
    .argument('[rule]', 'without a file: a rule that is in force, held against the raw records of the last 24 hours')
    .option('--rules <dir>', 'a folder of Sigma rules; may be repeated', collect, [])
    .option('--rule <id>', 'the id, name or title of a rule or correlation')
    .option('--events <file>', 'records, one a line, also gzipped')
    .addOption(new Option('--as <source>', 'the format').choices(decoders.map(({ id }) => id)))
    .addOption(pipelineOption())
    .addOption(cityOption())
    .option(...dataOption)
    .option('--line <n>', 'one record: its line, from 0, as rules match prints it', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--json', 'lines of JSON')
    .action(async (stored: string | undefined, options: GivenOptions, command: Command) => {
      if (stored !== undefined) return waitedFor(stored, options)
      const { rule, events, as } = options
      if (rule === undefined || events === undefined || as === undefined || options.rules.length === 0)
        return command.error("error: name a rule that is in force, or give '--rules', '--rule', '--events' and '--as'")
      return explain({ ...options, rule, events, as })
    })
}

type GivenOptions = Omit<ExplainOptions, 'rule' | 'events' | 'as'> & {
  readonly rule?: string
  readonly events?: string
  readonly as?: string
  readonly data?: string
}

interface ExplainOptions {
  readonly rules: readonly string[]
  readonly rule: string
  readonly events: string
  readonly as: string
  readonly pipeline: readonly string[]
  readonly city?: string
  readonly line?: number
  readonly json?: true
}

async function explain(options: ExplainOptions): Promise<void> {
  const one = explainer(await rulesIn(options.rules), options.rule, await pipelinesIn(options.pipeline))
  if (one === undefined) {
    throw new TocsinError('no-such-rule', `No rule ${plain(options.rule)} is loaded`, {
      fix: 'See rules check: it lists every rule and why some are refused',
    })
  }
  if (options.line !== undefined && one.head.kind === 'correlation') {
    throw new TocsinError('no-single-record', 'A correlation judges several records together', {
      where: one.head.title,
      fix: 'Leave --line out, or explain one of the rules that it hears',
    })
  }
  const unread = { refused: 0 }
  const lines: number[] = []
  let event = 0
  let told = 0
  const events = await recognising(options.city, eventsOf(options.events, options.as, unread, lines))
  for await (const given of events) {
    const line = lines[event++] ?? 0
    if (options.line === undefined) one.take(given)
    else if (line === options.line) {
      const { routed, account } = one.account(given) ?? { routed: false, account: undefined }
      if (account === undefined) continue
      told++
      if (options.json === true) json({ line, rule: one.head.id, routed, account })
      else tellAccount(line, one.head.title, routed, account)
    } else if (line > options.line) break
  }
  if (unread.refused > 0) process.stderr.write(`${unread.refused} records cannot be read as ${options.as}\n`)
  if (options.line === undefined) tellAll(one.read(), options.json)
  else if (told === 0) {
    process.stderr.write(`Line ${options.line} gives no event: it is empty, beyond the end, or cannot be read\n`)
    process.exitCode = exitCodes.failed
  }
}

function tellAccount(line: number, title: string, routed: boolean, account: Account): void {
  const speaks = routed && account.holds
  print(`line ${line}: ${plain(title)} ${speaks ? 'speaks' : 'is silent'}`)
  if (!routed) print('  the record is not of its logsource: the rule is not asked')
  for (const row of accountRows(account, 1)) print(row)
}

const maxAlternatives = 10

function accountRows(account: Account, depth: number): string[] {
  const open = `${'  '.repeat(depth)}${account.holds ? '✓' : '✗'} `
  if (account.kind !== 'ask') {
    const shown = shortened(account.of, ({ holds }) => holds)
    return [
      `${open}${joints[account.kind]}`,
      ...shown.some.flatMap((one) => accountRows(one, depth + 1)),
      ...restRow(shown.more, depth),
    ]
  }
  const { field, asked, value, matched } = account
  const has = field === '' ? '' : `: ${value === undefined ? 'absent' : plain(JSON.stringify(value))}`
  const places = matched.flatMap(({ ranges }) => ranges.map(([from, to]) => `${from}-${to}`))
  const where = places.length === 0 ? '' : ` (at ${places.join(', ')})`
  return [`${open}${plain(`${field === '' ? 'some value' : field} ${asked}`)}${has}${where}`]
}

const joints = { and: 'all of', or: 'one of', not: 'not' } as const

function tallyRows(node: TallyNode, depth: number): string[] {
  const open = `${'  '.repeat(depth)}${String(node.held).padStart(8)}  `
  if (node.kind === 'ask') return [`${open}${plain(`${node.field === '' ? 'some value' : node.field} ${node.asked}`)}`]
  const shown = shortened(node.of, ({ held }) => held > 0)
  return [
    `${open}${joints[node.kind]}`,
    ...shown.some.flatMap((one) => tallyRows(one, depth + 1)),
    ...restRow(shown.more, depth),
  ]
}

/** Long lists of alternatives are cut to what held, and a few that did not. */
function shortened<One>(all: readonly One[], held: (one: One) => boolean) {
  if (all.length <= maxAlternatives) return { some: all, more: 0 }
  const missing = all.filter((one) => !held(one)).slice(0, maxAlternatives)
  const some = all.filter((one) => held(one) || missing.includes(one))
  return { some, more: all.length - some.length }
}

function restRow(more: number, depth: number): string[] {
  return more === 0 ? [] : [`${'  '.repeat(depth + 1)}and ${more} more that did not hold`]
}

function tellAll(told: ExplainedRule | ExplainedCorrelation, asJson: true | undefined): void {
  if (asJson === true) {
    const { rule, ...rest } = told
    json({ ...rest, rule: rule.id, title: rule.title })
    return
  }
  if (told.kind === 'correlation') {
    print(`${plain(told.rule.title)} spoke ${told.spoke} times over ${told.events} events; it heard`)
    for (const { spoke, title } of told.heard) print(`  ${String(spoke).padStart(8)}  ${plain(title)}`)
    tellGroups(told.near, told.at, told.heard)
    return
  }
  const { rule, events, routed, tally } = told
  print(`${plain(rule.title)} spoke ${tally.held} times; ${routed} of ${events} events are of its logsource. It asks`)
  for (const row of tallyRows(tally, 0)) print(row)
}
