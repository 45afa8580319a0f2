import { Command, CommanderError } from 'commander'
import { accessCommand } from './commands/access.ts'
import { backupCommand, restoreCommand } from './commands/backup.ts'
import { completionCommand } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import { doctorCommand } from './commands/doctor.ts'
import { eraseCommand } from './commands/erase.ts'
import { exportCommand } from './commands/export.ts'
import { holdCommand } from './commands/hold.ts'
import { incidentsCommand } from './commands/incidents.ts'
import { keysCommand } from './commands/keys.ts'
import { logCommand } from './commands/log.ts'
import { migrateCommand } from './commands/migrate.ts'
import { replayCommand } from './commands/replay.ts'
import { rulesCommand } from './commands/rules.ts'
import { searchCommand } from './commands/search.ts'
import { linkCommand, serveCommand } from './commands/serve.ts'
import { sourceCommand } from './commands/source.ts'
import { tailCommand } from './commands/tail.ts'
import { tokenCommand } from './commands/token.ts'
import { verifyCommand } from './commands/verify.ts'
import { exitCodes, tell } from './output.ts'

/** Runs one command line. Sets the process's exit code; see `exitCodes`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('tocsin')
    .description('The security operations centre of a smart city')
    .version('0.1.0')
    .showHelpAfterError()
    .exitOverride()
  for (const command of [
    serveCommand(),
    linkCommand(),
    replayCommand(),
    searchCommand(),
    exportCommand(),
    tailCommand(),
    doctorCommand(),
    incidentsCommand(),
    holdCommand(),
    eraseCommand(),
    rulesCommand(),
    logCommand(),
    sourceCommand(),
    tokenCommand(),
    accessCommand(),
    verifyCommand(),
    keysCommand(),
    configCommand(),
    backupCommand(),
    restoreCommand(),
    migrateCommand(),
  ]) {
    program.addCommand(inherit(command))
  }
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
