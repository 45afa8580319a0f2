import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { check as checkCity, parseCity } from '@tocsin/city'
import { type ListForm, listForms, textOf } from '@tocsin/inventory'
import { TocsinError } from '@tocsin/kit'
import { Command, Option } from 'commander'
import { ask, dataOption } from '../data-folder.ts'
import { exitCodes, json, plain, print, table } from '../output.ts'
import { generateCommand } from './city-generate.ts'
import { learntCommands } from './city-learnt.ts'
import { startCommand } from './city-start.ts'
import { collect, whole } from './options.ts'
import { running } from './running.ts'

/** Bytes of a list or of a city that are read at most. */
const most = 32 * 1024 * 1024

/** `tocsin city start|import|diff|questions|versions|undo|export|check|generate|learnt|discrepancies|flows|zones|zone`: what there is, and what depends on it. */
export function cityCommand(): Command {
  const list = (name: string, says: string) =>
    new Command(name)
      .description(says)
      .argument(
        '<file>',
        'a list: CSV, GeoJSON, what another tool keeps, a MUD profile, or a city as `city export` writes it',
      )
      .addOption(
        new Option('--as <form>', 'what the file is; told from its beginning otherwise').choices([...listForms]),
      )
      .option('--name <name>', 'what the list is called; its next reading replaces what this one says')
      .option('--column <header=meaning>', 'what a column says, where its header does not; repeatable', collect, [])
      .option('--kind <word=kind>', 'which kind a word of the list means; repeatable', collect, [])
      .option(
        '--thing <id>',
        'a thing that a MUD profile is of, where vendor and model do not say it; repeatable',
        collect,
        [],
      )
      .option(
        '--peer <name=id>',
        'who a peer of a MUD profile is, such as my-controller=scada-1; repeatable',
        collect,
        [],
      )
      .option('--json', 'the whole answer as JSON')
      .option(...dataOption)
  const city = new Command('city')
    .description('the city: what there is, where it stands, what depends on it')
    .addCommand(
      list('import', 'reads a list of things into the city')
        .option('--despite-refused', 'keeps the rows that can be read although others cannot')
        .action(importList),
    )
    .addCommand(list('diff', 'says what a list would change, and changes nothing').action(diffList))
    .addCommand(
      new Command('questions')
        .description('what nobody said of services yet, what matters most first')
        .option('--json', 'one line of JSON a question')
        .option(...dataOption)
        .action(questions),
    )
    .addCommand(
      new Command('versions')
        .description('the changes of the city, the newest first')
        .option('--limit <n>', 'how many', whole(1, 200), 20)
        .option('--json', 'one line of JSON a version')
        .option(...dataOption)
        .action(versions),
    )
    .addCommand(
      new Command('undo')
        .description('takes one change of the city back')
        .argument('<number>', 'of the version', whole(1, Number.MAX_SAFE_INTEGER))
        .option(...dataOption)
        .action(undo),
    )
    .addCommand(
      new Command('export')
        .description('writes the whole city with every statement as canonical JSON, or its things as a list')
        .argument('<file>', 'where to; it must not be there yet')
        .addOption(new Option('--as <form>', 'as what').choices(['json', 'csv', 'geojson']).default('json'))
        .option(...dataOption)
        .action(exportCity),
    )
    .addCommand(startCommand())
    .addCommand(generateCommand())
    .addCommand(
      new Command('check')
        .description('says what cannot be as it is said: of the running server, or of a file that was exported')
        .argument('[file]', 'a city as `city export` writes it')
        .option('--json', 'one line of JSON a problem')
        .option(...dataOption)
        .action(check),
    )
  for (const command of learntCommands()) city.addCommand(command)
  return city
}

interface ListOptions {
  readonly as?: ListForm
  readonly name?: string
  readonly column: readonly string[]
  readonly kind: readonly string[]
  readonly thing: readonly string[]
  readonly peer: readonly string[]
  readonly despiteRefused?: true
  readonly json?: true
  readonly data?: string
}

