import { planUpgrade, type UpgradePlan } from '@tocsin/server'
import { Command } from 'commander'
import { dataFolder, dataOption } from '../data-folder.ts'
import { json, plain, print } from '../output.ts'

/** `tocsin migrate --dry-run`: what the next start would change in a data folder. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('say what the next start would change in the data folder, tried on a copy; a start migrates by itself')
    .requiredOption('--dry-run', 'change nothing: `serve` migrates when it starts, and keeps the state from before')
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (options: { json?: true; data?: string }) => {
      const plan = await planUpgrade(dataFolder(options.data), true)
      if (options.json === true) json(plan)
      else say(plan)
    })
}

function say({ state, events, tried }: UpgradePlan): void {
  const adds = events?.adds ?? []
  const newForm = events !== undefined && events.form !== events.today
  if (state.length === 0 && adds.length === 0 && !newForm) {
    print('Nothing would change: the data has the form of this Tocsin.')
    return
  }
  if (state.length > 0) {
    const megabytes = Math.round((tried?.bytes ?? 0) / 1e5) / 10
    print(
      `State (${megabytes} MB): ${state.length} migrations, ${Math.round(tried?.took ?? 0)} ms on a copy that was proved`,
    )
    for (const name of state) print(`  ${plain(name)}`)
  }
  if (newForm) print(`Events: form ${events.form} becomes ${events.today}`)
  if (adds.length > 0)
    print(`Events: ${adds.length} columns are added, empty in what is there: ${adds.map(plain).join(', ')}`)
  print('Nothing was changed. The next start does it; the state from before stays aside (retention.migratedDays).')
}
