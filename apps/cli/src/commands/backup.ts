import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import {
  addErasures,
  backupNamed,
  checkBackup,
  erasureFileName,
  erasuresOf,
  identitiesIn,
  makeBackup,
  pruneBackups,
  readConfig,
  restoreBackup,
  rewriteBackups,
  type SealFor,
  type Staged,
  stageOffline,
} from '@tocsin/server'
import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, localServer, ownFolder } from '../data-folder.ts'
import { exitCodes, json, plain, print, progressLine, when } from '../output.ts'
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
        .option('--expired', 'take what is past its retention, and what was erased since, out of those that stay')
        .option('--identity <file>', 'with --expired, opens encrypted backups; may be repeated', collect, [])
        .option('--recipient <age1...>', 'with --identity, for whom they are encrypted again', collect, [])
        .option('--passphrase-file <file>', 'with --expired, opens backups that were encrypted by a passphrase')
        .option('--json', 'as one line of JSON')
        .option(...dataOption)
        .action(prune),
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

interface PruneOptions {
  readonly expired?: true
  readonly identity: readonly string[]
  readonly recipient: readonly string[]
  readonly passphraseFile?: string
  readonly json?: true
  readonly data?: string
}

async function prune(folder: string, options: PruneOptions): Promise<void> {
  const [dir, dataDir] = [resolve(folder), dataFolder(options.data)]
  const { removed, kept } = pruneBackups(dir, Date.now(), keepDays(dataDir))
  if (options.expired !== true) {
    if (options.json === true) return json({ removed, kept })
    for (const one of removed) print(`removed ${plain(one)}`)
    return print(`${kept.length} backups stay`)
  }
  addErasures(join(dir, erasureFileName), await erasuresOf(dataDir))
  const { rewritten, locked } = await rewriteBackups({
    dir,
    open: openWith(options),
    recipients: options.recipient,
    now: Date.now(),
  })
  // What stays as it was although it may hold what is to be gone is something that was found.
  if (locked.length > 0) process.exitCode = exitCodes.found
  if (options.json === true) return json({ removed, kept, rewritten, locked })
  for (const one of removed) print(`removed ${plain(one)}`)
  for (const { backup, rows, frames, erasures } of rewritten)
    print(`${plain(backup)}: ${rows} events and ${frames} raw records past their days, ${erasures} erasures`)
  for (const one of locked) print(`${plain(one)} is encrypted: name what opens it, or it stays as it is`)
  print(`${kept.length} backups stay`)
}

function openWith({ identity, passphraseFile }: { identity: readonly string[]; passphraseFile?: string }) {
  return {
    identities: identity.flatMap(identitiesIn),
    ...(passphraseFile === undefined ? {} : { passphrase: passphraseIn(passphraseFile) }),
  }
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
    .option('--erasures <file>', 'what was erased after the backup, as `erase --export` wrote it')
    .option('--json', 'as one line of JSON')
    .option(...dataOption)
    .action(async (dir: string, options: RestoreOptions) => {
      const dataDir = ownFolder(options.data)
      const line = progressLine()
      const from = backupNamed(resolve(dir))
      const restored = await restoreBackup({
        from,
        dataDir,
        onto: options.replace === true ? 'replace' : 'empty',
        open: openWith(options),
        ...(options.keys === undefined ? {} : { keysFile: resolve(options.keys) }),
        ...(options.erasures === undefined ? {} : { erasuresFile: resolve(options.erasures) }),
        progress: (doing, bytes) => line.show(`${doing}: ${megabytes(bytes)}`),
      })
      line.end()
      const { manifest, bytes, keys, gone } = restored
      const { id, made, events, files } = manifest
      if (options.json === true) {
        json({
          data: dataDir,
          from,
          id,
          made: new Date(made).toISOString(),
          events,
          files: files.length,
          bytes,
          keys,
          gone,
        })
      } else {
        print(`${plain(dataDir)} is as of ${when(made)}: ${events} events, ${files.length} files, ${megabytes(bytes)}`)
        const { rows, frames, erasures, retention } = gone
        if (rows + frames + erasures > 0)
          print(`Left out: ${rows} events and ${frames} raw records past their days, ${erasures} erasures made since.`)
        if (retention === 'settings-wrong')
          print('Its tocsin.yml is wrong (`tocsin config check`): nothing was left out for its age.')
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
  readonly erasures?: string
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
