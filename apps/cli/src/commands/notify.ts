import { TocsinError } from '@tocsin/kit'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { exitCodes, json, plain, print, table, when } from '../output.ts'
import { notRunning } from './options.ts'

interface Answered {
  readonly ok: boolean
  readonly status: number | null
  readonly says: { readonly en: string }
}

interface TargetRow {
  readonly id: string
  readonly target: {
    readonly name: string
    readonly rule: { readonly from: string; readonly realms: readonly string[]; readonly departments: 'all' | string[] }
    readonly via:
      | { readonly kind: 'webhook'; readonly url: string }
      | { readonly kind: 'mail'; readonly to: readonly string[] }
  }
  readonly enabled: boolean
  readonly waiting: number
  readonly missed: number
  readonly failingSince: number | null
  readonly lastOk: number | null
  readonly answer: Answered | null
}

export function notifyCommand(): Command {
  return new Command('notify')
    .description('who is told of incidents, and whether it gets through')
    .addCommand(
      new Command('list')
        .description('every target: what it hears of and how it does')
        .option('--json', 'one line of JSON a target')
        .option(...dataOption)
        .action(async (options: { json?: true; data?: string }) => {
          const targets = await targetsOf(options.data)
          if (options.json === true) for (const one of targets) json(one)
          else if (targets.length === 0)
            print('Nobody is told yet; the console adds targets under Settings, Notifications.')
          else table(targets.map(line))
        }),
    )
    .addCommand(
      new Command('test')
        .description('send a test message now, and show what was truly answered; exits with 1 where it was not taken')
        .argument('<target>', 'its id or its name')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(async (wanted: string, options: { json?: true; data?: string }) => {
          const targets = await targetsOf(options.data)
          const one = targets.find(({ id }) => id === wanted) ?? targets.find(({ target }) => target.name === wanted)
          if (one === undefined) {
            throw new TocsinError('not-found', 'There is no such target', {
              where: wanted,
              fix: 'See tocsin notify list',
            })
          }
          const path = `/api/notifications/targets/${encodeURIComponent(one.id)}/test`
          const answer = await ask<Answered>(server(options.data), 'POST', path, {})
          if (options.json === true) json(answer)
          else print(`${plain(one.target.name)}: ${answerText(answer)}`)
          if (!answer.ok) process.exitCode = exitCodes.failed
        }),
    )
}

async function targetsOf(data: string | undefined): Promise<readonly TargetRow[]> {
  return (await ask<{ targets: readonly TargetRow[] }>(server(data), 'GET', '/api/notifications')).targets
}

function line({ id, target, enabled, waiting, missed, failingSince, lastOk, answer }: TargetRow): string[] {
  const { rule, via, name } = target
  return [
    id,
    plain(name),
    // Never the path: with some receivers it is all that proves who sends.
    via.kind === 'mail' ? plain(via.to.join(', ')) : plain(URL.canParse(via.url) ? new URL(via.url).host : ''),
    `from ${rule.from}`,
    rule.realms.join(','),
    rule.departments === 'all' ? 'all departments' : plain(rule.departments.join(', ')),
    stateText(enabled, failingSince),
    lastOk === null ? 'never taken' : `last taken ${when(lastOk)}`,
    waiting + missed === 0 ? '' : `${waiting + missed} waiting`,
    failingSince === null || answer === null ? '' : answerText(answer),
  ]
}

function stateText(enabled: boolean, failingSince: number | null): string {
  if (!enabled) return 'off'
  return failingSince === null ? 'well' : `failing since ${when(failingSince)}`
}

function answerText({ status, says }: Answered): string {
  return `${status === null ? '' : `${status} `}${plain(says.en)}`
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
