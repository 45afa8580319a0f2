import { TocsinError } from '@tocsin/kit'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { collect, moment, notRunning } from './options.ts'

interface ExceptionRow {
  readonly id: string
  readonly rule: string
  readonly title: string
  readonly pairs: Readonly<Record<string, string | number | boolean>>
  readonly reason: string
  readonly who: string
  readonly until: number
  readonly ended?: { readonly who: string; readonly at: number }
}

export function rulesExceptionCommand(): Command {
  const now = Date.now()
  return new Command('exception')
    .description('what a rule no longer speaks of, with a reason and an end')
    .addCommand(
      new Command('add')
        .description('an event with all these values is no hit of the rule any more, until a day')
        .argument('<rule>', 'the id of a rule of single events')
        .requiredOption('--where <field=value>', 'a field as the rule names it; may be repeated', collect, [])
        .requiredOption('--until <time>', 'the day on which it ends, such as 2026-12-30', moment(now))
        .requiredOption('--reason <text>', 'why')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(async (rule: string, options: AddOptions) => {
          const { reason, until } = options
          const body = { rule, reason, until, pairs: Object.fromEntries(options.where.map(pairIn)) }
          const made = await ask<ExceptionRow>(server(options.data), 'POST', '/api/rules/exceptions', body)
          if (options.json === true) json(made)
          else print(`${made.id}: ${plain(made.title)} does not speak of ${said(made)} until ${when(made.until)}`)
        }),
    )
    .addCommand(
      new Command('list')
        .description('the exceptions that there are, those that are over too')
        .option('--json', 'one line of JSON an exception')
        .option(...dataOption)
        .action(async (options: { json?: true; data?: string }) => {
          const path = '/api/rules/exceptions'
          const { exceptions } = await ask<{ exceptions: readonly ExceptionRow[] }>(server(options.data), 'GET', path)
          if (options.json === true) for (const one of exceptions) json(one)
          else if (exceptions.length === 0) print('No exceptions.')
          else
            table(
              exceptions.map((one) => [
                one.id,
                standing(one, now),
                plain(one.who),
                plain(one.title),
                said(one),
                plain(one.reason),
              ]),
            )
        }),
    )
    .addCommand(
      new Command('end')
        .description('end an exception before its day')
        .argument('<id>', 'as `rules exception list` shows it')
        .option(...dataOption)
        .action(async (id: string, options: { data?: string }) => {
          await ask(server(options.data), 'POST', `/api/rules/exceptions/${encodeURIComponent(id)}/end`, {})
          print(`${plain(id)} is ended: the rule speaks again`)
        }),
    )
}

interface AddOptions {
  readonly where: readonly string[]
  readonly until: number
  readonly reason: string
  readonly json?: true
  readonly data?: string
}

function pairIn(text: string): readonly [string, string | number] {
  const at = text.indexOf('=')
  if (at < 1) {
    throw new TocsinError('bad-exception', `${plain(text)} is no field with a value`, {
      where: '--where',
      fix: 'Write it as --where User=ann',
    })
  }
  return [text.slice(0, at), text.slice(at + 1)]
}

function said({ pairs }: ExceptionRow): string {
  return Object.entries(pairs)
    .map(([field, value]) => plain(`${field}=${value}`))
    .join(' and ')
}

function standing({ until, ended }: ExceptionRow, now: number): string {
  if (ended !== undefined) return `ended ${when(ended.at)}`
  return until <= now ? `over ${when(until)}` : `until ${when(until)}`
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
