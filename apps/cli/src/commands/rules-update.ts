import { readFile } from 'node:fs/promises'
import { TocsinError } from '@tocsin/kit'
import {
  applyOffline,
  type BackTestReport,
  type HandWay,
  openHandWay,
  previewOffline,
  putCandidate,
  type RuleDifference,
  type RuleSource,
  readSource,
  type Trust,
  undoOffline,
} from '@tocsin/server'
import { packRules } from '@tocsin/watch'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { json, plain, print, progressLine, table, when } from '../output.ts'
import { followTrial } from './follow-trial.ts'
import { collect } from './options.ts'

export function rulesUpdateCommand(): Command {
  return new Command('update')
    .description("takes the rules of a repository (SigmaHQ's releases): shows what would change, then --apply")
    .argument('[source]', 'a folder, a zip archive, or the HTTPS address of one')
    .option('--sha256 <hex>', 'the SHA-256 that the archive must have')
    .option('--signature <file>', 'a detached signature over it (minisign, or ed25519)')
    .option('--key <file>', 'the public key of the signature')
    .option('--ca <file>', "PEM of the authority of the server's certificate")
    .option('--allow-host <host>', 'another host to which the address may lead on; may be repeated', collect, [])
    .option('--apply', 'let them judge from now on, as a new version')
    .option('--undo', 'go back to the version before')
    .option('--json', 'one line of JSON')
    .option(...dataOption)
    .action(async (source: string | undefined, options: UpdateOptions, command: Command) => {
      if ((source === undefined) === (options.undo === undefined))
        command.error("error: name a repository of rules, or go back with '--undo'")
      if ((options.signature === undefined) !== (options.key === undefined))
        command.error("error: '--signature' and '--key' belong together")
      const folder = dataFolder(options.data)
      if (source === undefined) return await undo(folder, options)
      const read = await fetched(folder, source, options)
      if (read.files.length === 0) throw new TocsinError('no-rules', 'It holds no rules', { where: source })
      await update(folder, read, options)
    })
}

interface UpdateOptions {
  readonly sha256?: string
  readonly signature?: string
  readonly key?: string
  readonly ca?: string
  readonly allowHost: readonly string[]
  readonly apply?: true
  readonly undo?: true
  readonly json?: true
  readonly data?: string
}

function trustIn({ sha256, signature, key }: UpdateOptions): Trust {
  return {
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(signature === undefined ? {} : { signature }),
    ...(key === undefined ? {} : { key }),
  }
}

/** Reads the source; where it is fetched, through the gate of the data folder: its closed zones are closed to commands too. */
async function fetched(folder: string, source: string, options: UpdateOptions): Promise<RuleSource> {
  const { ca, allowHost } = options
  const server = localServer(folder)
  let way: HandWay | undefined
  try {
    return await readSource(source, trustIn(options), async () => {
      way = await openHandWay(folder, server && ((method, path, body) => ask(server, method, path, body)))
      return { way, hosts: allowHost, ...(ca === undefined ? {} : { ca: await readFile(ca, 'utf8') }) }
    })
  } finally {
    await way?.close()
  }
}

async function update(folder: string, read: RuleSource, options: UpdateOptions): Promise<void> {
  const server = localServer(folder)
  const digest = putCandidate(folder, packRules(read.files).bytes)
  const line = progressLine()
  const show = (share: number) => line.show(`trying both on the last 24 hours: ${Math.round(share * 100)} %`)
  const seen =
    server === undefined
      ? await previewOffline(folder, digest, Date.now(), show)
      : await ask<{ difference: RuleDifference; trial: string }>(server, 'POST', '/api/rules/content/preview', {
          digest,
        }).then(async ({ difference, trial }) => ({
          difference,
          report: await followTrial(server, trial, ({ share }) => show(share)),
        }))
  line.end()
  const what = { digest, source: read.name, sha256: read.sha256, trusted: read.trusted }
  let version: number | undefined
  if (options.apply === true) {
    version =
      server === undefined
        ? await applyOffline(folder, { ...what, at: Date.now(), who: 'machine' })
        : (await ask<{ version: number }>(server, 'POST', '/api/rules/content/apply', what)).version
  }
  const hits = changedHits(seen.report)
  if (options.json === true)
    return json({
      ...what,
      ...seen.difference,
      hits,
      leftOut: read.leftOut,
      ...(version === undefined ? {} : { version }),
    })
  print(`${read.files.length} files of ${plain(read.name)}, SHA-256 ${read.sha256} (${saysTrust[read.trusted]})`)
  tell(seen.difference, read.leftOut)
  tellHits(seen.report, hits)
  if (version !== undefined)
    print(
      `\nThey are version ${version} and ${server === undefined ? 'judge from the next start' : 'judge from now on'}.`,
    )
  else print('\nNothing is switched on. Add --apply to let them judge; --undo goes back.')
}

