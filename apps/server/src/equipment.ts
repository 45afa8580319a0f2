import { readdirSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Equipment, equipmentShape, type OpenDoors } from '@tocsin/sources'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Engine } from './engine.ts'

/** What can send, as it comes with Tocsin. */
const folder = fileURLToPath(new URL('../../../content/equipment', import.meta.url))

/** @throws where an entry is not of its shape: a test reads them all */
export function readEquipment(dir = folder): readonly Equipment[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .flatMap((name) => z.array(equipmentShape).parse(parse(readFileSync(join(dir, name), 'utf8'))))
}

/** Where senders get in now: names of this machine, open ports, and the authority that they can trust. */
export async function openDoors(
  engine: Pick<Engine, 'receive'>,
  given: {
    readonly dataDir: string
    readonly url: () => string
    readonly names: readonly string[]
    readonly certificate: string | null
  },
): Promise<OpenDoors> {
  const { syslog, udp, tls, lumberjack } = await engine.receive('receiveStatus')
  const url = new URL(given.url())
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
  )
  const hosts = [...new Set([...given.names, hostname(), ...addresses, 'localhost'])]
  return {
    hosts: hosts.slice(0, 20),
    url: url.origin,
    ports: {
      http: url.port === '' ? null : Number(url.port),
      syslog: syslog?.port ?? null,
      udp: udp?.port ?? null,
      tls: tls?.port ?? null,
      beats: lumberjack?.port ?? null,
    },
    authority: given.certificate === null ? authorityIn(given.dataDir) : null,
  }
}

function authorityIn(dataDir: string): string | null {
  try {
    return readFileSync(join(dataDir, 'tls', 'authority.crt'), 'utf8')
  } catch {
    return null
  }
}
