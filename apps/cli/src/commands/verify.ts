import { verifyFolder } from '@tocsin/server'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { exitCodes, json, plain, print } from '../output.ts'

interface Verdict {
  readonly entries: number
  readonly cut: number
  readonly checkpoints: number
  readonly uncovered: number
  readonly problems: readonly { readonly kind: string; readonly n: number; readonly says: string }[]
}

/** `tocsin verify`: 0 where the chain holds, 3 where something was changed, removed or moved. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check the audit: every entry against the chain, the chain against its signed checkpoints')
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (options: { json?: true; data?: string }) => {
      const dataDir = dataFolder(options.data)
      const server = localServer(dataDir)
      const verdict: Verdict =
        server === undefined ? await verifyFolder(dataDir) : await ask<Verdict>(server, 'GET', '/api/audit/verify')
      if (options.json === true) json(verdict)
      else say(verdict)
      if (verdict.problems.length > 0) process.exitCode = exitCodes.found
    })
}

function say({ entries, cut, checkpoints, uncovered, problems }: Verdict): void {
  for (const { says } of problems) print(plain(says))
  if (problems.length > 0) return
  print(`${entries} entries and ${checkpoints} checkpoints are as they were written`)
  if (cut > 0) print(`${cut} older entries went when their time was over (audit.days), as the chain says itself`)
  if (uncovered > 0) print(`${uncovered} entries came after the last checkpoint: their removal would not show yet`)
}
