import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import {
  backupNamed,
  checkBackup,
  identitiesIn,
  makeBackup,
  pruneBackups,
  readConfig,
  restoreBackup,
  type SealFor,
  type Staged,
  stageOffline,
} from '@tocsin/server'
import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, progressLine, when } from '../output.ts'
import { collect } from './options.ts'

export function backupCommand(): Command {
  return new Command('backup')
    .description('back up everything, also while the server runs; each backup gets a folder of its own in <dir>')
    .argument('<dir>', 'the folder of backups')
    .option(
      '--keys <file>',
      'write the keys of what is sealed here, apart from the backup; without it they are withheld',
    )
    .option('--recipient <age1...>', 'encrypt for this recipient of age; may be repeated', collect, [])
    .addOption(
      new Option('--passphrase-file <file>', 'encrypt by the passphrase in the first line of this file').conflicts(
        'recipient',
      ),
    )
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (dir: string, options: BackupOptions) => {
      const dataDir = dataFolder(options.data)
      const seal = sealFor(options)
      const line = progressLine()
      const staged = await staging(dataDir)
      const made = await makeBackup(staged, {
        into: resolve(dir),
        dataDir,
        seal,
        ...(options.keys === undefined ? {} : { keysFile: resolve(options.keys) }),
        keepDays: keepDays(dataDir),
        version: '0.1.0',
        progress: (bytes) => line.show(`${megabytes(bytes)} copied`),
      })
      line.end()
      const { manifest, bytes } = made
      const { id, events, files, keys, encrypted } = manifest
      if (options.json === true) json({ dir: made.dir, id, events, files: files.length, bytes, keys, encrypted })
      else {
        print(`${plain(made.dir)}: ${events} events, ${files.length} files, ${megabytes(bytes)}`)
        if (keys === 'withheld')
          print('The keys are withheld: without them secrets in the backup stay sealed (--keys FILE).')
        if (encrypted === 'no') print('It is not encrypted (--recipient or --passphrase-file).')
      }
    })
    .addCommand(
      new Command('prune')
        .description('remove the backups of a folder that are past their days (setting backup.keepDays)')
        .argument('<dir>', 'the folder of backups')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action((dir: string, options: { json?: true; data?: string }) => {
          const { removed, kept } = pruneBackups(resolve(dir), Date.now(), keepDays(dataFolder(options.data)))
          if (options.json === true) json({ removed, kept })
          else {
            for (const one of removed) print(`removed ${plain(one)}`)
            print(`${kept.length} backups stay`)
          }
        }),
    )
    .addCommand(
      new Command('check')
        .description('prove that a backup is whole; changes nothing')
        .argument('<dir>', 'a backup, or the folder of backups: its newest')
        .option('--json', 'as one line of JSON')
        .action(async (dir: string, options: { json?: true }) => {
          const from = backupNamed(resolve(dir))
          const line = progressLine()
          const { id, made, events, files } = await checkBackup(from, (bytes) => line.show(`${megabytes(bytes)} read`))
          line.end()
          if (options.json === true)
            json({ dir: from, id, made: new Date(made).toISOString(), events, files: files.length })
          else print(`${plain(from)} is whole: ${events} events, ${files.length} files, of ${when(made)}`)
        }),
    )
}

interface BackupOptions {
  readonly keys?: string
  readonly recipient: readonly string[]
  readonly passphraseFile?: string
  readonly json?: true
  readonly data?: string
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('restore a backup into an empty data folder; everything is proved before anything is touched')
    .argument('<dir>', 'a backup, or the folder of backups: its newest')
    .option('--replace', 'the data folder may hold data: it stays aside until the restored data is in its place')
    .option('--keys <file>', 'the keys that `backup --keys` wrote with this backup')
    .option('--identity <file>', 'a file of identities of age; may be repeated', collect, [])
    .option('--passphrase-file <file>', 'the passphrase stands in the first line of this file')
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (dir: string, options: RestoreOptions) => {
      const dataDir = dataFolder(options.data)
      const line = progressLine()
      const from = backupNamed(resolve(dir))
      const restored = await restoreBackup({
        from,
        dataDir,
        onto: options.replace === true ? 'replace' : 'empty',
        open: {
          identities: options.identity.flatMap(identitiesIn),
          ...(options.passphraseFile === undefined ? {} : { passphrase: passphraseIn(options.passphraseFile) }),
        },
        ...(options.keys === undefined ? {} : { keysFile: resolve(options.keys) }),
        progress: (doing, bytes) => line.show(`${doing}: ${megabytes(bytes)}`),
      })
      line.end()
      const { manifest, bytes, keys } = restored
      const { id, made, events, files } = manifest
      if (options.json === true) {
        json({ data: dataDir, from, id, made: new Date(made).toISOString(), events, files: files.length, bytes, keys })
      } else {
        print(`${plain(dataDir)} is as of ${when(made)}: ${events} events, ${files.length} files, ${megabytes(bytes)}`)
        if (keys === 'missing') {
          print(
            'Its keys were withheld: put the folder `keys` back before the start, or restore again with --keys FILE.',
          )
        }
      }
    })
}

interface RestoreOptions {
  readonly replace?: true
  readonly keys?: string
  readonly identity: readonly string[]
  readonly passphraseFile?: string
  readonly json?: true
  readonly data?: string
}

/** By the server that runs on the folder, else by an engine that is opened for it. */
async function staging(dataDir: string): Promise<Staged> {
  const server = localServer(dataDir)
  if (server !== undefined) return ask<Staged>(server, 'POST', '/api/backup/stage', {})
  if (existsSync(join(dataDir, 'log'))) return stageOffline(dataDir)
  throw new TocsinError('no-data', 'There is no data folder to back up', {
    where: dataDir,
    fix: 'Name the folder with --data',
  })
}

function sealFor({ recipient, passphraseFile }: BackupOptions): SealFor {
  if (recipient.length > 0) return { kind: 'recipients', recipients: recipient }
  return passphraseFile === undefined
    ? { kind: 'no' }
    : { kind: 'passphrase', passphrase: passphraseIn(passphraseFile) }
}

function passphraseIn(file: string): string {
  const passphrase = readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? ''
  if (passphrase.length >= 12) return passphrase
  throw new TocsinError('bad-passphrase', 'The passphrase has fewer than 12 characters', {
    where: file,
    fix: 'Write a longer one into its first line: five random words',
  })
}

/** As the settings say; a file of settings that is wrong keeps nobody from a backup. */
function keepDays(dataDir: string): number {
  const read = readConfig({ dataDir, environment: process.env })
  return read.ok ? read.value.config.backup.keepDays : 30
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0)} MB`
}
