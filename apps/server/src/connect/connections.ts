import { MessageChannel } from 'node:worker_threads'
import type { Sealed } from '@tocsin/access'
import { type Clock, serve, signal } from '@tocsin/kit'
import {
  type ConnectionHealth,
  connectionSecret,
  connectionsOf,
  type KnownConnection,
  keepPositions,
  positionsOf,
} from '@tocsin/sources'
import { everything, type StateStore } from '@tocsin/store'
import type { Engine } from '../engine.ts'
import type { Gate } from '../sends/gate/gate.ts'
import type { NoteSent } from '../sends/sent.ts'
import type { ConnectHandlers } from '../threads/connect.ts'
import { startThread, type Thread } from '../threads/start-thread.ts'
import { type ConfiguredConnection, secretIn } from './configured.ts'
import type { ConnectStart, HouseHandlers } from './connect-messages.ts'
import { type Hook, type Hooks, openHooks } from './hooks/hooks.ts'
import { troubleWords } from './trouble-words.ts'

export const connectionFailed = signal<{ id: string; why: string }>('connection.failed', {
  level: 'warn',
  metric: { name: 'tocsin_connections_failed_total', labels: ['id'] },
  says: ({ id, why }) => `the connection ${id} cannot be read: ${why}`,
})

export interface ConnectionsHouse {
  readonly engine: Pick<Engine, 'receive'>
  readonly state: StateStore
  readonly sealed: Pick<Sealed, 'open'>
  readonly dataDir: string
  readonly roots: readonly string[]
  readonly configured: () => readonly ConfiguredConnection[]
  /** Hears what is sent. */
  readonly sent: NoteSent
  /** Holds where a connection would lead against the zones. */
  readonly gate: Pick<Gate, 'admit' | 'heard'>
  readonly clock: Clock
  readonly signal: <Details>(what: ReturnType<typeof signal<Details>>, details: Details) => void
}

/** Every connection, kept running as the registry and the configuration say. */
export interface Connections {
  /** The registry or the configuration is another one. */
  changed(): void
  /** What is let in where HTTP is. */
  readonly hooks: Hooks
  health(): Promise<ReadonlyMap<string, ConnectionHealth>>
  close(): Promise<void>
}

interface Wanted extends Pick<KnownConnection, 'id' | 'connection'> {
  readonly secretFile?: string | undefined
}

/** How long a thread that died is left alone before it is started again, in milliseconds. */
const restartMs = 5000

/** Runs connections in a thread of their own, which is started with the first. */
export function openConnections(house: ConnectionsHouse): Connections {
  const { state, engine, clock } = house
  let thread: Thread<ConnectHandlers> | undefined
  /** What runs, by id, as JSON: a change of anything starts it anew. */
  const running = new Map<string, string>()
  const failed = new Map<string, ConnectionHealth>()
  let last: Promise<void> = Promise.resolve()
  let closing = false

  const handlers: HouseHandlers = {
    append: (batch) => engine.receive('append', batch),
    keep: (id, positions) => keepPositions(state, id, new Map(positions), clock.now()),
    admit: house.gate.admit,
    sent: (all) => {
      for (const one of all) house.sent(one)
    },
    refused: (what) => void engine.receive('noteRefused', what).catch(() => undefined),
  }

  const hooks = openHooks({
    now: clock.now,
    append: handlers.append,
    refused: handlers.refused,
  })

  /** Lets in the webhooks that there are. */
  const settleHooks = async (all: ReadonlyMap<string, Wanted>) => {
    const open: Hook[] = []
    for (const one of all.values()) {
      if (one.connection.kind !== 'webhook') continue
      try {
        const secret = await secretOf(one)
        if (secret === undefined) throw new Error('it has no secret')
        open.push({ id: one.id, connection: one.connection, secret })
      } catch (error) {
        fail(one.id, error)
      }
    }
    hooks.set(open)
  }

  const started = async (): Promise<Thread<ConnectHandlers>> => {
    if (thread !== undefined) return thread
    const channel = new MessageChannel()
    serve(channel.port1, handlers)
    const start: ConnectStart = { dataDir: house.dataDir, roots: house.roots, house: channel.port2 }
    const made = await startThread<ConnectHandlers>('./connect.js', start, [channel.port2], (error) => {
      channel.port1.close()
      if (thread !== made) return
      thread = undefined
      running.clear()
      house.signal(connectionFailed, { id: 'thread', why: error.message })
      setTimeout(changed, restartMs).unref()
    })
    thread = made
    return made
  }

  const wanted = async (): Promise<ReadonlyMap<string, Wanted>> => {
    const kept = (await connectionsOf(state, everything)).filter(({ paused }) => !paused)
    const all: readonly Wanted[] = [...house.configured(), ...kept]
    return new Map(all.map((one) => [one.id, one]))
  }

  const secretOf = async ({ id, secretFile }: Wanted): Promise<string | undefined> => {
    if (secretFile !== undefined) return secretIn(secretFile)
    const sealed = await house.sealed.open(connectionSecret(id))
    return sealed === undefined ? undefined : Buffer.from(sealed).toString('utf8')
  }

  const fail = (id: string, error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    failed.set(id, cannotStart(why))
    house.signal(connectionFailed, { id, why })
  }

  const settle = async (): Promise<void> => {
    if (closing) return
    failed.clear()
    const every = await wanted()
    await settleHooks(every)
    const all = new Map([...every].filter(([, { connection }]) => connection.kind !== 'webhook'))
    const secrets = new Map<string, string | undefined>()
    for (const [id, one] of [...all]) {
      try {
        secrets.set(id, await secretOf(one))
      } catch (error) {
        fail(id, error)
        all.delete(id)
      }
    }
    const markOf = (id: string) => JSON.stringify([all.get(id)?.connection, secrets.get(id)])
    for (const [id, mark] of [...running]) {
      if (all.has(id) && markOf(id) === mark) continue
      running.delete(id)
      await thread?.call('end', id)
    }
    for (const [id, { connection }] of all) {
      if (running.has(id) || closing) continue
      try {
        const { call } = await started()
        const positions = [...(await positionsOf(state, id))]
        await call('begin', { id, connection, secret: secrets.get(id), positions })
        running.set(id, markOf(id))
        failed.delete(id)
      } catch (error) {
        fail(id, error)
      }
    }
  }

  const changed = () => {
    last = last.then(settle).catch((error: unknown) => {
      house.signal(connectionFailed, { id: 'registry', why: error instanceof Error ? error.message : String(error) })
    })
  }
  changed()
  const deaf = house.gate.heard((opened) => void thread?.call('gateMoved', opened).catch(() => undefined))

  return {
    changed,
    hooks,
    health: async () => {
      await last
      const now = thread === undefined ? [] : await thread.call('connectStatus')
      return new Map([...hooks.health(), ...now, ...failed])
    },
    close: async () => {
      closing = true
      deaf()
      await last
      const open = thread
      thread = undefined
      if (open === undefined) return
      await open.call('closeConnect')
      await open.terminate()
    },
  }
}

function cannotStart(why: string): ConnectionHealth {
  const trouble = {
    code: 'cannot-start',
    message: `It cannot be started: ${why}`,
    fix: 'Change its settings',
    retryAt: null,
  }
  return {
    state: 'trouble',
    says: troubleWords(trouble),
    frames: 0,
    bytes: 0,
    refused: 0,
    lastAt: null,
    trouble,
    places: [],
    morePlaces: 0,
  }
}
