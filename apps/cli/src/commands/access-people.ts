import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, print } from '../output.ts'
import { collect, notRunning } from './options.ts'

export function inviteCommand(): Command {
  return new Command('invite')
    .description('a link with which somebody chooses a passphrase within 24 hours; it is shown once')
    .argument('<name>', 'as the person will sign in')
    .requiredOption('--role <role>', 'viewer, analyst, lead, field-engineer, dpo or administrator')
    .option('--department <name>', 'whose sources they see; may be repeated (default: all)', collect, [])
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (name: string, options: InviteOptions) => {
      const made = await ask<{ link: string }>(server(options.data), 'POST', '/api/people', {
        name,
        role: options.role,
        departments: options.department.length === 0 ? 'all' : options.department,
      })
      if (options.json === true) json(made)
      else print(made.link)
    })
}

export function breakGlassCommand(): Command {
  return new Command('break-glass')
    .description('make or arm again the account for the day when nobody else can sign in')
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (options: { json?: true; data?: string }) => {
      const path = '/api/people/break-glass'
      const made = await ask<{ name: string; passphrase: string }>(server(options.data), 'POST', path, {})
      if (options.json === true) json(made)
      else {
        print(`Name: ${made.name}`)
        print(`Passphrase: ${made.passphrase}`)
        print('Print it, seal it in an envelope, keep it where two people must go. Its first use rings an alarm;')
        print('it ends eight hours later and is armed again with this command.')
      }
    })
}

interface InviteOptions {
  readonly role: string
  readonly department: readonly string[]
  readonly json?: true
  readonly data?: string
}

function server(data: string | undefined) {
  const dataDir = dataFolder(data)
  const running = localServer(dataDir)
  if (running === undefined) throw notRunning(dataDir)
  return running
}
