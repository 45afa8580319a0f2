import { Command, CommanderError } from 'commander'
import { completionCommand } from './commands/completion.ts'
import { exitCodes, tell } from './output.ts'

/** By its word, what makes a command: a command line loads what it names, since all of them take a second. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  link: async () => (await import('./commands/serve.ts')).linkCommand(),
  replay: async () => (await import('./commands/replay.ts')).replayCommand(),
  search: async () => (await import('./commands/search.ts')).searchCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  tail: async () => (await import('./commands/tail.ts')).tailCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  incidents: async () => (await import('./commands/incidents.ts')).incidentsCommand(),
  hold: async () => (await import('./commands/hold.ts')).holdCommand(),
  erase: async () => (await import('./commands/erase.ts')).eraseCommand(),
  notify: async () => (await import('./commands/notify.ts')).notifyCommand(),
  rules: async () => (await import('./commands/rules.ts')).rulesCommand(),
  range: async () => (await import('./commands/range.ts')).rangeCommand(),
  city: async () => (await import('./commands/city.ts')).cityCommand(),
  sends: async () => (await import('./commands/sends.ts')).sendsCommand(),
  orders: async () => (await import('./commands/orders.ts')).ordersCommand(),
  decoders: async () => (await import('./commands/decoders.ts')).decodersCommand(),
  log: async () => (await import('./commands/log.ts')).logCommand(),
  source: async () => (await import('./commands/source.ts')).sourceCommand(),
  token: async () => (await import('./commands/token.ts')).tokenCommand(),
  access: async () => (await import('./commands/access.ts')).accessCommand(),
  verify: async () => (await import('./commands/verify.ts')).verifyCommand(),
  keys: async () => (await import('./commands/keys.ts')).keysCommand(),
  config: async () => (await import('./commands/config.ts')).configCommand(),
  backup: async () => (await import('./commands/backup.ts')).backupCommand(),
  restore: async () => (await import('./commands/backup.ts')).restoreCommand(),
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand(),
}

/** Runs one command line. Sets the process's exit code; see `exitCodes`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('tocsin')
    .description('The security operations centre of a smart city')
    .version('0.1.0')
    .showHelpAfterError()
    .enablePositionalOptions()
    .exitOverride()
  const [word = ''] = argv.slice(2)
  const named = Object.hasOwn(commands, word) ? commands[word] : undefined
  // Help, completion and slips are about all of them.
  const makers = named === undefined ? Object.values(commands) : [named]
  for (const command of await Promise.all(makers.map((make) => make()))) program.addCommand(inherit(command))
  program.addCommand(inherit(completionCommand(program)))
  // `tocsin search | head`: who read enough leaves, and that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done)
    throw error
  })
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    else process.exitCode = tell(error)
  }
}

function inherit(command: Command): Command {
  command.exitOverride().showHelpAfterError()
  for (const child of command.commands) inherit(child)
  return command
}
