import { Command, Option } from 'commander'
import { ask, dataOption } from '../data-folder.ts'
import { json, plain, print, table } from '../output.ts'
import { whole } from './options.ts'
import { running } from './running.ts'

/** `tocsin city learnt|discrepancies|flows|zones|zone`: what the city learnt from its records, and what of it does not fit. */
export function learntCommands(): readonly Command[] {
  const listed = (command: Command) =>
    command
      .option('--limit <n>', 'how many', whole(1, 1000), 200)
      .option('--json', 'one line of JSON each')
      .option(...dataOption)
  return [
    listed(
      new Command('learnt')
        .description('what records state of things, with their evidence')
        .argument('[asset]', 'of this asset alone')
        .option('--topic <topic>', 'host, service, software, account, …'),
    ).action(learnt),
    listed(
      new Command('discrepancies')
        .description('what was seen and does not fit what is known')
        .option('--kind <kind>', 'undeclared, never-seen, claimed-by-two, new-mac, moved, firmware-older, differs'),
    ).action(discrepancies),
    listed(
      new Command('flows')
        .description('who speaks with whom, over what, and which conduit is meant for it')
        .addOption(
          new Option('--judged <how>', 'how they stand against conduits').choices([
            'within',
            'meant',
            'without',
            'unzoned',
          ]),
        )
        .option('--zone <id>', 'that begin or end in this zone'),
    ).action(flows),
    new Command('zones')
      .description('the zones, and how their flows are held against conduits')
      .option('--json', 'one line of JSON a zone')
      .option(...dataOption)
      .action(zones),
    new Command('zone')
      .description('learns the flows of a zone, lists those without a conduit, or opens incidents for them')
      .argument('<id>', 'of the zone')
      .argument('<mode>', 'learn, review or enforce')
      .option(...dataOption)
      .action(setMode),
  ]
}

interface Listed {
  readonly limit: number
  readonly json?: true
  readonly data?: string
}

interface Evidence {
  readonly last: number
  readonly count: number
  readonly event: string
  readonly source: string
}

interface Fact extends Evidence {
  readonly asset: string | null
  readonly assetName: string | null
  readonly known: { readonly scheme: string; readonly value: string }
  readonly topic: string
  readonly value: string
  readonly detail: string | null
  readonly account: { readonly value: string } | null
  readonly by: string
}

async function learnt(asset: string | undefined, options: Listed & { readonly topic?: string }): Promise<void> {
  const path = withQuery('/api/city/learnt', { asset, topic: options.topic, limit: options.limit })
  const { facts, next } = await ask<{ facts: readonly Fact[]; next: string | null }>(running(options.data), 'GET', path)
  if (options.json === true) {
    for (const fact of facts) json(fact)
    return
  }
  const order = [...facts].sort((a, b) => (`${a.known.value} ${a.topic}` < `${b.known.value} ${b.topic}` ? -1 : 1))
  table(
    order.map((fact) => [
      plain(fact.asset ?? '-'),
      plain(`${fact.known.scheme}:${fact.known.value}`),
      fact.topic,
      plain([fact.account?.value ?? fact.value, fact.detail ?? ''].filter((part) => part !== '').join(' ')),
      `${fact.count}×`,
      timeText(fact.last),
      plain(fact.by),
      fact.event,
    ]),
  )
  if (next !== null) print('There is more: name an asset, or a topic')
}

interface Discrepancy {
  readonly kind: string
  readonly asset: string
  readonly assetName: string
  readonly other: string | null
  readonly value: string | null
  readonly against: string | null
  readonly evidence: (Evidence & { readonly by: string }) | null
}

async function discrepancies(options: Listed & { readonly kind?: string }): Promise<void> {
  const path = withQuery('/api/city/discrepancies', { kind: options.kind, limit: options.limit })
  const { discrepancies: found, counts } = await ask<{
    discrepancies: readonly Discrepancy[]
    counts: Readonly<Record<string, number>>
  }>(running(options.data), 'GET', path)
  if (options.json === true) {
    for (const one of found) json(one)
    return
  }
  table(
    found.map(({ kind, asset, assetName, other, value, against, evidence }) => [
      kind,
      plain(asset),
      plain(assetName),
      plain([value ?? '', against === null ? '' : `instead of ${against}`].filter((part) => part !== '').join(' ')),
      plain(other ?? ''),
      evidence === null ? '' : `${timeText(evidence.last)} ${plain(evidence.by)} ${evidence.event}`,
    ]),
  )
  print(
    Object.entries(counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ') || 'Nothing that does not fit.',
  )
}

interface End {
  readonly end: string
  readonly assetName: string | null
  readonly zoneName: string | null
}
interface Flow extends Evidence {
  readonly from: End
  readonly to: End
  readonly transport: string
  readonly port: number
  readonly app: string
  readonly bytes: number
  readonly judged: string
  readonly conduit: string | null
  readonly mode: string
}

async function flows(options: Listed & { readonly judged?: string; readonly zone?: string }): Promise<void> {
  const path = withQuery('/api/city/flows', { judged: options.judged, zone: options.zone, limit: options.limit })
  const { flows: found, count } = await ask<{ flows: readonly Flow[]; count: number }>(
    running(options.data),
    'GET',
    path,
  )
  if (options.json === true) {
    for (const one of found) json(one)
    return
  }
  table(
    found.map((flow) => [
      endText(flow.from),
      '->',
      endText(flow.to),
      plain([`${flow.transport}/${flow.port}`, flow.app].filter((part) => part !== '').join(' ')),
      `${flow.count}×`,
      `${flow.bytes} bytes`,
      timeText(flow.last),
      flow.judged === 'without' ? `no conduit (${flow.mode})` : plain(flow.conduit ?? flow.judged),
    ]),
  )
  if (count > found.length) print(`and ${count - found.length} more`)
}

function endText({ end, assetName, zoneName }: End): string {
  const name = assetName === null || assetName === end ? '' : ` ${assetName}`
  return plain(`${end}${name}${zoneName === null ? '' : ` [${zoneName}]`}`)
}

interface Zone {
  readonly id: string
  readonly name: string
  readonly mode: string
  readonly who: string | null
  readonly flows: { readonly meant: number; readonly without: number; readonly within: number }
}

async function zones(options: { readonly json?: true; readonly data?: string }): Promise<void> {
  const { zones: all } = await ask<{ zones: readonly Zone[] }>(running(options.data), 'GET', '/api/city/zones')
  if (options.json === true) for (const one of all) json(one)
  else {
    table(
      all.map(({ id, name, mode, flows: { meant, without, within } }) => [
        plain(id),
        plain(name),
        mode,
        `${meant} meant`,
        `${without} without a conduit`,
        `${within} within`,
      ]),
    )
  }
}

async function setMode(zone: string, mode: string, options: { readonly data?: string }): Promise<void> {
  const path = `/api/city/zones/${encodeURIComponent(zone)}/mode`
  const made = await ask<{ mode: string }>(running(options.data), 'PUT', path, { mode })
  print(`${plain(zone)}: ${made.mode}`)
}

function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const said = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) said.set(name, String(value))
  return `${path}?${said}`
}

function timeText(time: number): string {
  return new Date(time).toISOString().slice(0, 19)
}
