import { storyNames } from '@tocsin/range'
import { Argument, Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { print } from '../output.ts'
import { notRunning } from './options.ts'

/** `tocsin range start|stop|story`: the devices of the sample city, and what happens to them. */
export function rangeCommand(): Command {
  return new Command('range')
    .description('the sample city that runs: its devices, and attack stories to watch')
    .addCommand(
      new Command('story')
        .description('lets a story begin; what truly happens is written beside the sample, for whoever judges')
        .addArgument(new Argument('<name>', 'which').choices([...storyNames]))
        .option(...dataOption)
        .action(async (name: string, { data }: { readonly data?: string }) => {
          await asked(data, '/api/sample/stories', { name })
          print(`${name} begins. Its findings are incidents in a few minutes.`)
        }),
    )
    .addCommand(life('start', 'lets the devices go on', false))
    .addCommand(life('stop', 'stops the devices; what they said stays', true))
}

function life(name: string, says: string, paused: boolean): Command {
  return new Command(name)
    .description(says)
    .option(...dataOption)
    .action(async ({ data }: { readonly data?: string }) => {
      await asked(data, '/api/sample/life', { paused })
      print(paused ? 'The devices are quiet.' : 'The devices speak.')
    })
}

async function asked(data: string | undefined, path: string, body: unknown): Promise<void> {
  const folder = dataFolder(data)
  const server = localServer(folder)
  if (server === undefined) throw notRunning(folder)
  await ask(server, 'POST', path, body)
}
