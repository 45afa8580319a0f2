import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { mostLines, type Problem, type Tried, tablesOf, tryDefinition } from '@tocsin/sources'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { numberedLines } from '../numbered-lines.ts'
import { exitCodes, json, plain, print, table } from '../output.ts'
import { notRunning } from './options.ts'

/** `tocsin decoders check|try|list`: formats that an operator writes down. */
export function decodersCommand(): Command {
  return new Command('decoders')
    .description('formats of your own: check a file, try it on lines, see what is read')
    .addCommand(
      new Command('check')
        .description('reads files of formats and their own tests; says what is wrong, and where')
        .argument('<file...>', 'files such as decoders/parking.yml')
        .option('--json', 'one line of JSON a problem')
        .action(check),
    )
    .addCommand(
      new Command('try')
        .description(`shows what a format makes of lines, ${mostLines} at most`)
        .argument('<file>', 'the file of the format')
        .argument('<log>', 'a file of lines, also gzipped')
        .option('--json', 'one line of JSON a line')
        .action(tryOn),
    )
    .addCommand(
      new Command('list')
        .description('every format that the running server reads, and what is wrong with any')
        .option('--json', 'one line of JSON a format')
        .option(...dataOption)
        .action(list),
    )
}

function check(files: readonly string[], options: { readonly json?: true }): void {
  const { definitions, problems } = tablesOf(files.map((path) => ({ path, text: textOf(path) })))
  if (options.json === true) for (const problem of problems) json(problem)
  else {
    problemsShown(problems)
    print(`${definitions.length} read, ${problems.length === 0 ? 'nothing' : problems.length} wrong`)
  }
  if (problems.length > 0) process.exitCode = exitCodes.found
}

async function tryOn(file: string, log: string, options: { readonly json?: true }): Promise<void> {
  const lines: string[] = []
  for await (const { bytes } of numberedLines(log)) {
    if (bytes !== undefined) lines.push(new TextDecoder().decode(bytes))
    if (lines.length >= mostLines) break
  }
  const tried = tryDefinition(basename(file), textOf(file), lines, Date.now() * 1000)
  if (options.json === true) for (const line of tried.lines) json(line)
  else triedShown(tried)
  if (tried.problems.length > 0) problemsShown(tried.problems)
  if (tried.problems.length > 0 || tried.lines.some(({ read }) => !read)) process.exitCode = exitCodes.found
}

function triedShown({ lines }: Tried): void {
  for (const { line, read, time, fields } of lines) {
    print(`${read ? 'read    ' : 'not read'}  ${plain(line.slice(0, 200))}`)
    if (!read) continue
    if (time !== null) print(`            time    ${new Date(time).toISOString()}`)
    table(
      fields
        .filter(({ name }) => name !== 'message')
        .map(({ name, value, derived, start, end }) => [
          `            ${plain(name)}`,
          plain(value.slice(0, 120)),
          derived ? 'copied' : start === null ? '' : `${start}..${end}`,
        ]),
    )
  }
  print(`${lines.filter(({ read }) => read).length} of ${lines.length} lines read`)
}

interface Listed {
  readonly decoders: readonly { readonly id: string; readonly own: boolean; readonly title: string }[]
  readonly problems: readonly Problem[]
}

async function list(options: { readonly json?: true; readonly data?: string }): Promise<void> {
  const server = localServer(dataFolder(options.data))
  if (server === undefined) throw notRunning(dataFolder(options.data))
  const { decoders, problems } = await ask<Listed>(server, 'GET', '/api/decoders')
  if (options.json === true) for (const one of decoders) json(one)
  else table(decoders.map(({ id, own, title }) => [id, own ? 'your own' : '', own ? plain(title) : '']))
  problemsShown(problems)
  if (problems.length > 0) process.exitCode = exitCodes.found
}

function problemsShown(problems: readonly Problem[]): void {
  for (const { path, line, column, reason, fix } of problems) {
    process.stderr.write(`${plain(`${path}:${line}:${column}`)}  ${plain(reason)}. ${plain(fix)}.\n`)
  }
}

function textOf(path: string): string {
  try {
    if (statSync(path).size > 1024 * 1024) throw new Error('larger than 1 MiB')
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new TocsinError('bad-file', `${path} cannot be read`, {
      where: path,
      cause,
      fix: 'Check its spelling and who may read it',
    })
  }
}
