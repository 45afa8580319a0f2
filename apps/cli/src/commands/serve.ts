import { openTocsin } from '@tocsin/server'
import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, print, tell } from '../output.ts'
import { requireFolders } from '../rule-folders.ts'
import { collect, notRunning, whole } from './options.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('run Tocsin: listeners, stream, stores, console')
    .option('--host <address>', 'address of the console and of /ingest', '127.0.0.1')
    .addOption(
      new Option('--port <port>', 'port of the console and of /ingest; 0 chooses one')
        .argParser(whole(0, 65535))
        .env('TOCSIN_PORT')
        .default(4780),
    )
    .option('--syslog <port>', 'TCP port for syslog on the same address; 0 chooses one', whole(0, 65535), 4781)
    .option('--no-syslog', 'do not listen for syslog')
    .option('--rules <dir>', 'a folder of Sigma rules beside those that Tocsin brings; may be repeated', collect, [])
    .option('--workers <n>', 'stream workers (default: one a core beside the first)', whole(1, 16))
    .option('--json', 'say where it listens as one line of JSON')
    .option(...dataOption)
    .action(async (options: ServeOptions) => {
      requireFolders(options.rules)
      const dataDir = dataFolder(options.data)
      const tocsin = await openTocsin({
        dataDir,
        http: { host: options.host, port: options.port },
        syslog: options.syslog === false ? undefined : { host: options.host, port: options.syslog },
        rules: options.rules,
        ...(options.workers === undefined ? {} : { workers: options.workers }),
        failed: (error) => {
          process.stderr.write('Tocsin stops; started again, it goes on where its stores stand.\n')
          process.exit(tell(error))
        },
      })
      const link = await tocsin.link()
      if (options.json === true) json({ url: tocsin.url, link, syslog: tocsin.syslog, data: dataDir })
      else {
        print(`Tocsin listens at ${tocsin.url}`)
        print(`One-time link, good for 15 minutes: ${link}`)
        if (tocsin.syslog !== undefined) print(`Syslog over TCP at ${tocsin.syslog.host}:${tocsin.syslog.port}`)
        print(`Data in ${dataDir}. Stop with Ctrl C.`)
      }
      let closing = false
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          if (closing) process.exit(1)
          closing = true
          tocsin.close().then(
            () => process.exit(0),
            (error) => process.exit(tell(error)),
          )
        })
      }
    })
}

interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly syslog: number | false
  readonly rules: readonly string[]
  readonly workers?: number
  readonly json?: true
  readonly data?: string
}

export function linkCommand(): Command {
  return new Command('link')
    .description('a fresh one-time link to sign in at the server that runs on this data folder')
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (options: { json?: true; data?: string }) => {
      const server = localServer(dataFolder(options.data))
      if (server === undefined) throw notRunning(dataFolder(options.data))
      const { link } = await ask<{ link: string }>(server, 'POST', '/api/links', {})
      if (options.json === true) json({ link })
      else print(link)
    })
}
