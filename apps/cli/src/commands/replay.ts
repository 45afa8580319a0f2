import { randomUUID } from 'node:crypto'
import { copyFileSync, linkSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { openOffline, type ReplayReport, type ReplayState } from '@tocsin/server'
import { decoders } from '@tocsin/sources'
import { packRules, type RuleBundle } from '@tocsin/watch'
import { Command, Option } from 'commander'
import { ask, dataFolder, dataOption, type LocalServer, localServer } from '../data-folder.ts'
import { exitCodes, json, plain, print, progressLine } from '../output.ts'
import { rulesIn } from '../rule-folders.ts'
import { collect, whole } from './options.ts'

export function replayCommand(): Command {
  return new Command('replay')
    .description('judge the records of a file as if they came now, by their own times, in the realm `replay`')
    .argument('<file>', 'records, one a line, or JSON documents; also gzipped')
    .addOption(new Option('--as <source>', 'the format').choices(decoders.map(({ id }) => id)).makeOptionMandatory())
    .option(
      '--rules <dir>',
      'judge by the Sigma rules of this folder alone, not by the usual ones; may be repeated',
      collect,
      [],
    )
    .option('--workers <n>', 'stream workers, where no server runs', whole(1, 16))
    .option('--json', 'the report as one line of JSON')
    .option(...dataOption)
    .action(async (file: string, options: ReplayOptions) => {
      requireFile(file)
      const dataDir = dataFolder(options.data)
      const server = localServer(dataDir)
      const rules = options.rules.length === 0 ? undefined : packRules(await rulesIn(options.rules))
      const report =
        server === undefined
          ? await here(file, dataDir, options, rules)
          : await there(file, dataDir, options, rules, server)
      if (options.json === true) json(report)
      else tellReport(report)
      if (!report.complete || report.stored < report.records - report.refused) process.exitCode = exitCodes.failed
    })
}

interface ReplayOptions {
  readonly as: string
  readonly rules: readonly string[]
  readonly workers?: number
  readonly json?: true
  readonly data?: string
}

async function here(
  file: string,
  dataDir: string,
  options: ReplayOptions,
  rules: RuleBundle | undefined,
): Promise<ReplayReport> {
  const line = progressLine()
  const offline = await openOffline({
    dataDir,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
  })
  try {
    return await offline.replay(
      { path: resolve(file), name: basename(file), source: options.as, ...(rules === undefined ? {} : { rules }) },
      (sofar) => line.show(`${sofar.records} records, ${percent(sofar.bytes, sofar.total)}`),
    )
  } finally {
    line.end()
    await offline.close()
  }
}

/** The server reads only what lies in its own folder: the file is put there first, and taken away afterwards. */
async function there(
  file: string,
  dataDir: string,
  options: ReplayOptions,
  rules: RuleBundle | undefined,
  server: LocalServer,
): Promise<ReplayReport> {
  const dir = join(dataDir, 'replays')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const name = `${randomUUID()}-${basename(file)
    .replace(/[^\w.-]/g, '_')
    .slice(-200)}`
  try {
    // a link to a link would be a link that the server does not follow
    place(realpathSync(file), join(dir, name))
    if (rules !== undefined) writeFileSync(join(dir, `${name}.rules`), rules.bytes)
    const line = progressLine()
    const { id } = await ask<{ id: string }>(server, 'POST', '/api/replays', {
      file: name,
      name: basename(file),
      source: options.as,
      ...(rules === undefined ? {} : { rules: `${name}.rules` }),
    })
    for (;;) {
      const state = await ask<ReplayState>(server, 'GET', `/api/replays/${id}`)
      if (state.done) line.end()
      if (state.report !== undefined) return state.report
      if (state.failure !== undefined) throw new TocsinError(state.failure.code, state.failure.message, { where: file })
      line.show(`${state.records} records`)
      await new Promise((wake) => setTimeout(wake, 250))
    }
  } finally {
    rmSync(join(dir, name), { force: true })
    rmSync(join(dir, `${name}.rules`), { force: true })
  }
}

/** Said before a data folder is opened, or made, for nothing. */
function requireFile(file: string): void {
  if (!statSync(file).isFile()) {
    throw new TocsinError('not-a-file', 'This is no regular file', { where: file, fix: 'Name a file, one at a time' })
  }
}

function place(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to) // another file system
  }
}

function percent(done: number, total: number): string {
  return total === 0 ? '' : `${Math.min(100, Math.round((done / total) * 100))} %`
}

function tellReport(report: ReplayReport): void {
  print(`${report.records} records, ${report.stored} events stored, ${report.refused} refused`)
  for (const { reason, count } of report.reasons) print(`  ${count} ${plain(reason)}`)
  print(`${report.findings} findings, ${report.incidents.length} incidents opened or changed`)
  for (const incident of report.incidents.slice(0, 20)) {
    print(`  ${incident.id}  ${incident.severity}  ${incident.findings} findings  ${plain(incident.story.en)}`)
  }
  if (report.incidents.length > 20) print(`  and ${report.incidents.length - 20} more`)
  for (const note of report.notes) print(`  ${plain(note)}`)
  const { loaded, asleep, refused, others } = report.rules
  print(`${loaded} rules loaded, ${asleep} asleep, ${refused} refused, ${others} files that are no rules`)
  print('`tocsin incidents` lists them, `tocsin incidents <id>` tells one.')
}
