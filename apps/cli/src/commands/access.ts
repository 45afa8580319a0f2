import { resetFolderSecondFactor } from '@tocsin/server'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print } from '../output.ts'
import { breakGlassCommand, inviteCommand } from './access-people.ts'

export function accessCommand(): Command {
  return new Command('access')
    .description('how people come in')
    .addCommand(
      new Command('reset-second-factor')
        .description("take somebody's codes, passkeys and recovery codes away, when all of them are lost")
        .argument('<name>', "the account's name")
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(async (name: string, options: { json?: true; data?: string }) => {
          const dataDir = dataFolder(options.data)
          const server = localServer(dataDir)
          const reset =
            server === undefined
              ? await resetFolderSecondFactor(dataDir, name)
              : (await ask<{ readonly name: string }>(server, 'POST', '/api/settings/sign-in/reset', { name })).name
          if (options.json === true) json({ name: reset })
          else print(`${plain(reset)} signs in by passphrase alone now. It is noted in the audit.`)
        }),
    )
    .addCommand(inviteCommand())
    .addCommand(breakGlassCommand())
}
