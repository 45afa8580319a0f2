import { type BackTestReport, backTestOffline } from '@tocsin/server'
import { ask, dataFolder, localServer } from '../data-folder.ts'
import { json, plain, print, progressLine, when } from '../output.ts'
import { followTrial } from './follow-trial.ts'
import { tellNear } from './rules-near.ts'

const day = 86_400_000

/**
 * What a rule that is in force waited for on the last day: how often each part of it held over the raw records that are
 * kept. Asks the server that runs on the folder, else reads the folder.
 */
export async function waitedFor(
  rule: string,
  options: { readonly data?: string; readonly json?: true },
): Promise<void> {
  const until = Date.now()
  const wish = { rule, from: until - day, until, lane: 'live' as const, waits: true }
  const folder = dataFolder(options.data)
  const server = localServer(folder)
  const line = progressLine()
  const show = ({ share, events }: { readonly share: number; readonly events: number }) =>
    line.show(`${Math.round(share * 100)} % · ${events} events`)
  const report =
    server === undefined
      ? await backTestOffline(folder, wish, show)
      : await followTrial(server, (await ask<{ id: string }>(server, 'POST', '/api/rules/back-test', wish)).id, show)
  line.end()
  if (options.json === true) json(report)
  else tell(report, wish.from)
}

function tell(report: BackTestReport, from: number): void {
  if (report.reaches === undefined) print('No raw records are kept: there is nothing to hold it against.')
  else if (report.reaches > from) print(`Raw records reach back to ${when(report.reaches)} only.`)
  if (report.cut !== undefined)
    print(`It ended after ${Math.round(report.seconds)} s (${report.cut}): the newest part of the day was read.`)
  for (const note of report.notes) print(`Left out: ${plain(note)}`)
  for (const near of report.near ?? []) tellNear(near)
  for (const { title, rule, events, held, conditions, searches } of report.waited ?? []) {
    print(`${plain(title)} (${plain(rule)}) held ${times(held)} in ${events} events of its logsource`)
    for (const condition of conditions) print(`  condition: ${plain(condition)}`)
    for (const { name, kind, held: often, asks, more } of searches) {
      const takes = kind === 'filter' ? ' (takes away)' : ''
      print(`  ${plain(name === '' ? 'the whole' : name)}${takes} held ${times(often)}`)
      for (const one of asks)
        print(
          `    ${String(one.held).padStart(8)}  ${plain(one.field === '' ? 'some value' : one.field)} ${plain(one.asked)}`,
        )
      if (more > 0) print(`    and ${more} more questions`)
    }
  }
}

function times(held: number): string {
  return held === 0 ? 'never' : held === 1 ? 'once' : `${held} times`
}
