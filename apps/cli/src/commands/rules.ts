import { decoders, knownLogsources } from '@tocsin/sources'
import { type CheckedRule, checkRules, matchOffline, readRuleFolder } from '@tocsin/watch'
import { Command, Option } from 'commander'
import { exitCodes, json, plain, print, progressLine, table } from '../output.ts'
import { requireFolders, rulesIn } from '../rule-folders.ts'
import { collect } from './options.ts'
import { rulesBackTestCommand } from './rules-back-test.ts'
import { rulesBenchCommand } from './rules-bench.ts'
import { cityOption, recognising } from './rules-city.ts'
import { eventsOf } from './rules-events.ts'
import { rulesExceptionCommand } from './rules-exception.ts'
import { rulesExplainCommand } from './rules-explain.ts'
import { rulesModeCommands } from './rules-mode.ts'
import { pipelineOption, pipelinesIn } from './rules-pipelines.ts'
import { rulesTestCommand } from './rules-test.ts'
import { rulesUpdateCommand } from './rules-update.ts'

export function rulesCommand(): Command {
  const rules = new Command('rules')
    .description('Sigma rules: check and try them without a server, and decide which of a running one listen')
    .addCommand(
      new Command('match')
        .description('which rules match which records of a file; one line a match, in the order of the records')
        .requiredOption('--rules <dir>', 'a folder of Sigma rules; may be repeated', collect, [])
        .requiredOption('--events <file>', 'records, one a line, also gzipped')
        .addOption(
          new Option('--as <source>', 'the format').choices(decoders.map(({ id }) => id)).makeOptionMandatory(),
        )
        .addOption(pipelineOption())
        .addOption(cityOption())
        .option('--all-logsources', 'hold every rule against every record, wherever it comes from')
        .option('--json', 'one line of JSON a match: {"event": <line from 0>, "rule": "<id>"}')
        .action(match),
    )
    .addCommand(
      new Command('check')
        .description('which rules load, sleep or are refused, where and why')
        .argument('<dir...>', 'folders of Sigma rules')
        .addOption(pipelineOption())
        .option('--json', 'one line of JSON a rule')
        .action(check),
    )
    .addCommand(rulesTestCommand())
    .addCommand(rulesExplainCommand())
    .addCommand(rulesBenchCommand())
    .addCommand(rulesBackTestCommand())
    .addCommand(rulesUpdateCommand())
    .addCommand(rulesExceptionCommand())
  for (const command of rulesModeCommands()) rules.addCommand(command)
  return rules
}

type Checked = Omit<CheckedRule, 'warnings'>

interface MatchOptions {
  readonly rules: readonly string[]
  readonly events: string
  readonly as: string
  readonly pipeline: readonly string[]
  readonly city?: string
  readonly allLogsources?: true
  readonly json?: true
}

async function match(options: MatchOptions): Promise<void> {
  const files = await rulesIn(options.rules)
  const loading = await pipelinesIn(options.pipeline)
  const line = progressLine()
  const unread = { refused: 0 }
  // The matcher counts events; what is printed is the line that an event stands on.
  const lines: number[] = []
  let matches = 0
  const events = await recognising(options.city, eventsOf(options.events, options.as, unread, lines))
  for await (const { event, rule } of matchOffline(files, events, {
    ...loading,
    logsources: options.allLogsources === true ? 'all' : 'stated',
  })) {
    matches++
    const at = lines[event] ?? event
    if (options.json === true) json({ event: at, rule })
    else print(`${at}  ${plain(rule)}`)
    if (matches % 1000 === 0) line.show(`line ${at}, ${matches} matches`)
  }
  line.end()
  if (unread.refused > 0) process.stderr.write(`${unread.refused} records cannot be read as ${options.as}\n`)
}

interface CheckOptions {
  readonly pipeline: readonly string[]
  readonly json?: true
}

async function check(dirs: readonly string[], options: CheckOptions): Promise<void> {
  requireFolders(dirs)
  const loading = await pipelinesIn(options.pipeline)
  const folder = await readRuleFolder(dirs)
  const checked: Checked[] = [
    ...checkRules(folder.files, knownLogsources, loading),
    ...folder.refused.map(({ path, reason, fix }) => ({ file: path, status: 'refused' as const, reason, fix })),
    ...folder.passed.map((file) => ({ file, status: 'other' as const, reason: whyPassed(file) })),
  ]
  const counts = new Map<string, number>()
  for (const rule of checked) {
    counts.set(rule.status, (counts.get(rule.status) ?? 0) + 1)
    if (options.json === true) json(rule)
  }
  if (options.json !== true) {
    const spoken = checked.filter(({ status }) => status === 'asleep' || status === 'refused')
    table(
      spoken.map((rule) => [
        rule.status,
        `${plain(rule.file)}${rule.line === undefined ? '' : `:${rule.line}:${rule.column ?? 1}`}`,
        plain([rule.reason, rule.fix].filter((part) => part !== undefined).join('. ')),
      ]),
    )
    print([...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no rules')
  }
  if ((counts.get('refused') ?? 0) > 0) process.exitCode = exitCodes.found
}

function whyPassed(file: string): string {
  return /\.test\.ya?ml$/i.test(file) ? 'it holds tests of a rule' : 'its name does not end in .yml or .yaml'
}
