import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { freemem, totalmem } from 'node:os'
import { type Check, off, well } from './check.ts'

/** The version of Node: 20.19 at least; 20, 22 and 24 are tested. */
export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const old = major < 20 || (major === 20 && minor < 19)
  if (old) {
    return off(
      'node',
      'bad',
      [`Node ${version} is too old`, `Node ${version} est trop ancien`],
      ['Install Node 20.19, 22 or 24', 'Installez Node 20.19, 22 ou 24'],
    )
  }
  if (major % 2 === 1 || major > 24) {
    return off(
      'node',
      'look',
      [`Tocsin is not tested on Node ${version}`, `Tocsin n’est pas testé sur Node ${version}`],
      ['Use Node 20, 22 or 24', 'Utilisez Node 20, 22 ou 24'],
    )
  }
  return well('node', `Node ${version}`, `Node ${version}`)
}

const gigabyte = 1_000_000_000

export function memoryCheck(total: number = totalmem(), free: number = freemem()): Check {
  const says = [gigabytes(free), gigabytes(total)] as const
  if (total < 2 * gigabyte) {
    return off(
      'memory',
      'look',
      [`The machine has ${says[1]} GB of memory`, `La machine a ${says[1]} Go de mémoire`],
      ['Give it 2 GB or more', 'Donnez-lui 2 Go ou plus'],
    )
  }
  return well(
    'memory',
    `${says[0]} of ${says[1]} GB of memory are free`,
    `${says[0]} Go de mémoire libres sur ${says[1]}`,
  )
}

/** @param limits the text of /proc/self/limits; nothing on other systems */
export function filesCheck(limits: string | undefined = textOf('/proc/self/limits')): Check {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits ?? '')?.[1] ?? Number.NaN)
  if (Number.isNaN(soft))
    return well(
      'open-files',
      'The limit on open files is not known here',
      'La limite de fichiers ouverts n’est pas connue ici',
    )
  if (soft < 4096) {
    return off(
      'open-files',
      'look',
      [`This account may open ${soft} files at once`, `Ce compte peut ouvrir ${soft} fichiers à la fois`],
      ['Raise it to 4096 or more (ulimit -n, LimitNOFILE=)', 'Portez-la à 4096 ou plus (ulimit -n, LimitNOFILE=)'],
    )
  }
  return well('open-files', `${soft} files may be open at once`, `${soft} fichiers peuvent être ouverts à la fois`)
}

/** @param snmp the text of /proc/net/snmp */
export function udpCheck(snmp: string | undefined = textOf('/proc/net/snmp')): Check {
  const [names, values] = (snmp ?? '').split('\n').filter((line) => line.startsWith('Udp: '))
  const at = names?.split(' ').indexOf('RcvbufErrors') ?? -1
  const drops = at < 0 ? 0 : Number(values?.split(' ')[at] ?? 0)
  if (drops > 0) {
    return off(
      'udp-drops',
      'look',
      [
        `The kernel dropped ${drops} datagrams since the machine started, of any program: no room in a receive buffer`,
        `Le noyau a perdu ${drops} datagrammes depuis le démarrage, tous programmes confondus : plus de place en réception`,
      ],
      [
        'Raise net.core.rmem_max; send by TCP where possible',
        'Augmentez net.core.rmem_max ; envoyez en TCP si possible',
      ],
    )
  }
  return well('udp-drops', 'The kernel dropped no datagram', 'Le noyau n’a perdu aucun datagramme')
}

/** Whether a port that `serve` will want is free. */
export async function portCheck(host: string, port: number): Promise<Check> {
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
  const name = `port-${port}`
  if (code === undefined) return well(name, `Port ${port} is free`, `Le port ${port} est libre`)
  return off(
    name,
    'bad',
    [`Port ${port} cannot be used: ${code}`, `Le port ${port} est inutilisable : ${code}`],
    [
      'Stop the program that holds it, or choose another port in the configuration',
      'Arrêtez le programme qui l’occupe, ou choisissez un autre port dans la configuration',
    ],
  )
}

export function gigabytes(bytes: number): number {
  return Math.round(bytes / 1e8) / 10
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
