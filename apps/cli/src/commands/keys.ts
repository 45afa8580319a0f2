import { rotateFolder } from '@tocsin/server'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, print } from '../output.ts'

interface Rotated {
  readonly from: string
  readonly to: string
  readonly secrets: number
}

export function keysCommand(): Command {
  return new Command('keys').description('the master key that seals secrets').addCommand(
    new Command('rotate')
      .description('make a new master key and seal every secret anew; keep a copy of it apart from backups')
      .option('--json', 'as one line of JSON')
      .option(...dataOption)
      .action(async (options: { json?: true; data?: string }) => {
        const dataDir = dataFolder(options.data)
        const server = localServer(dataDir)
        const rotated: Rotated =
          server === undefined
            ? await rotateFolder(dataDir)
            : await ask<Rotated>(server, 'POST', '/api/keys/rotate', {})
        if (options.json === true) json(rotated)
        else {
          print(`${rotated.secrets} secrets are sealed anew, by key ${rotated.to} in place of ${rotated.from}`)
          print('Keep a copy of keys/master.key apart from your backups: without it they cannot be opened')
        }
      }),
  )
}
