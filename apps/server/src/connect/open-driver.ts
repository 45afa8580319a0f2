import { assertNever, TocsinError } from '@tocsin/kit'
import type { Connection } from '@tocsin/sources'
import type { Driver, DriverHost } from './driver.ts'
import { follow } from './follow/follow.ts'
import { readableWithin } from './follow/roots.ts'
import { journal } from './journal.ts'
import { mqtt } from './mqtt/mqtt.ts'
import { poll } from './poll/poll.ts'

export interface DriverPlace {
  readonly dataDir: string
  readonly roots: readonly string[]
}

/** Starts to read a connection. */
export function openDriver(host: DriverHost, connection: Connection, { dataDir, roots }: DriverPlace): Driver {
  switch (connection.kind) {
    case 'follow':
      return follow(host, connection, readableWithin(roots, dataDir))
    case 'journal':
      return journal(host, connection)
    case 'mqtt':
      return mqtt(host, connection)
    case 'poll':
      return poll(host, connection)
    case 'webhook':
      throw new TocsinError('unknown-kind', 'A webhook is taken where HTTP is')
    default:
      return assertNever(connection)
  }
}