interface Imported {
  readonly version: number | null
  readonly rows: number
  readonly assets: { readonly added: number; readonly updated: number; readonly same: number }
  readonly conduits: { readonly added: number; readonly updated: number }
  readonly refused: readonly {
    readonly line: number
    readonly column?: string
    readonly reason: string
    readonly fix: string
  }[]
  readonly refusedCount: number
  readonly columns: readonly { readonly header: string; readonly meaning: string | null }[]
  readonly unknownKinds: readonly { readonly word: string; readonly rows: number }[]
  readonly changes: readonly {
    readonly asset: string
    readonly name: string
    readonly kind: 'added' | 'updated'
    readonly fields: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[]
  }[]
}

async function importList(file: string, options: ListOptions): Promise<void> {
  const server = running(options.data)
  const body = { ...asked(file, options), apply: true, despiteRefused: options.despiteRefused === true }
  let made: Imported
  try {
    made = await ask<Imported>(server, 'POST', '/api/city/import', body)
  } catch (error) {
    // Row by row, not as one failure.
    if (error instanceof TocsinError && error.code === 'bad-rows') {
      shown(await ask<Imported>(server, 'POST', '/api/city/import', asked(file, options)), options)
    }
    throw error
  }
  shown(made, options)
  if (options.json !== true) {
    print(`The city is at version ${made.version ?? '?'}. Back again: tocsin city undo ${made.version ?? '?'}`)
  }
}

async function diffList(file: string, options: ListOptions): Promise<void> {
  const preview = await ask<Imported>(running(options.data), 'POST', '/api/city/import', asked(file, options))
  shown(preview, options)
  if (preview.refusedCount > 0) process.exitCode = exitCodes.found
}

function asked(file: string, options: ListOptions) {
  return {
    ...(options.as === undefined ? {} : { form: options.as }),
    name: options.name ?? basename(file),
    text: textOf(bytesOf(file)),
    columns: pairs(options.column, (meaning) => (meaning === '-' ? null : meaning)),
    kinds: pairs(options.kind, (kind) => kind),
    ...(options.thing.length === 0 ? {} : { things: options.thing }),
    ...(options.peer.length === 0 ? {} : { peers: pairs(options.peer, (id) => id) }),
  }
}

function pairs<Value>(texts: readonly string[], read: (text: string) => Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=')
      if (at <= 0)
        throw new TocsinError('bad-option', `“${text}” is not of the form name=value`, { fix: 'Write it so' })
      return [text.slice(0, at), read(text.slice(at + 1))]
    }),
  )
}

function shown(made: Imported, options: ListOptions): void {
  if (options.json === true) {
    json(made)
    return
  }
  const { assets, rows, refusedCount, refused } = made
  print(
    `${rows} rows: ${assets.added} new, ${assets.updated} changed, ${assets.same} as they were, ${refusedCount} refused`,
  )
  const { added, updated } = made.conduits
  if (added + updated > 0) print(`Flows that are meant: ${added} new, ${updated} changed`)
  const unread = made.columns.filter(({ meaning }) => meaning === null).map(({ header }) => header)
  if (unread.length > 0)
    print(`Columns that are not read: ${plain(unread.join(', '))} (say what they are with --column header=meaning)`)
  if (made.unknownKinds.length > 0) {
    const words = made.unknownKinds.slice(0, 10).map(({ word, rows: count }) => `${word} (${count})`)
    print(`Words that stand for no kind: ${plain(words.join(', '))} (say it with --kind word=kind)`)
  }
  table(
    made.changes.slice(0, 20).map(({ asset, kind, fields }) => [
      kind === 'added' ? '+' : '~',
      plain(asset),
      plain(
        fields
          .map(({ name, from, to }) => (from === null ? `${name} ${to}` : `${name} ${from} -> ${to}`))
          .join(', ')
          .slice(0, 160),
      ),
    ]),
  )
  const all = assets.added + assets.updated + added + updated
  if (all > 20) print(`and ${all - Math.min(20, made.changes.length)} more`)
  for (const { line, column, reason, fix } of refused) {
    process.stderr.write(`${plain(`line ${line}${column === undefined ? '' : `, ${column}`}: ${reason}. ${fix}.`)}\n`)
  }
  if (refusedCount > refused.length) process.stderr.write(`and ${refusedCount - refused.length} more rows\n`)
}

