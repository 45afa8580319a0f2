import { connect } from 'node:net'
import { ask, type LocalServer } from '../data-folder.ts'
import { when } from '../output.ts'
import { type Check, off, well } from './check.ts'

/** What `/api/status` says, as far as the doctor reads it. */
export interface ServerStatus {
  readonly ready: boolean
  readonly failure: string | null
  readonly sources: readonly { readonly source: string; readonly last: number; readonly frames: number }[]
  readonly behind: readonly { readonly lane: number; readonly frames: number }[]
  readonly syslog: { readonly host: string; readonly port: number } | null
  readonly troubles?: readonly {
    readonly kind: string
    readonly since: number
    readonly says: { readonly en: string; readonly fr: string }
  }[]
}

/** Looks at the server that runs on the data folder. */
export async function serverChecks(server: LocalServer, now: number): Promise<readonly Check[]> {
  let status: ServerStatus
  try {
    status = await ask<ServerStatus>(server, 'GET', '/api/status')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [
      off(
        'server',
        'bad',
        [`The server does not answer: ${why}`, `Le serveur ne répond pas : ${why}`],
        [`Look at its log; process ${server.pid}`, `Lisez son journal ; processus ${server.pid}`],
      ),
    ]
  }
  const listener = status.syslog
  return [
    well(
      'server',
      `A server runs at ${server.url} (process ${server.pid})`,
      `Un serveur tourne à ${server.url} (processus ${server.pid})`,
    ),
    ...statusChecks(status, now),
    ...(listener === null ? [] : [reachedCheck(listener.port, await reaches(listener.host, listener.port))]),
  ]
}

export function statusChecks(status: ServerStatus, now: number): readonly Check[] {
  const behind = status.behind.reduce((sum, { frames }) => sum + frames, 0)
  return [
    status.ready
      ? well('ready', 'It takes and judges what is sent', 'Il prend et juge ce qui est envoyé')
      : off(
          'ready',
          'bad',
          [`It cannot: ${status.failure ?? 'not said'}`, `Il ne peut pas : ${status.failure ?? 'sans dire pourquoi'}`],
          [
            'Mend what it says; most often the disk is full',
            'Réparez ce qu’il dit ; le plus souvent le disque est plein',
          ],
        ),
    well(
      'behind',
      `${behind} records wait to be judged or stored`,
      `${behind} enregistrements attendent d’être jugés ou rangés`,
    ),
    ...(status.troubles ?? []).map((trouble) =>
      off(
        `trouble-${trouble.kind}`,
        'look',
        [`${trouble.says.en}, since ${when(trouble.since)}`, `${trouble.says.fr}, depuis ${when(trouble.since)}`],
        ['See the incident about it in the console', 'Voyez l’incident à ce sujet dans la console'],
      ),
    ),
    ...(status.sources.length === 0
      ? [
          off(
            'sources',
            'look',
            ['No source sent anything since the start', 'Aucune source n’a rien envoyé depuis le démarrage'],
            [
              'Make an ingest token (tocsin token create), or point syslog here',
              'Créez un jeton d’envoi (tocsin token create), ou dirigez syslog ici',
            ],
          ),
        ]
      : status.sources.slice(0, 200).map(({ source, last, frames }) => {
          const minutes = Math.max(0, Math.round((now - last) / 60_000))
          return well(
            `source ${source}`,
            `${source}: ${frames} records, the last ${minutes} min ago`,
            `${source} : ${frames} enregistrements, le dernier il y a ${minutes} min`,
          )
        })),
  ]
}

function reachedCheck(port: number, reached: boolean): Check {
  if (reached)
    return well('syslog', `Syslog over TCP is taken on port ${port}`, `Syslog en TCP est pris sur le port ${port}`)
  return off(
    'syslog',
    'bad',
    [`Nothing answers on the syslog port ${port}`, `Rien ne répond sur le port syslog ${port}`],
    [
      'Look whether a firewall on this machine blocks it, and start Tocsin again',
      'Vérifiez le pare-feu de cette machine, et redémarrez Tocsin',
    ],
  )
}

function reaches(host: string, port: number): Promise<boolean> {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return new Promise((resolve) => {
    const socket = connect({ host: near, port, timeout: 2000 })
    const done = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}
