import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { collect, notRunning } from './options.ts'

interface OpenOptions {
  readonly title: string
  readonly observed: string
  readonly severity: string
  readonly department?: string
  readonly about: readonly string[]
  readonly event: readonly string[]
  readonly json?: true
  readonly data?: string
}

/** `tocsin incidents open`: a call, a note, something seen that no rule speaks about. */
export function openCommand(): Command {
  return new Command('open')
    .description('open an incident by hand: a call, a note, something that no rule speaks about')
    .requiredOption('--title <sentence>', 'what is the matter')
    .requiredOption('--observed <text>', 'what was seen or heard, by whom, when')
    .addOption(
      new Option('--severity <severity>').choices(['info', 'low', 'medium', 'high', 'critical']).default('medium'),
    )
    .option('--department <name>', 'whose it is; without it, of those who see everything')
    .option(
      '--about <kind:name>',
      'host, account, address or device, such as host:srv-01; may be repeated',
      collect,
      [],
    )
    .option('--event <id>', 'an event that belongs to it; may be repeated', collect, [])
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (options: OpenOptions) => {
      const { title, observed, severity, department, about, event } = options
      const opened = await ask<{ incident: string }>(server(options.data), 'POST', '/api/incidents', {
        title,
        observed,
        severity,
        ...(department === undefined ? {} : { department }),
        about: about.map(named),
        events: event,
      })
      if (options.json === true) json(opened)
      else print(`${opened.incident} is open`)
    })
}

interface QuietRow {
  readonly id: string
  readonly title: string
  readonly about?: { readonly kind: string; readonly value: string }
  readonly until: number
  readonly who: string
  readonly reason: string
  readonly incident: string
  readonly held: number
  readonly ended?: { readonly at: number; readonly by: string }
}

/** `tocsin incidents quiet`: what is kept quiet, and the end of it. */
export function quietCommand(): Command {
  return new Command('quiet')
    .description('list what is kept quiet, or end it')
    .option('--end <id>', 'let it be heard again')
    .option('--reason <text>', 'why it ends')
    .option('--json', 'one line of JSON each')
    .option(...dataOption)
    .action(async (options: { end?: string; reason?: string; json?: true; data?: string }) => {
      const at = server(options.data)
      if (options.end !== undefined) {
        const path = `/api/quiet/${encodeURIComponent(options.end)}/end`
        const ended = await ask<QuietRow>(at, 'POST', path, { reason: options.reason ?? 'ended on the command line' })
        if (options.json === true) json(ended)
        else print(`${plain(ended.title)} is heard again; ${ended.held} findings were held back`)
        return
      }
      const { quiets } = await ask<{ quiets: readonly QuietRow[] }>(at, 'GET', '/api/quiet')
      if (options.json === true) for (const quiet of quiets) json(quiet)
      else if (quiets.length === 0) print('Nothing is kept quiet.')
      else {
        table(
          quiets.map(({ id, title, about, until, who, reason, incident, held, ended }) => [
            id,
            ended === undefined ? `until ${when(until)}` : `ended ${when(ended.at)}`,
            plain(title),
            about === undefined ? '' : plain(`${about.kind}:${about.value}`),
            incident,
            `${held} held back`,
            plain(`${who}: ${reason}`),
          ]),
        )
      }
    })
}

function named(text: string): { kind: string; value: string } {
  const colon = text.indexOf(':')
  return { kind: text.slice(0, Math.max(0, colon)), value: text.slice(colon + 1) }
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
