import { readFileSync } from 'node:fs'
import { type ConnectionInput, connectionPresets, connectionShape, type KnownConnection } from '@tocsin/sources'
import type { Config } from '../config/index.ts'

/** A connection of the configuration; its id is made of its name, so that it goes on where it stood. */
export interface ConfiguredConnection extends KnownConnection {
  readonly secretFile: string | undefined
}

export function configuredConnections({
  connections,
  thisHost,
}: Pick<Config, 'connections' | 'thisHost'>): readonly ConfiguredConnection[] {
  const listed = connections.list.map(({ connection, secretFile }) =>
    known(`file-${slugOf(connection.name)}`, connection, secretFile),
  )
  const wished = [...(thisHost.logs ? ['this-host-logs'] : []), ...(thisHost.journal ? ['this-host-journal'] : [])]
  const presets = connectionPresets
    .filter(({ id }) => wished.includes(id))
    .map(({ id, connection }) => known(id, connection, undefined))
  return [...presets, ...listed]
}

/** @throws where the file cannot be read */
export function secretIn(file: string): string {
  return readFileSync(file, 'utf8').trim()
}

function known(id: string, connection: ConnectionInput, secretFile: string | undefined): ConfiguredConnection {
  return {
    id,
    origin: 'file',
    connection: connectionShape.parse(connection),
    paused: false,
    hasSecret: secretFile !== undefined,
    createdAt: null,
    createdBy: null,
    secretFile,
  }
}

function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return plain.slice(0, 48) || Buffer.from(name).toString('hex').slice(0, 48)
}
