import { readConfig, type SettingTold, toldOf } from '@tocsin/server'
import { Command } from 'commander'
import { addSettingOptions, placesOf, type SettingOptions, tellProblems } from '../config-options.ts'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { exitCodes, json, plain, print, table } from '../output.ts'
import { notRunning } from './options.ts'

export function configCommand(): Command {
  return new Command('config')
    .description('settings: what holds and why, whether a file is right, reading them again')
    .addCommand(showCommand())
    .addCommand(
      new Command('check')
        .description('say everything that is wrong with a file of settings')
        .argument('<file>', 'a file such as tocsin.yml')
        .option('--json', 'one line of JSON a problem')
        .action((file: string, options: { json?: true }) => {
          const read = readConfig({ dataDir: '.', file, environment: {} })
          const problems = read.ok ? [] : read.error
          if (options.json === true) for (const problem of problems) json(problem)
          else if (problems.length === 0) print(`${plain(file)} is right`)
          else for (const { where, says, fix } of problems) print(`${plain(where)}: ${plain(says)}\n  ${plain(fix)}`)
          if (problems.length > 0) process.exitCode = exitCodes.found
        }),
    )
    .addCommand(
      new Command('reload')
        .description('have the running server read its settings again; where they are wrong, the old ones hold on')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(async (options: { json?: true; data?: string }) => {
          const dataDir = dataFolder(options.data)
          const server = localServer(dataDir)
          if (server === undefined) throw notRunning(dataDir)
          const answer = await ask<ReloadAnswer>(server, 'POST', '/api/config/reload', {})
          if (options.json === true) json(answer)
          else sayReload(answer)
          if (!answer.reloaded) process.exitCode = exitCodes.failed
        }),
    )
}

function showCommand(): Command {
  return addSettingOptions(new Command('show'))
    .description('the settings of the server that runs on the data folder, else those that one would start with')
    .option('--why', 'with where each value came from, what it does, and whether a reload changes it')
    .option('--json', 'one line of JSON a setting')
    .option(...dataOption)
    .action(async (options: SettingOptions & { why?: true; json?: true; data?: string }) => {
      const dataDir = dataFolder(options.data)
      const server = localServer(dataDir)
      const asked = options.config === undefined && options.set.length === 0
      const told = server !== undefined && asked ? await runningSettings(server) : ownSettings(dataDir, options)
      if (told === undefined) return
      if (options.json === true) for (const one of told) json(one)
      else if (options.why !== true) table(told.map(({ name, value }) => [name, plain(value)]))
      else table(told.map((one) => [one.name, plain(one.value), whence(one), `${one.says}${holds(one)}`]))
    })
}

interface ReloadAnswer {
  readonly reloaded: boolean
  readonly changed: readonly string[]
  readonly needsRestart: readonly string[]
  readonly notes: readonly Problem[]
  readonly problems: readonly Problem[]
}

type Problem = { readonly where: string; readonly says: string; readonly fix: string }

/** What a reload did, in lines; what was refused on standard error. */
export function sayReload({ reloaded, changed, needsRestart, notes, problems }: ReloadAnswer): void {
  tellProblems([...problems, ...notes])
  if (!reloaded) return void process.stderr.write('Refused; the settings from before hold on.\n')
  print(changed.length === 0 ? 'No setting of the running server changed.' : `Changed: ${changed.join(', ')}`)
  if (needsRestart.length > 0) print(`Needs a restart: ${needsRestart.join(', ')}`)
}

async function runningSettings(server: Parameters<typeof ask>[0]): Promise<readonly SettingTold[]> {
  const { settings, refused } = await ask<{
    settings: readonly SettingTold[]
    refused: { readonly problems: readonly Problem[] } | null
  }>(server, 'GET', '/api/config')
  if (refused !== null) {
    tellProblems(refused.problems)
    process.stderr.write('The last reload was refused; what is shown holds on.\n')
  }
  return settings
}

function ownSettings(dataDir: string, options: SettingOptions): readonly SettingTold[] | undefined {
  const read = readConfig(placesOf(dataDir, options))
  if (read.ok) {
    tellProblems(read.value.notes)
    return toldOf(read.value)
  }
  tellProblems(read.error)
  process.exitCode = exitCodes.usage
  return undefined
}

function whence({ origin }: SettingTold): string {
  return origin.kind === 'default' ? 'default' : plain(origin.where)
}

function holds({ change, afterRestart }: SettingTold): string {
  if (afterRestart !== undefined) return ` (needs a restart to be ${plain(afterRestart)})`
  return change === 'restart' ? ' (a change needs a restart)' : ''
}
