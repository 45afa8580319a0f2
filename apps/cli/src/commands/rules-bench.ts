import type { Event } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { decoders } from '@tocsin/sources'
import { type BenchReport, benchRules } from '@tocsin/watch'
import { Command, Option } from 'commander'
import { numberedLines } from '../numbered-lines.ts'
import { json, plain, print, table } from '../output.ts'
import { rulesIn } from '../rule-folders.ts'
import { collect } from './options.ts'
import { eventsOf } from './rules-events.ts'
import { pipelineOption, pipelinesIn } from './rules-pipelines.ts'

/** Events held in memory while they are judged again and again. */
const maxEvents = 20_000

export function rulesBenchCommand(): Command {
  return new Command('bench')
    .description(
      `how fast rules judge the first ${maxEvents.toLocaleString('en')} records of a file, beside JSON.parse`,
    )
    .requiredOption('--rules <dir>', 'a folder of Sigma rules; may be repeated', collect, [])
    .requiredOption('--events <file>', 'records, one a line, also gzipped')
    .addOption(new Option('--as <source>', 'the format').choices(decoders.map(({ id }) => id)).makeOptionMandatory())
    .addOption(pipelineOption())
    .option('--json', 'one line of JSON')
    .action(bench)
}

interface BenchOptions {
  readonly rules: readonly string[]
  readonly events: string
  readonly as: string
  readonly pipeline: readonly string[]
  readonly json?: true
}

async function bench(options: BenchOptions): Promise<void> {
  const files = await rulesIn(options.rules)
  const loading = await pipelinesIn(options.pipeline)
  const events: Event[] = []
  for await (const event of eventsOf(options.events, options.as, { refused: 0 }, [])) {
    if (events.push(event) >= maxEvents) break
  }
  if (events.length === 0) {
    throw new TocsinError('no-events', 'The file gives no events', {
      where: options.events,
      fix: `Check that it holds records of ${options.as}, one a line`,
    })
  }
  const report = benchRules(files, events, await linesBehind(options.events, events), () => performance.now(), loading)
  if (options.json === true) json(report)
  else tell(report)
}

/** The texts of the lines that gave the events. */
async function linesBehind(path: string, events: readonly Event[]): Promise<string[]> {
  const wanted = new Set(events.map(({ at }) => at.offset))
  const last = events.at(-1)?.at.offset ?? 0
  const texts: string[] = []
  for await (const { number, bytes } of numberedLines(path)) {
    if (number > last) break
    if (wanted.has(number) && bytes !== undefined) texts.push(new TextDecoder().decode(bytes))
  }
  return texts
}

function tell(report: BenchReport): void {
  const { rules, events, hits, perSecond, microseconds, parse, fires, costs } = report
  print(`${rules} rules, ${events} events, ${hits} hits`)
  print(`${Math.round(perSecond)} events/s, ${microseconds.toFixed(2)} µs an event`)
  print(
    parse === undefined
      ? 'the lines are not JSON: there is no JSON.parse to compare with'
      : `${parse.ratio.toFixed(2)} of the speed of JSON.parse (${parse.microseconds.toFixed(2)} µs a line)`,
  )
  print('\nfire most')
  table(fires.map(({ rule, title, hits }) => [`${hits}`, plain(rule), plain(title)]))
  print('\ncost most: µs an event over all events, how often looked at, µs a look')
  table(
    costs.map(({ rule, title, candidacies, microseconds, each }) => [
      microseconds.toFixed(3),
      `${candidacies}`,
      each.toFixed(2),
      plain(rule),
      plain(title),
    ]),
  )
}
