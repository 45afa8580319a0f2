import { Command, Option } from 'commander'
import { ask, dataOption } from '../data-folder.ts'
import { json, plain, print, table } from '../output.ts'
import { spoken } from './doctor.ts'
import { running } from './running.ts'

interface Starter {
  readonly id: string
  readonly register: 'services' | 'suppliers'
  readonly words: { readonly en: string; readonly fr: string }
  readonly known: string | null
  readonly supposed: string | null
}

interface StartOptions {
  readonly lang?: 'en' | 'fr'
  readonly json?: true
  readonly data?: string
}

/** `tocsin city start`: registers of services and suppliers, to be ticked by a city that begins. */
export function startCommand(): Command {
  return new Command('start')
    .description(
      'lists services and suppliers that cities commonly have; with some of them, says that this one has them',
    )
    .argument('[what...]', 'ids of entries, each alone or with its name: water "telecoms=Fil & Onde"')
    .addOption(new Option('--lang <language>', 'of the names (default: that of $LANG)').choices(['en', 'fr']))
    .option('--json', 'one line of JSON an entry')
    .option(...dataOption)
    .action(start)
}

async function start(what: readonly string[], options: StartOptions): Promise<void> {
  const server = running(options.data)
  const language = options.lang ?? spoken(process.env)
  if (what.length > 0) {
    const ticked = what.map((one) => {
      const at = one.indexOf('=')
      return at < 0 ? { id: one } : { id: one.slice(0, at), name: one.slice(at + 1) }
    })
    const body = { ticked, language }
    const { version } = await ask<{ readonly version: number }>(server, 'POST', '/api/city/starters', body)
    if (options.json === true) json({ version })
    else print(`The city is at version ${version}. Back again: tocsin city undo ${version}`)
    return
  }
  const { starters } = await ask<{ readonly starters: readonly Starter[] }>(server, 'GET', '/api/city/starters')
  if (options.json === true) {
    for (const one of starters) json(one)
    return
  }
  table(
    starters.map(({ id, register, words, known, supposed }) => [
      known !== null ? '✓' : supposed !== null ? '~' : ' ',
      id,
      register,
      plain(known ?? words[language]),
    ]),
  )
}
