import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table } from '../output.ts'
import { notRunning } from './options.ts'

interface Spot {
  readonly kind: string
  readonly risk: number
  readonly says: { readonly en: string }
  readonly fix: { readonly en: string }
}

/** `source blind`: what is not seen, by risk. */
export function sourceBlindCommand(): Command {
  return new Command('blind')
    .description('what is not seen, by risk: rules that nobody feeds, sources that nobody judges or that are silent')
    .option('--json', 'one line of JSON each')
    .option(...dataOption)
    .action(async (options: { json?: true; data?: string }) => {
      const folder = dataFolder(options.data)
      const running = localServer(folder)
      if (running === undefined) throw notRunning(folder)
      const { spots } = await ask<{ spots: readonly Spot[] }>(running, 'GET', '/api/blind-spots')
      if (options.json === true) for (const spot of spots) json(spot)
      else if (spots.length === 0) print('Nothing is known to be missing.')
      else table(spots.map(({ kind, risk, says, fix }) => [String(risk), kind, plain(says.en), plain(fix.en)]))
    })
}
