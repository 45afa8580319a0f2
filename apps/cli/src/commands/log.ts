import { createHash } from 'node:crypto'
import { canonicalJson } from '@tocsin/kit'
import { rerun } from '@tocsin/server'
import { Command, Option } from 'commander'
import { plain, print, progressLine } from '../output.ts'
import { whole } from './options.ts'

export function logCommand(): Command {
  return new Command('log').description('the durable log').addCommand(
    new Command('rerun')
      .description('judge the segments of a data folder again and print the findings, one line of canonical JSON each')
      .argument('<dir>', 'a data folder')
      .option('--workers <n>', 'stream workers; the findings do not depend on it', whole(1, 16), 1)
      .addOption(new Option('--lane <name>', 'which lane').choices(['live', 'replay', 'both']).default('both'))
      .option('--json', 'also say the totals as one line of JSON, on standard error')
      .option('--quiet', 'print no findings, only the totals and their digest')
      .action(async (dir: string, options: RerunOptions) => {
        const digest = createHash('sha256')
        const line = progressLine()
        const totals = { frames: 0, events: 0, refused: 0, findings: 0 }
        for (const lane of lanesNamed(options.lane)) {
          const answer = await rerun({
            dir,
            lane,
            workers: options.workers,
            found: (finding) => {
              const text = canonicalJson(finding)
              digest.update(text).update('\n')
              if (options.quiet !== true) print(text)
            },
            progress: ({ frames, findings }) => line.show(`${frames} frames, ${findings} findings`),
          })
          for (const { detector, count, message } of answer.troubles) {
            process.stderr.write(`${plain(detector)} failed ${count} times: ${plain(message)}\n`)
          }
          for (const name of ['frames', 'events', 'refused', 'findings'] as const) totals[name] += answer[name]
        }
        line.end()
        const summary = { ...totals, workers: options.workers, sha256: digest.digest('hex') }
        if (options.json === true) process.stderr.write(`${JSON.stringify(summary)}\n`)
        else {
          process.stderr.write(
            `${totals.frames} frames, ${totals.events} events, ${totals.refused} refused, ${totals.findings} findings; sha256 ${plain(summary.sha256)}\n`,
          )
        }
      }),
  )
}

function lanesNamed(name: string): readonly number[] {
  if (name === 'live') return [0]
  if (name === 'replay') return [1]
  return [0, 1]
}

interface RerunOptions {
  readonly workers: number
  readonly lane: string
  readonly json?: true
  readonly quiet?: true
}
