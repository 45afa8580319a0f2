import { randomUUID } from 'node:crypto'
import { type Capability, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { everything, isVisible, type Scope, type StateStore } from '@tocsin/store'
import { z } from 'zod'
import {
  connectionsOf,
  dropConnection,
  dropPositions,
  type KeptConnection,
  keepConnection,
  mostConnections,
} from './connection.repository.ts'
import {
  type Connection,
  type ConnectionHealth,
  type ConnectionInput,
  connectionKinds,
  connectionSecret,
  connectionShape,
  type KnownConnection,
  type ShownConnection,
  shownShape,
} from './connection.ts'
import { type ConnectionPreset, connectionPresets } from './presets.ts'
import { connectionsMigrations } from './tables.ts'

export interface ConnectionsOptions {
  readonly state: StateStore
  readonly sealed: {
    seal(name: string, bytes: Uint8Array): Promise<void>
    forget(name: string): Promise<void>
    names(prefix?: string): Promise<readonly string[]>
  }
  /** Those that the configuration names. */
  readonly configured: () => readonly KnownConnection[]
  /** Why one cannot be taken: a decoder that there is not, a folder outside of those that may be read. */
  readonly check: (connection: Connection) => TocsinError | undefined
  /** Hears that the registry is another one. */
  readonly changed: () => void
  readonly health: () => Promise<ReadonlyMap<string, ConnectionHealth>>
}

const secretText = z.string().min(1).max(8192)
const id = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/)
const input = connectionShape as unknown as z.ZodType<Connection, ConnectionInput>

const presetShape: z.ZodType<ConnectionPreset> = z.object({
  id: z.string(),
  words: z.object({ en: z.string(), fr: z.string() }),
  connection: z.custom<ConnectionInput>(),
})

