import {
  type ConfigPlaces,
  type ConfigProblem,
  type Configuration,
  openConfiguration,
  readConfig,
} from '@tocsin/server'
import { type Command, InvalidArgumentError } from 'commander'
import { exitCodes, plain } from './output.ts'

/** Options that name settings, as every command takes them that reads the configuration. */
export interface SettingOptions {
  readonly config?: string
  readonly set: readonly Assignment[]
}

interface Assignment {
  readonly name: string
  readonly value: string
}

export function addSettingOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the file of settings (default: $TOCSIN_CONFIG or tocsin.yml in the data folder)')
    .option('--set <name=value>', 'a setting, such as retention.rawDays=14; may be repeated', assignment, [])
}

/** Where the settings of a command come from. `named` are options with a name of their own, such as `--port`. */
export function placesOf(
  dataDir: string,
  options: SettingOptions,
  named: NonNullable<ConfigPlaces['options']> = [],
): ConfigPlaces {
  const file = options.config ?? process.env['TOCSIN_CONFIG']
  return {
    dataDir,
    ...(file === undefined ? {} : { file }),
    environment: process.env,
    options: [...options.set.map(({ name, value }) => ({ name, value, as: '--set' })), ...named],
  }
}

/**
 * The settings of a command; what is wrong or probably a slip is said on standard error.
 *
 * @returns nothing where it is refused: the exit code is set
 */
export function openSettings(places: ConfigPlaces): Configuration | undefined {
  const read = readConfig(places)
  if (!read.ok) {
    tellProblems(read.error)
    process.exitCode = exitCodes.usage
    return undefined
  }
  tellProblems(read.value.notes)
  return openConfiguration(places, read.value, Date.now)
}

/** Two lines each: what is wrong and where, then what to do about it. */
export function tellProblems(problems: readonly ConfigProblem[]): void {
  for (const { where, says, fix } of problems)
    process.stderr.write(`${plain(where)}: ${plain(says)}\n  ${plain(fix)}\n`)
}

function assignment(text: string, before: readonly Assignment[]): readonly Assignment[] {
  const [, name, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('name=value is needed')
  return [...before, { name, value }]
}
