import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { contentsOf } from '@tocsin/event'
import { groundZones, openCityKeeper } from '@tocsin/inventory'
import { content, lastControl } from '@tocsin/store'
import { openKept } from '../../kept.ts'
import { tables } from '../../tables.ts'
import { admissionShape, handOrder } from '../hand-routes.ts'
import type { Sent } from '../sent.ts'
import { openSentBook } from '../sent-book.ts'
import { type DialTo, openDialer } from './dial.ts'
import type { Attempt } from './gate.ts'
import type { NamedCity } from './ground.ts'
import { openHouseGate } from './house-gate.ts'

/** The way out of a command that a person runs: through the gate of the data folder that it is for. */
export interface HandWay {
  dial(to: Omit<DialTo, 'order'>): Promise<Socket>
  /** Counts what was sent. */
  sent(what: Omit<Sent, 'order'>): void
  /** Resolves when what was sent is counted. */
  close(): Promise<void>
}

/** @param ask asks the server that runs on the folder, where one does */
export async function openHandWay(
  dataDir: string,
  ask: ((method: 'POST', path: string, body: object) => Promise<unknown>) | undefined,
): Promise<HandWay> {
  if (ask !== undefined) return throughServer(ask)
  if (!['log', 'state.sqlite', 'restore.json'].some((name) => existsSync(join(dataDir, name)))) return nobodysCity()
  return throughFolder(dataDir)
}

function throughServer(ask: (method: 'POST', path: string, body: object) => Promise<unknown>): HandWay {
  const telling: Promise<unknown>[] = []
  const sent = ({ kind, host, address, port }: Omit<Sent, 'order'>) => {
    telling.push(ask('POST', '/api/sends/told', { kind, host, address, port }).catch(() => undefined))
  }
  const admit = async ({ order, host, port, addresses }: Attempt) =>
    admissionShape.parse(await ask('POST', '/api/sends/admit', { order: order.id, host, port, addresses }))
  const dialer = openDialer({ admit: async (attempt) => admitted(await admit(attempt)), sent })
  return {
    dial: (to) => dialer.dial({ ...to, order: handOrder }),
    sent,
    close: async () => {
      dialer.close()
      await Promise.all(telling)
    },
  }
}

function admitted({ addresses, closed }: ReturnType<typeof admissionShape.parse>) {
  if (closed === undefined) return { addresses }
  return { addresses, closed: closed.zone === undefined ? {} : { zone: closed.zone } }
}

/** No server runs: the folder is held while something is fetched, and its zones are read from it. */
async function throughFolder(dataDir: string): Promise<HandWay> {
  const kept = await openKept(dataDir, tables)
  try {
    const book = openSentBook(kept.state, Date.now)
    const gate = await openHouseGate({
      ...{ state: kept.state, dataDir, last: lastCity(join(dataDir, 'log')), book, now: Date.now, sample: false },
      signal: () => {},
    })
    gate.told(groundZones((await openCityKeeper(kept.state, Date.now)).city()))
    return {
      dial: (to) => gate.dialer.dial({ ...to, order: handOrder }),
      sent: (what) => book.note({ ...what, order: handOrder }),
      close: async () => {
        gate.close()
        await book.close()
        await kept.close()
      },
    }
  } catch (error) {
    await kept.close()
    throw error
  }
}

function lastCity(logDir: string): NamedCity | 'none' {
  const control = lastControl(logDir, 0, 'city')?.control
  if (control?.kind !== 'city') return 'none'
  const contents = new Map<string, Uint8Array>()
  for (const name of contentsOf(control)) {
    try {
      contents.set(name, content(logDir, name))
    } catch {
      // Missing or damaged: nothing is known of the things then, and nothing is sent.
    }
  }
  return { control, contents }
}

/** There is no data folder yet, and so no zone. */
function nobodysCity(): HandWay {
  const dialer = openDialer({ admit: async ({ addresses }) => ({ addresses }), sent: () => {} })
  return {
    dial: (to) => dialer.dial({ ...to, order: handOrder }),
    sent: () => {},
    close: async () => dialer.close(),
  }
}
