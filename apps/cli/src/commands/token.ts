import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { collect, notRunning } from './options.ts'

interface TokenRow {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly expiresAt: number
  readonly revokedAt: number | null
}

export function tokenCommand(): Command {
  return new Command('token')
    .description('tokens with which senders and programs reach the server')
    .addCommand(
      new Command('create')
        .description('make a token; it is shown once')
        .argument('<name>', 'what it is for, such as `windows collector`')
        .option('--ingest', 'it may only send records (the default)')
        .addOption(new Option('--api', 'it may ask and change everything').conflicts(['ingest', 'source']))
        .option('--source <name>', 'it may send for this source only; may be repeated', collect, [])
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(async (name: string, options: CreateOptions) => {
          const made = await ask<{ token: string }>(server(options.data), 'POST', '/api/tokens', {
            name,
            kind: options.api === true ? 'api' : 'ingest',
            ...(options.source.length === 0 ? {} : { sources: options.source }),
          })
          if (options.json === true) json(made)
          else print(made.token)
        }),
    )
    .addCommand(
      new Command('list')
        .description('the tokens that there are, without their secrets')
        .option('--json', 'one line of JSON a token')
        .option(...dataOption)
        .action(async (options: { json?: true; data?: string }) => {
          const { tokens } = await ask<{ tokens: readonly TokenRow[] }>(server(options.data), 'GET', '/api/tokens')
          if (options.json === true) for (const token of tokens) json(token)
          else {
            table(
              tokens.map(({ id, kind, name, expiresAt, revokedAt }) => [
                id,
                kind,
                revokedAt === null ? `until ${when(expiresAt)}` : 'revoked',
                plain(name),
              ]),
            )
          }
        }),
    )
    .addCommand(
      new Command('revoke')
        .description('end a token at once')
        .argument('<id>', 'as `token list` shows it')
        .option(...dataOption)
        .action(async (id: string, options: { data?: string }) => {
          await ask(server(options.data), 'DELETE', `/api/tokens/${encodeURIComponent(id)}`)
          print('revoked')
        }),
    )
}

interface CreateOptions {
  readonly api?: true
  readonly ingest?: true
  readonly source: readonly string[]
  readonly json?: true
  readonly data?: string
}

function server(data: string | undefined) {
  const dataDir = dataFolder(data)
  const running = localServer(dataDir)
  if (running === undefined) throw notRunning(dataDir)
  return running
}
