import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What the kernel dropped before anybody could read it: it counts, and nobody else can. */
export interface KernelUdp {
  /** Datagrams for this whole machine, of any program, since it started: no room in a receive buffer (`RcvbufErrors`). */
  readonly machine: number
  /** Of the sockets that this process holds. */
  readonly own: readonly UdpSocket[]
}

export interface UdpSocket {
  readonly port: number
  /** Datagrams dropped since the socket was opened. */
  readonly drops: number
  /** Bytes that wait to be read. */
  readonly waiting: number
}

/** Reads proc(5); nothing where this system has none of it. */
export function kernelUdp(proc = '/proc'): KernelUdp | undefined {
  const snmp = textOf(`${proc}/net/snmp`)
  if (snmp === undefined) return undefined
  const inodes = ownSockets(proc)
  const own = ['udp', 'udp6'].flatMap((name) => socketsIn(textOf(`${proc}/net/${name}`) ?? '', inodes))
  return { machine: rcvbufErrors(snmp), own }
}

/** Two lines of `Udp:`, names and then values. */
export function rcvbufErrors(snmp: string): number {
  const [names, values] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
    .map((line) => line.split(' '))
  const at = names?.indexOf('RcvbufErrors') ?? -1
  const value = at < 0 ? Number.NaN : Number(values?.[at])
  return Number.isSafeInteger(value) ? value : 0
}

/** Lines of /proc/net/udp: `sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ref pointer drops`. */
export function socketsIn(text: string, inodes: ReadonlySet<string>): UdpSocket[] {
  return text.split('\n').flatMap((line) => {
    const parts = line.trim().split(/\s+/)
    const [, local = '', , , queues = ''] = parts
    const inode = parts[9]
    const drops = Number(parts[12])
    if (inode === undefined || !inodes.has(inode) || !Number.isSafeInteger(drops)) return []
    const port = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)
    return [{ port, drops, waiting: Number.parseInt(queues.split(':')[1] ?? '0', 16) }]
  })
}

function ownSockets(proc: string): ReadonlySet<string> {
  const inodes = new Set<string>()
  const fds = `${proc}/self/fd`
  try {
    for (const fd of readdirSync(fds)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`${fds}/${fd}`))?.[1]
      if (inode !== undefined) inodes.add(inode)
    }
  } catch {
    // Another system, or a descriptor that is gone: no socket of ours is known there.
  }
  return inodes
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
