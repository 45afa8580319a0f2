import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table } from '../output.ts'
import { notRunning } from './options.ts'

interface RuleRow {
  readonly rule?: string
  readonly title?: string
  readonly level?: string
  readonly mode?: { readonly is: string; readonly why: string }
  readonly heard?: { readonly hits: number; readonly assets: number }
  readonly proposal?: { readonly kind: string; readonly hits: number; readonly assets: number; readonly days: number }
}

/** `rules listen`, `rules arm`, `rules modes`: who speaks, and who only counts what it hears. */
export function rulesModeCommands(): readonly Command[] {
  return [
    changing('listen', 'listening', 'let rules only count what they hear'),
    changing('arm', 'armed', 'let what rules hear be findings again'),
    new Command('modes')
      .description('which rules of the running server listen, and what is proposed about them')
      .option('--all', 'those that speak too')
      .option('--json', 'one line of JSON a rule')
      .option(...dataOption)
      .action(async (options: { all?: true; json?: true; data?: string }) => {
        const running = server(options.data)
        const rows: RuleRow[] = []
        for (let after: number | undefined = 0; after !== undefined; ) {
          const page: { rules: readonly RuleRow[]; next?: number } = await ask(
            running,
            'GET',
            `/api/rules?limit=1000&after=${after}`,
          )
          rows.push(...page.rules)
          after = page.next
        }
        const shown = rows.filter(
          ({ mode, proposal }) => mode !== undefined && (options.all === true || mode.is === 'listening' || proposal),
        )
        if (options.json === true) for (const row of shown) json(row)
        else if (shown.length === 0) print('Every rule speaks, and nothing is proposed.')
        else table(shown.map(line))
      }),
  ]
}

function changing(name: string, mode: string, says: string): Command {
  return new Command(name)
    .description(says)
    .argument('<rule...>', 'ids of rules')
    .option(...dataOption)
    .action(async (rules: string[], options: { data?: string }) => {
      const running = server(options.data)
      for (const rule of rules) {
        await ask(running, 'PUT', `/api/rules/${encodeURIComponent(rule)}/mode`, { mode })
        print(`${plain(rule)} is ${mode}`)
      }
    })
}

function line({ rule = '', title = '', level = '', mode, heard, proposal }: RuleRow): string[] {
  return [
    plain(rule),
    mode?.is ?? '',
    mode?.why ?? '',
    plain(level),
    heard === undefined ? '' : `${heard.hits} hits on ${heard.assets}`,
    proposed(proposal),
    plain(title),
  ]
}

function proposed(proposal: RuleRow['proposal']): string {
  if (proposal === undefined) return ''
  const { kind, hits, assets, days } = proposal
  return kind === 'switch-on' ? `switch on: ${hits} hits in ${days} days` : `noisy: ${hits} hits on ${assets} assets`
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