/** The sources that Tocsin goes to by itself: to add, watch, pause and take away while it runs. */
export function connectionsCapability(options: ConnectionsOptions): Capability {
  const { state, sealed } = options

  /** All that a scope lets through, those of the configuration first. */
  const known = async (scope: Scope): Promise<readonly KnownConnection[]> => {
    const [kept, secrets] = await Promise.all([connectionsOf(state, scope), sealed.names('connection:')])
    const configured = options.configured().filter(({ connection }) => isVisible(scope, [connection.source]))
    const added = kept.map((one) => ({
      ...one,
      origin: 'registry' as const,
      hasSecret: secrets.includes(connectionSecret(one.id)),
    }))
    return [...configured, ...added]
  }

  const shown = async (all: readonly KnownConnection[]): Promise<readonly ShownConnection[]> => {
    const health = await options.health()
    return all.map((one) => ({
      ...one,
      path: one.connection.kind === 'webhook' ? `/hooks/${one.id}` : null,
      health: one.paused ? resting : (health.get(one.id) ?? starting),
    }))
  }

  const shownOne = async (scope: Scope, wanted: string): Promise<ShownConnection> => {
    const [one] = await shown((await known(scope)).filter((each) => each.id === wanted))
    if (one === undefined) throw notFound(wanted)
    return one
  }

  /** One of the registry; those of the configuration are changed there. */
  const changeable = async (scope: Scope, wanted: string): Promise<KeptConnection> => {
    const kept = (await connectionsOf(state, scope)).find((one) => one.id === wanted)
    if (kept !== undefined) return kept
    if (!(await known(scope)).some((one) => one.id === wanted)) throw notFound(wanted)
    throw new TocsinError('configured-conflict', 'This connection stands in the configuration', {
      where: wanted,
      fix: 'Change it in tocsin.yml, then run tocsin config reload',
    })
  }

  const allowed = (connection: Connection, scope: Scope) => {
    if (!isVisible(scope, [connection.source])) {
      throw new TocsinError('department-conflict', `The source ${connection.source} is not one of yours`, {
        where: connection.source,
        fix: 'Name a source of your departments, or ask an administrator who belongs to all of them',
      })
    }
    const why = options.check(connection)
    if (why !== undefined) throw why
  }

  return {
    name: 'connections',
    words: { en: 'Connections', fr: 'Connexions' },
    migrations: connectionsMigrations,
    permissions: [
      {
        name: 'connection.read',
        says: { en: 'See which sources Tocsin goes to', fr: 'Voir quelles sources Tocsin va chercher' },
      },
      {
        name: 'connection.manage',
        says: {
          en: 'Let Tocsin follow files, subscribe, and ask other servers',
          fr: 'Faire suivre des fichiers, s’abonner et interroger d’autres serveurs',
        },
      },
    ],
    routes: [
      route({
        method: 'GET',
        path: '/connections',
        permission: 'connection.read',
        says: 'Every connection with how it does, and what could be added with one choice',
        input: z.strictObject({}),
        output: z.object({
          connections: z.array(shownShape).readonly(),
          kinds: z.array(z.enum(connectionKinds)).readonly(),
          presets: z.array(presetShape).readonly(),
        }),
        handle: async ({ scope }) => ({
          connections: await shown(await known(scope)),
          kinds: connectionKinds,
          presets: connectionPresets,
        }),
      }),
      route({
        method: 'GET',
        path: '/connections/:id',
        permission: 'connection.read',
        says: 'One connection and how it does',
        input: z.strictObject({ id }),
        output: shownShape,
        handle: ({ input: asked, scope }) => shownOne(scope, asked.id),
      }),
      route({
        method: 'POST',
        path: '/connections',
        permission: 'connection.manage',
        says: 'Adds a connection, which begins at once; its secret is sealed and never shown again',
        input: z.strictObject({ connection: input, secret: secretText.optional() }),
        output: shownShape,
        audit: { note: ({ connection }) => ({ about: `${connection.kind} ${connection.source} ${connection.name}` }) },
        handle: async ({ input: { connection, secret }, scope, who }, host) => {
          allowed(connection, scope)
          needsSecret(connection, secret !== undefined)
          if ((await connectionsOf(state, everything)).length >= mostConnections) {
            throw new TocsinError('too-many', `There are ${mostConnections} connections already`, {
              fix: 'Take one away first',
            })
          }
          const made = `${connection.kind}-${randomUUID().slice(0, 13)}`
          if (secret !== undefined) await sealed.seal(connectionSecret(made), Buffer.from(secret, 'utf8'))
          await keepConnection(state, { id: made, connection, paused: false, createdAt: host.now(), createdBy: who })
          options.changed()
          return shownOne(scope, made)
        },
      }),
      route({
        method: 'PUT',
        path: '/connections/:id',
        permission: 'connection.manage',
        says: 'Changes a connection, pauses it or lets it go on, or gives it another secret; what is left out stays',
        input: z.strictObject({
          id,
          connection: input.optional(),
          paused: z.boolean().optional(),
          secret: secretText.nullable().optional(),
        }),
        output: shownShape,
        audit: {
          note: ({ id: changed, paused, connection, secret }) => ({
            about: [
              changed,
              ...(connection === undefined ? [] : ['settings']),
              ...(secret === undefined ? [] : ['secret']),
              ...(paused === undefined ? [] : [paused ? 'paused' : 'resumed']),
            ].join(' '),
          }),
        },
        handle: async ({ input: asked, scope }) => {
          const before = await changeable(scope, asked.id)
          const connection = asked.connection ?? before.connection
          allowed(connection, scope)
          if (connection.kind !== before.connection.kind) {
            throw new TocsinError('bad-kind', 'A connection stays of its kind', { fix: 'Add another one' })
          }
          const name = connectionSecret(asked.id)
          const has = asked.secret === undefined ? (await sealed.names(name)).includes(name) : asked.secret !== null
          needsSecret(connection, has)
          // A secret belongs to the place that it was given for: another place must not be sent it.
          if (asked.secret === undefined && has && placeOf(connection) !== placeOf(before.connection)) {
            throw new TocsinError('bad-secret', 'The secret was given for another address', {
              where: asked.id,
              fix: 'Give the secret again with the new address',
            })
          }
          if (asked.secret === null) await sealed.forget(name)
          else if (asked.secret !== undefined) await sealed.seal(name, Buffer.from(asked.secret, 'utf8'))
          // A cursor of one question means nothing to another.
          if (questionOf(connection) !== questionOf(before.connection)) await dropPositions(state, asked.id)
          await keepConnection(state, { ...before, connection, paused: asked.paused ?? before.paused })
          options.changed()
          return shownOne(scope, asked.id)
        },
      }),
      route({
        method: 'DELETE',
        path: '/connections/:id',
        permission: 'connection.manage',
        says: 'Takes a connection away, with its secret and where it stood; what it brought stays',
        input: z.strictObject({ id }),
        output: z.strictObject({}),
        handle: async ({ input: asked, scope }) => {
          await changeable(scope, asked.id)
          await dropConnection(state, asked.id)
          await sealed.forget(connectionSecret(asked.id))
          options.changed()
          return {}
        },
      }),
    ],
    jobs: [],
    commands: [],
    provides: {},
    asks: [],
    health: async () => {
      const troubled = [...(await options.health()).values()].filter(({ state: how }) => how === 'trouble').length
      return {
        well: troubled === 0,
        says:
          troubled === 0
            ? { en: 'Every connection does well.', fr: 'Chaque connexion va bien.' }
            : {
                en: `${troubled} connections are in trouble.`,
                fr: `${troubled} connexions sont en difficulté.`,
              },
      }
    },
  }
}

function needsSecret(connection: Connection, has: boolean): void {
  const uses =
    connection.kind === 'poll' && Object.values(connection.headers).some((value) => value.includes('{secret}'))
  if (has || !(connection.kind === 'webhook' || uses)) return
  throw new TocsinError('bad-secret', 'This connection needs a secret', {
    where: connection.name,
    fix: 'Give the one that the sender signs with, or that the API asks for',
  })
}

/** Where its secret goes. */
function placeOf(connection: Connection): string {
  if (connection.kind === 'mqtt') return connection.url
  return connection.kind === 'poll' ? originOf(connection.url) : connection.kind
}

function questionOf(connection: Connection): string {
  return connection.kind === 'poll' ? JSON.stringify([connection.url, connection.next, connection.items]) : ''
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}

function notFound(wanted: string): TocsinError {
  return new TocsinError('not-found', 'There is no such connection', { where: wanted, fix: 'List the connections' })
}

const nothingYet = { frames: 0, bytes: 0, refused: 0, lastAt: null, trouble: null, places: [], morePlaces: 0 }
const starting: ConnectionHealth = { ...nothingYet, state: 'starting', says: { en: 'It starts.', fr: 'Elle démarre.' } }
const resting: ConnectionHealth = {
  ...nothingYet,
  state: 'paused',
  says: { en: 'It is paused.', fr: 'Elle est en pause.' },
}