const saysTrust: Readonly<Record<RuleSource['trusted'], string>> = {
  sha256: 'as you pinned it',
  signature: 'its signature holds',
  folder: 'a folder of this machine',
}

const shown = 20

function tell({ added, changed, removed, refused, unchanged }: RuleDifference, leftOut: RuleSource['leftOut']): void {
  print(`${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} as before`)
  const rows = [
    ...removed.map((one) => ['removed', one] as const),
    ...changed.map((one) => ['changed', one] as const),
    ...added.map((one) => ['added', one] as const),
  ]
  table(rows.slice(0, shown).map(([word, { title, rule }]) => [`  ${word}`, plain(title), plain(rule)]))
  if (rows.length > shown) print(`  and ${rows.length - shown} more: --json names all`)
  if (refused.length > 0) print(`${refused.length} refused`)
  for (const { file, line, column, reason, fix } of refused.slice(0, shown))
    print(`  ${plain(file)}:${line}:${column}: ${plain(reason)}. ${plain(fix)}`)
  if (refused.length > shown) print(`  and ${refused.length - shown} more`)
  for (const { path, reason } of leftOut.slice(0, shown)) print(`  ${plain(path)} is left out: ${plain(reason)}`)
}

interface ChangedHits {
  readonly rule: string
  readonly title: string
  readonly now: number
  readonly next: number
}

function changedHits({ sides }: BackTestReport): readonly ChangedHits[] {
  const [now, then] = sides.map(({ rules }) => new Map(rules.map((one) => [one.rule, one])))
  const ids = new Set([...(now?.keys() ?? []), ...(then?.keys() ?? [])])
  return [...ids]
    .map((rule) => ({
      rule,
      title: then?.get(rule)?.title ?? now?.get(rule)?.title ?? rule,
      now: now?.get(rule)?.hits ?? 0,
      next: then?.get(rule)?.hits ?? 0,
    }))
    .filter((one) => one.now !== one.next)
    .sort((a, b) => Math.abs(b.next - b.now) - Math.abs(a.next - a.now))
}

function tellHits({ sides, reaches, perSecond }: BackTestReport, hits: readonly ChangedHits[]): void {
  const [now, then] = sides
  if (now === undefined || then === undefined) return
  print(
    `\nOn the ${now.events} events of the last 24 hours: ${now.hits} hits now, ${then.hits} then (${perSecond} events/s)`,
  )
  if (reaches !== undefined && reaches > Date.now() - 86_400_000)
    print(`Raw records reach back to ${when(reaches)} only.`)
  table(hits.slice(0, shown).map((one) => [`  ${one.now} → ${one.next}`, plain(one.title), plain(one.rule)]))
  if (hits.length > shown) print(`  and ${hits.length - shown} more rules that speak more or less often`)
}

async function undo(folder: string, { json: asJson }: UpdateOptions): Promise<void> {
  const server = localServer(folder)
  const version =
    server === undefined
      ? await undoOffline(folder)
      : (await ask<{ version: number }>(server, 'POST', '/api/rules/content/undo', {})).version
  if (asJson === true) json({ version })
  else print(version === 0 ? 'No rules of a repository hold any more.' : `Version ${version} holds again.`)
}
