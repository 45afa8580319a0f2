import { openTocsin } from '@tocsin/server'
import { Command } from 'commander'
import { addSettingOptions, openSettings, placesOf, type SettingOptions, tellProblems } from '../config-options.ts'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, print, tell } from '../output.ts'
import { requireFolders } from '../rule-folders.ts'
import { collect, notRunning, whole } from './options.ts'

export function serveCommand(): Command {
  return addSettingOptions(new Command('serve'))
    .description('run Tocsin: listeners, stream, stores, console')
    .option('--host <address>', 'address of the console and of /ingest (setting http.host)')
    .option('--port <port>', 'port of the console and of /ingest; 0 chooses one (setting http.port)', whole(0, 65535))
    .option('--syslog <port>', 'TCP port for syslog; 0 chooses one (setting syslog.port)', whole(0, 65535))
    .option('--no-syslog', 'do not listen for syslog')
    .option('--rules <dir>', 'a folder of Sigma rules beside those that Tocsin brings; may be repeated', collect, [])
    .option('--workers <n>', 'stream workers (default: one a core beside the first)', whole(1, 16))
    .option('--json', 'say where it listens as one line of JSON')
    .option(...dataOption)
    .action(async (options: ServeOptions) => {
      requireFolders(options.rules)
      const dataDir = dataFolder(options.data)
      const configuration = openSettings(placesOf(dataDir, options, named(options)))
      if (configuration === undefined) return
      const tocsin = await openTocsin({
        dataDir,
        configuration,
        failed: (error) => {
          process.stderr.write('Tocsin stops; started again, it goes on where its stores stand.\n')
          process.exit(tell(error))
        },
      })
      const link = await tocsin.link()
      if (options.json === true) {
        const { url, syslog, udp, tls, lumberjack } = tocsin
        json({ url, link, syslog, udp, tls, lumberjack, data: dataDir })
      } else {
        print(`Tocsin listens at ${tocsin.url}`)
        print(`One-time link, good for 15 minutes: ${link}`)
        const doors = Object.entries({ TCP: tocsin.syslog, UDP: tocsin.udp, TLS: tocsin.tls })
        for (const [over, at] of doors) if (at !== undefined) print(`Syslog over ${over} at ${at.host}:${at.port}`)
        const { lumberjack } = tocsin
        if (lumberjack !== undefined) print(`Beats at ${lumberjack.host}:${lumberjack.port}`)
        print(`Data in ${dataDir}. Stop with Ctrl C.`)
      }
      process.on('SIGHUP', () => {
        void configuration.reload().then((outcome) => {
          if (outcome.ok) return tellProblems(outcome.value.notes)
          tellProblems(outcome.error)
          process.stderr.write('The reload is refused; the settings from before hold on.\n')
        })
      })
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

/** The options that have a setting each, those that were given. */
function named(options: ServeOptions) {
  const { host, port, syslog, rules, workers } = options
  return [
    { name: 'http.host', value: host, as: '--host' },
    { name: 'http.port', value: port, as: '--port' },
    { name: 'syslog.enabled', value: typeof syslog === 'number' ? true : syslog, as: '--syslog' },
    { name: 'syslog.port', value: typeof syslog === 'number' ? syslog : undefined, as: '--syslog' },
    { name: 'rules.folders', value: rules.length === 0 ? undefined : rules, as: '--rules' },
    { name: 'stream.workers', value: workers, as: '--workers' },
  ].filter(({ value }) => value !== undefined)
}

interface ServeOptions extends SettingOptions {
  readonly host?: string
  readonly port?: number
  readonly syslog?: number | false
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
