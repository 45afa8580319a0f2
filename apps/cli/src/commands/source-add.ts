import { writeFileSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import type { Equipment, OpenDoors } from '@tocsin/sources'
import { Command } from 'commander'
import { ask, dataFolder, dataOption, localServer } from '../data-folder.ts'
import { plain, print, table } from '../output.ts'
import { notRunning } from './options.ts'

interface AddOptions {
  readonly as?: string
  readonly door?: string
  readonly from?: string
  readonly owner?: string
  readonly host?: string
  readonly authority?: string
  readonly wait?: string
  readonly data?: string
}

/** `source add`: choose, copy, watch. */
export function sourceAddCommand(): Command {
  return new Command('add')
    .description('declare a source, and print what to lay into what sends; without an equipment it lists them')
    .argument('[equipment]', 'such as rsyslog or winlogbeat')
    .option('--as <source>', 'the name that it is to have; the equipment’s own unless told')
    .option('--door <door>', 'which way in, where there are several')
    .option('--from <address>', 'the sender’s address: what it sends by syslog is then this source')
    .option('--owner <who>', 'who answers for it')
    .option('--host <name>', 'the name of this server that the sender shall use')
    .option('--authority <file>', 'write the authority’s certificate there')
    .option('--wait <seconds>', 'watch until its first record came')
    .option(...dataOption)
    .action(async (wanted: string | undefined, options: AddOptions) => {
      const running = server(options.data)
      const { equipment } = await ask<{ equipment: readonly Equipment[] }>(running, 'GET', '/api/sources/catalogue')
      if (wanted === undefined) {
        table(equipment.map(({ id, name, group, ways }) => [id, name, group, ways.map(({ door }) => door).join(', ')]))
        return
      }
      const chosen = equipment.find(({ id }) => id === wanted)
      if (chosen === undefined) throw unknown(wanted, equipment)
      const way = chosen.ways.find(({ door }) => options.door === undefined || door === options.door)
      if (way === undefined) throw unknown(`${wanted} by ${options.door}`, equipment)
      const source = options.as ?? chosen.id
      const doors = await ask<OpenDoors>(running, 'GET', '/api/sources/doors')
      await ask(running, 'PUT', `/api/sources/${encodeURIComponent(source)}/profile`, {
        equipment: chosen.id,
        owner: options.owner ?? null,
        ...bindingOf(way, options.from ?? null),
      })
      const token = way.snippet.includes('{{token}}')
        ? (
            await ask<{ token: string }>(running, 'POST', '/api/tokens', {
              name: source,
              kind: 'ingest',
              sources: [source],
            })
          ).token
        : ''
      print(`# ${plain(way.file)}`)
      print(plainLines(filled(way.snippet, { source, token, doors, host: options.host })))
      if (options.authority !== undefined && doors.authority !== null) {
        writeFileSync(options.authority, doors.authority)
        print(`# the authority's certificate is in ${plain(options.authority)}`)
      }
      if (options.wait !== undefined) await watch(running, source, Number(options.wait))
    })
}

type Way = Equipment['ways'][number]

function bindingOf({ door, decoder }: Way, sender: string | null) {
  if (door.startsWith('syslog'))
    return { decoder: sender === null ? null : decoder, sender, door: sender === null ? null : 'syslog' }
  if (door === 'lumberjack') return { decoder: null, sender, door: sender === null ? null : 'beats' }
  return door === 'connection' ? {} : { decoder }
}

function filled(
  snippet: string,
  given: {
    readonly source: string
    readonly token: string
    readonly doors: OpenDoors
    readonly host: string | undefined
  },
): string {
  const { ports, hosts, url } = given.doors
  const values: Readonly<Record<string, string | number | null>> = {
    host: given.host ?? hosts[0] ?? 'localhost',
    url,
    source: given.source,
    token: given.token,
    authority: '/etc/tocsin/authority.crt',
    httpPort: ports.http,
    syslogPort: ports.syslog,
    udpPort: ports.udp,
    tlsPort: ports.tls,
    beatsPort: ports.beats,
  }
  return snippet.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(values[name] ?? `{{${name}: this door is shut}}`),
  )
}

async function watch(running: ReturnType<typeof server>, source: string, seconds: number): Promise<void> {
  print('# waiting for its first record')
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const path = `/api/sources/${encodeURIComponent(source)}/senders`
    const { senders } = await ask<{
      senders: readonly { sender: string; events: number; unread: string; looksLike: string | null }[]
    }>(running, 'GET', path)
    const good = senders.find(({ events }) => events > 0)
    if (good !== undefined) {
      print(`# ${plain(good.sender)} sends, and is understood`)
      return
    }
    const odd = senders.find(({ unread }) => unread !== '')
    if (odd !== undefined) {
      const like =
        odd.looksLike === null
          ? ''
          : ` (looks like ${odd.looksLike}: tocsin source set ${plain(source)} --decoder ${odd.looksLike})`
      print(`# bytes from ${plain(odd.sender)}, not understood yet${like}: ${plain(odd.unread.slice(0, 80))}`)
    }
    await new Promise((wake) => setTimeout(wake, 2000))
  }
  throw new TocsinError('nothing-came', `Nothing of ${source} came in ${seconds} seconds`, {
    where: source,
    fix: 'See whether the sender was restarted and reaches this machine',
  })
}

function plainLines(text: string): string {
  return text.trimEnd().split('\n').map(plain).join('\n')
}

function unknown(wanted: string, equipment: readonly Equipment[]): TocsinError {
  return new TocsinError('unknown-equipment', `Nothing in the catalogue is ${wanted}`, {
    where: wanted,
    fix: `Choose one of ${equipment.map(({ id }) => id).join(', ')}`,
  })
}

function server(data: string | undefined) {
  const folder = dataFolder(data)
  const running = localServer(folder)
  if (running === undefined) throw notRunning(folder)
  return running
}
