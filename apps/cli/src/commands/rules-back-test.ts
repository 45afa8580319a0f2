import { readFile } from 'node:fs/promises'
import { type BackTestReport, backTestOffline } from '@tocsin/server'
import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, progressLine, table, when } from '../output.ts'
import { followTrial } from './follow-trial.ts'
import { moment } from './options.ts'

export function rulesBackTestCommand(): Command {
  const now = Date.now()
  return new Command('back-test')
    .description('what a rule would have said of the raw records that are kept; alerts nobody')
    .argument('[file]', 'a file with a Sigma rule, with its correlation where it has one')
    .option('--rule <id>', 'instead of a file: a rule that is in force')
    .option('--since <time>', 'received from this time on, or so far back (24h, 7d)', moment(now), now - 86_400_000)
    .option('--until <time>', 'received before this time; now where left out', moment(now))
    .addOption(new Option('--lane <name>', 'which records').choices(['live', 'replay']).default('live'))
    .option('--json', 'the whole report as one line of JSON')
    .option(...dataOption)
    .action(async (file: string | undefined, options: BackTestOptions, command: Command) => {
      if ((file === undefined) === (options.rule === undefined))
        command.error("error: name a file with a rule, or a rule that is in force with '--rule'")
      const wish = {
        ...(options.rule === undefined ? { text: await readFile(file ?? '', 'utf8') } : { rule: options.rule }),
        from: options.since,
        until: options.until ?? now,
        lane: options.lane,
      }
      const folder = dataFolder(options.data)
      const server = localServer(folder)
      const line = progressLine()
      const show = (progress: { readonly share: number; readonly events: number; readonly hits: number }) =>
        line.show(`${bar(progress.share)} ${progress.events} events, ${progress.hits} hits`)
      const report =
        server === undefined
          ? await backTestOffline(folder, wish, show)
          : await followTrial(
              server,
              (await ask<{ id: string }>(server, 'POST', '/api/rules/back-test', wish)).id,
              show,
            )
      line.end()
      if (options.json === true) json(report)
      else tell(report, wish.from)
    })
}

interface BackTestOptions {
  readonly rule?: string
  readonly since: number
  readonly until?: number
  readonly lane: 'live' | 'replay'
  readonly json?: true
  readonly data?: string
}

function tell(report: BackTestReport, from: number): void {
  const [side] = report.sides
  if (side === undefined) return
  if (report.reaches === undefined) print('No raw records are kept: there is nothing to try it on.')
  else if (report.reaches > from) print(`Raw records reach back to ${when(report.reaches)} only.`)
  for (const note of report.notes) print(`Left out: ${plain(note)}`)
  print(
    `${side.hits} hits in ${side.events} events (${report.frames} records, ${report.unread} unreadable); ${report.perSecond} events/s`,
  )
  for (const { rule, title, hits } of side.rules) print(`  ${hits}  ${plain(title)} (${plain(rule)})`)
  for (const { rule, hits } of side.heard) print(`  ${plain(rule)} was met ${hits} times and is only heard by others`)
  if (side.hits === 0) return
  print('\nby day')
  const most = Math.max(...side.days.map(({ hits }) => hits))
  table(side.days.map(({ day, hits }) => [day, `${hits}`.padStart(8), '█'.repeat(Math.ceil((hits / most) * 30))]))
  print('\nmost often about')
  table(side.about.slice(0, 20).map(({ kind, value, hits }) => [`${hits}`.padStart(8), plain(kind), plain(value)]))
  print('\nfirst hits')
  for (const hit of side.kept) {
    if (hit.matched === undefined && hit.events === undefined) continue
    const about = hit.about.map(({ kind, value }) => `${kind} ${value}`).join(', ')
    print(`  ${when(hit.time)}  ${plain(hit.source)}  ${plain(hit.event)}  ${plain(about)}`)
    if (hit.events !== undefined) print(`    ${hit.events} events together`)
    for (const { field, asked, value } of hit.matched ?? [])
      print(`    ${plain(field === '' ? 'a word' : field)} ${plain(asked)}: ${plain(String(value))}`)
  }
}

function bar(share: number): string {
  const full = Math.round(share * 20)
  return `[${'█'.repeat(full)}${'·'.repeat(20 - full)}] ${Math.round(share * 100)} %`
}