interface Question {
  readonly service: string
  readonly about: string
  readonly words: { readonly en: string }
}

async function questions(options: { readonly json?: true; readonly data?: string }): Promise<void> {
  const { questions: open } = await ask<{ questions: readonly Question[] }>(
    running(options.data),
    'GET',
    '/api/city/questions',
  )
  if (options.json === true) for (const one of open) json(one)
  else table(open.map(({ service, words }) => [plain(service), plain(words.en)]))
}

interface Version {
  readonly number: number
  readonly at: number
  readonly who: string
  readonly kind: string
  readonly about: string
  readonly added: number
  readonly updated: number
  readonly removed: number
}

async function versions(options: {
  readonly limit: number
  readonly json?: true
  readonly data?: string
}): Promise<void> {
  const path = `/api/city/versions?limit=${options.limit}`
  const { versions: made } = await ask<{ versions: readonly Version[] }>(running(options.data), 'GET', path)
  if (options.json === true) for (const one of made) json(one)
  else {
    table(
      made.map(({ number, at, who, kind, about, added, updated, removed }) => [
        String(number),
        new Date(at).toISOString().slice(0, 19),
        plain(who),
        `${kind} ${plain(about)}`,
        `+${added} ~${updated} -${removed}`,
      ]),
    )
  }
}

async function undo(number: number, options: { readonly data?: string }): Promise<void> {
  const made = await ask<{ version: number }>(running(options.data), 'POST', `/api/city/versions/${number}/undo`, {})
  print(`Taken back. The city is at version ${made.version}.`)
}

async function exportCity(
  file: string,
  options: { readonly as: 'json' | 'csv' | 'geojson'; readonly data?: string },
): Promise<void> {
  const server = running(options.data)
  const page = (query: string) => ask<{ text: string; next: string | null }>(server, 'GET', `/api/city/export?${query}`)
  let { text, next } = await page(`form=${options.as}`)
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  let bytes = Buffer.byteLength(text)
  while (next !== null) {
    ;({ text, next } = await page(`form=${options.as}&after=${next}`))
    appendFileSync(file, text)
    bytes += Buffer.byteLength(text)
  }
  print(`${plain(file)}: ${bytes} bytes`)
}

interface Problem {
  readonly code: string
  readonly severity: string
  readonly where: readonly string[]
  readonly says: { readonly en: string }
  readonly fix: { readonly en: string }
}

async function check(
  file: string | undefined,
  options: { readonly json?: true; readonly data?: string },
): Promise<void> {
  const { problems, count } =
    file === undefined
      ? await ask<{ problems: readonly Problem[]; count: number }>(running(options.data), 'GET', '/api/city/problems')
      : checkFile(file)
  for (const problem of problems) {
    if (options.json === true) json(problem)
    else print(plain(`${problem.severity}  ${problem.where.join(' ')}  ${problem.says.en}. ${problem.fix.en}.`))
  }
  if (options.json !== true) print(count === 0 ? 'Nothing is wrong.' : `${count} problems`)
  if (problems.some(({ severity }) => severity === 'error')) process.exitCode = exitCodes.found
}

function checkFile(file: string): { readonly problems: readonly Problem[]; readonly count: number } {
  const city = parseCity(textOf(bytesOf(file)))
  if (city.ok) return checkCity(city.value)
  const [first] = city.error.refusals
  throw new TocsinError(
    'bad-city',
    `${city.error.count} things are wrong, the first: ${first?.reason ?? 'unreadable'}`,
    {
      where: `${file}${first?.at ?? ''}`,
      fix: first?.fix ?? 'Export the city again',
    },
  )
}

function bytesOf(file: string): Uint8Array {
  try {
    if (statSync(file).size > most) throw new Error(`larger than ${most / 1024 / 1024} MiB`)
    return readFileSync(file)
  } catch (cause) {
    throw new TocsinError('bad-file', `${file} cannot be read`, {
      where: file,
      cause,
      fix: 'Check its spelling, its size and who may read it',
    })
  }
}
