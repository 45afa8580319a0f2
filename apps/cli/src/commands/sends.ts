import { Command } from 'commander'
import { ask, dataOption } from '../data-folder.ts'
import { json, plain, print, table } from '../output.ts'
import { running } from './running.ts'

interface Sends {
  readonly zones: readonly { readonly id: string; readonly name: string }[]
  readonly sends: readonly {
    readonly kind: string
    readonly order: { readonly kind: string; readonly id: string; readonly who: string | null }
    readonly host: string
    readonly address: string | null
    readonly port: number
    readonly zone: string | null
    readonly last: number
    readonly count: number
  }[]
}

function timeText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}

/** `tocsin sends`: what Tocsin itself sends into each zone, by which order, last when, how often. */
export function sendsCommand(): Command {
  return new Command('sends')
    .description('what Tocsin itself sends, by the zone of its target: kind, order, last when, how often')
    .option('--json', 'one line of JSON each')
    .option(...dataOption)
    .action(async (options: { readonly json?: true; readonly data?: string }) => {
      const { zones, sends } = await ask<Sends>(running(options.data), 'GET', '/api/sends')
      if (options.json === true) {
        for (const one of sends) json(one)
        return
      }
      const nameOf = (id: string | null) => zones.find((zone) => zone.id === id)?.name ?? 'in no zone'
      table(
        [...sends]
          .sort((a, b) =>
            nameOf(a.zone) < nameOf(b.zone) ? -1 : nameOf(a.zone) > nameOf(b.zone) ? 1 : b.last - a.last,
          )
          .map(({ kind, order, host, address, port, zone, last, count }) => [
            plain(nameOf(zone)),
            kind,
            plain(`${host}:${port}${address === null || address === host ? '' : ` (${address})`}`),
            plain(`${order.kind} ${order.id}${order.who === null ? '' : ` of ${order.who}`}`),
            timeText(last),
            `${count}×`,
          ]),
      )
      const reached = new Set(sends.map(({ zone }) => zone))
      const quiet = zones.filter(({ id }) => !reached.has(id))
      print(
        sends.length === 0 ? 'Nothing was sent.' : `Nothing was sent into ${quiet.length} of ${zones.length} zones.`,
      )
    })
}
