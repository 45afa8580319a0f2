import { type Configuration, openTocsin, type Tocsin } from '@tocsin/server'
import { Command } from 'commander'
import { addSettingOptions, openSettings, placesOf, type SettingOptions, tellProblems } from '../config-options.ts'
import { ask, dataFolder, dataOption, localServer, ownFolder, sampleFolder } from '../data-folder.ts'
import { exitCodes, json, print, tell } from '../output.ts'
import { requireFolders } from '../rule-folders.ts'
import { collect, notRunning, whole } from './options.ts'
import { serveSample } from './serve-sample.ts'

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
    .option('--sample', 'run the sample city, beside the data folder, until somebody starts with their own')
    .action(async (options: ServeOptions) => {
      requireFolders(options.rules)
      const own = ownFolder(options.data)
      const failed = (error: Error) => {
        process.stderr.write('Tocsin stops; started again, it goes on where its stores stand.\n')
        process.exit(tell(error))
      }
      let configuration: Configuration | undefined
      const openOwn = async (firstLink?: string): Promise<Tocsin | undefined> => {
        configuration = openSettings(placesOf(own, options, named(options)))
        if (configuration === undefined) return undefined
        const more = firstLink === undefined ? {} : { firstLink }
        return openTocsin({ dataDir: own, configuration, failed, ...more })
      }
      let tocsin: Tocsin | undefined
      const left = async (secret: string) => {
        // Ctrl C in between ends all the same: there is nothing to close.
        tocsin = undefined
        tocsin = await openOwn(secret)
        if (tocsin === undefined) process.exit(exitCodes.usage)
        await announce(tocsin, own, options)
      }
      tocsin =
        options.sample === true
          ? await serveSample({ own, options, named: named(options), failed, left })
          : await openOwn()
      if (tocsin === undefined) return
      await announce(tocsin, options.sample === true ? sampleFolder(own) : own, options)
      process.on('SIGHUP', () => {
        void configuration?.reload().then((outcome) => {
          if (outcome.ok) return tellProblems(outcome.value.notes)
          tellProblems(outcome.error)
          process.stderr.write('The reload is refused; the settings from before hold on.\n')
        })
      })
      let closing = false
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          if (closing || tocsin === undefined) process.exit(closing ? 1 : 0)
          closing = true
          tocsin.close().then(
            () => process.exit(0),
            (error) => process.exit(tell(error)),
          )
        })
      }
    })
}

/** Says where it listens, and how to get in. */
async function announce(tocsin: Tocsin, dataDir: string, options: ServeOptions): Promise<void> {
  const link = await tocsin.link()
  const { url, syslog, udp, tls, lumberjack } = tocsin
  if (options.json === true) {
    json({ url, link, syslog, udp, tls, lumberjack, data: dataDir })
    return
  }
  print(`Tocsin listens at ${url}`)
  print(`One-time link, good for 15 minutes: ${link}`)
  for (const [over, at] of Object.entries({ TCP: syslog, UDP: udp, TLS: tls })) {
    if (at !== undefined) print(`Syslog over ${over} at ${at.host}:${at.port}`)
  }
  if (lumberjack !== undefined) print(`Beats at ${lumberjack.host}:${lumberjack.port}`)
  if (dataDir.endsWith('-sample')) print('This is the sample city: nothing in it is real.')
  print(`Data in ${dataDir}. Stop with Ctrl C.`)
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
  readonly sample?: true
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
