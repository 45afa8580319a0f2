import type { Capability, Host } from '@tocsin/capability'
import { route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import { z } from 'zod'
import {
  countNotices,
  dropTarget,
  keepMailServer,
  mailServerOf,
  messagesOf,
  targetsOf,
  upsertTarget,
} from './bell.repository.ts'
import type { Bell } from './bell.ts'
import { answerShape, deliveriesShape, overviewShape, serverInput, shownTargetShape, targetInput } from './shapes.ts'
import { type KeptTarget, type MailServer, mailSecret, mostTargets, type Target, targetSecret } from './target.ts'

export interface BellHouse {
  readonly state: StateStore
  readonly bell: () => Bell
  readonly sealed: {
    seal(name: string, bytes: Uint8Array): Promise<void>
    forget(name: string): Promise<void>
    names(prefix?: string): Promise<readonly string[]>
  }
  /** What the configuration lets Tocsin call. */
  readonly outgoing: () => { readonly hosts: readonly string[]; readonly private: boolean }
  /** Why something may not be called, before it is. */
  readonly refusedUrl: (url: string) => TocsinError | undefined
  readonly refusedServer: (server: MailServer) => TocsinError | undefined
  readonly newId: () => string
  /** 256 bits of chance as text. */
  readonly newSecret: () => string
}

const id = z.string().regex(/^[a-z0-9-]{1,64}$/)
const read = 'notification.read'
const manage = 'notification.manage'

/** Who is told of incidents, by which way, and whether it gets through. */
export function bellCapability(house: BellHouse): Capability {
  const { state, sealed } = house

  const shown = async (one: KeptTarget): Promise<z.infer<typeof shownTargetShape>> => {
    const [waiting, messages] = await Promise.all([countNotices(state, one.id), messagesOf(state, one.id, 1)])
    const due = messages.filter((message) => message.state === 'due').length
    return { ...one, waiting: waiting + due, answer: messages[0]?.answer ?? null }
  }

  const known = async (wanted: string): Promise<KeptTarget> => {
    const one = (await targetsOf(state)).find((target) => target.id === wanted)
    if (one !== undefined) return one
    throw new TocsinError('not-found', 'There is no such target', { where: wanted, fix: 'List the targets' })
  }

  const checked = async (target: Target): Promise<void> => {
    if (target.via.kind === 'webhook') {
      const why = house.refusedUrl(target.via.url)
      if (why !== undefined) throw why
    } else if ((await mailServerOf(state)) === undefined) {
      throw new TocsinError('bad-mail', 'There is no mail server yet', {
        fix: 'Name the server that mail goes through',
      })
    }
  }

  const newSecret = async (target: string): Promise<string> => {
    const secret = house.newSecret()
    await sealed.seal(targetSecret(target), Buffer.from(secret, 'utf8'))
    return secret
  }

  return {
    name: 'notifications',
    words: { en: 'Notifications', fr: 'Notifications' },
    migrations: [],
    permissions: [
      {
        name: read,
        says: { en: 'See who is told of incidents', fr: 'Voir qui est prévenu des incidents' },
      },
      {
        name: manage,
        says: {
          en: 'Decide who is told of incidents, and how',
          fr: 'Décider qui est prévenu des incidents, et comment',
        },
      },
    ],
    routes: [
      route({
        method: 'GET',
        path: '/notifications',
        permission: read,
        says: 'Every target with how it does, the mail server, and what the configuration lets Tocsin call',
        input: z.strictObject({}),
        output: overviewShape,
        handle: async () => {
          const [targets, server, secrets] = await Promise.all([
            targetsOf(state),
            mailServerOf(state),
            sealed.names(mailSecret),
          ])
          return {
            targets: await Promise.all(targets.map(shown)),
            mail: server === undefined ? null : { server, hasPassword: secrets.includes(mailSecret) },
            outgoing: house.outgoing(),
          }
        },
      }),
      route({
        method: 'GET',
        path: '/notifications/targets/:id/deliveries',
        permission: read,
        says: 'The newest 50 messages to a target, with what was answered',
        input: z.strictObject({ id }),
        output: deliveriesShape,
        handle: async ({ input }) => {
          await known(input.id)
          const messages = await messagesOf(state, input.id, 50)
          return {
            deliveries: messages.map(({ message, state: how, attempts, nextAt, doneAt, answer }) => ({
              id: message.id,
              kind: message.kind,
              realm: message.realm,
              state: how,
              madeAt: message.made,
              attempts,
              nextAt: how === 'due' ? nextAt : null,
              doneAt,
              answer,
              incidents: message.told.map(({ incident }) => incident),
              more: message.more,
            })),
          }
        },
      }),
      route({
        method: 'POST',
        path: '/notifications/targets',
        permission: manage,
        says: "Adds a target; a webhook's secret is in this answer and never shown again",
        input: z.strictObject({ target: targetInput }),
        output: z.object({ target: shownTargetShape, secret: z.string().nullable() }),
        audit: { note: ({ target }) => ({ about: aboutTarget(target) }) },
        handle: async ({ input: { target }, who }, host) => {
          await checked(target)
          if ((await targetsOf(state)).length >= mostTargets) {
            throw new TocsinError('too-many', `There are ${mostTargets} targets already`, {
              fix: 'Take one away first',
            })
          }
          const made = `${target.via.kind}-${house.newId().slice(0, 13)}`
          const secret = target.via.kind === 'webhook' ? await newSecret(made) : null
          const kept = keptFrom(made, target, who, host)
          await state.transact([upsertTarget(kept)])
          house.bell().wake()
          return { target: await shown(kept), secret }
        },
      }),
      route({
        method: 'PUT',
        path: '/notifications/targets/:id',
        permission: manage,
        says: 'Changes a target, switches it off or on; what waits for one that is switched off goes',
        input: z.strictObject({ id, target: targetInput.optional(), enabled: z.boolean().optional() }),
        output: shownTargetShape,
        audit: {
          note: ({ id: changed, target, enabled }) => ({
            about: [
              changed,
              ...(target === undefined ? [] : [aboutTarget(target)]),
              ...(enabled === undefined ? [] : [enabled ? 'on' : 'off']),
            ].join(' '),
          }),
        },
        handle: async ({ input }) => {
          const before = await known(input.id)
          const target = input.target ?? before.target
          if (target.via.kind !== before.target.via.kind) {
            throw new TocsinError('bad-kind', 'A target stays of its kind', { fix: 'Add another one' })
          }
          if (input.target !== undefined) await checked(target)
          const after = { ...before, target, enabled: input.enabled ?? before.enabled }
          await state.transact([upsertTarget(after), ...(after.enabled ? [] : dropTarget(after.id, 'waiting'))])
          house.bell().wake()
          return shown(await known(input.id))
        },
      }),
      route({
        method: 'DELETE',
        path: '/notifications/targets/:id',
        permission: manage,
        says: 'Takes a target away, with its secret and all that waits for it',
        input: z.strictObject({ id }),
        output: z.strictObject({}),
        handle: async ({ input }) => {
          await known(input.id)
          await state.transact(dropTarget(input.id, 'all'))
          await sealed.forget(targetSecret(input.id))
          house.bell().wake()
          return {}
        },
      }),
      route({
        method: 'POST',
        path: '/notifications/targets/:id/secret',
        permission: manage,
        says: 'Gives a webhook another secret, which holds from the next message on and is never shown again',
        input: z.strictObject({ id }),
        output: z.object({ secret: z.string() }),
        handle: async ({ input }) => {
          const { target } = await known(input.id)
          if (target.via.kind !== 'webhook')
            throw new TocsinError('bad-kind', 'Mail is not signed', { fix: 'Name a webhook' })
          return { secret: await newSecret(input.id) }
        },
      }),
      route({
        method: 'POST',
        path: '/notifications/targets/:id/test',
        permission: manage,
        says: 'Sends a test message now, once, and gives what was truly answered',
        input: z.strictObject({ id }),
        output: answerShape,
        handle: async ({ input }) => house.bell().test(await known(input.id)),
      }),
      route({
        method: 'PUT',
        path: '/notifications/mail',
        permission: manage,
        says: 'Names the server that mail goes through, or none; its password is sealed and never shown',
        input: z.strictObject({
          server: serverInput.nullable(),
          password: z.string().min(1).max(1024).nullable().optional(),
        }),
        output: z.strictObject({}),
        audit: {
          note: ({ server, password }) => ({
            about: `${server === null ? 'no mail server' : `${server.host}:${server.port}`}${password === undefined ? '' : ' password'}`,
          }),
        },
        handle: async ({ input: { server, password } }) => {
          const before = await mailServerOf(state)
          if (server === null) {
            await state.transact([keepMailServer(null)])
            await sealed.forget(mailSecret)
            return {}
          }
          const why = house.refusedServer(server)
          if (why !== undefined) throw why
          const has = (await sealed.names(mailSecret)).includes(mailSecret)
          if (server.user !== null && password === undefined && (!has || placeOf(before) !== placeOf(server))) {
            // A password belongs to the server that it was given for: another one must not be sent it.
            throw new TocsinError('bad-secret', 'Give the password of this server and name', {
              where: server.host,
              fix: 'Give it again',
            })
          }
          if (server.user === null || password === null) await sealed.forget(mailSecret)
          else if (password !== undefined) await sealed.seal(mailSecret, Buffer.from(password, 'utf8'))
          await state.transact([keepMailServer(server)])
          house.bell().wake()
          return {}
        },
      }),
    ],
    jobs: [],
    commands: [
      {
        name: 'notify list',
        where: 'remote',
        says: { en: 'Who is told, and whether it gets through', fr: 'Qui est prévenu, et si cela passe' },
      },
      { name: 'notify test', where: 'remote', says: { en: 'Send a test message', fr: 'Envoyer un message d’essai' } },
    ],
    provides: {},
    asks: ['outbox', 'incidents', 'atStake', 'sourceSettings'],
    health: async () => {
      const failing = (await targetsOf(state)).filter(({ enabled, failingSince }) => enabled && failingSince !== null)
      return {
        well: failing.length === 0,
        says:
          failing.length === 0
            ? { en: 'Whoever is to be told is told.', fr: 'Ceux qui doivent être prévenus le sont.' }
            : {
                en: `${failing.length} targets cannot be told.`,
                fr: `${failing.length} destinataires ne peuvent pas être prévenus.`,
              },
      }
    },
  }
}

function keptFrom(made: string, target: Target, who: string, host: Pick<Host, 'now'>): KeptTarget {
  return {
    id: made,
    target,
    enabled: true,
    createdAt: host.now(),
    createdBy: who,
    missed: 0,
    failingSince: null,
    lastOk: null,
  }
}

/** Never the path of a URL: with some receivers it is all that proves who sends. */
function aboutTarget({ name, via }: Target): string {
  return via.kind === 'mail' ? `mail ${name}` : `webhook ${name} ${URL.canParse(via.url) ? new URL(via.url).host : ''}`
}

function placeOf(server: MailServer | undefined): string {
  return server === undefined ? '' : `${server.host}:${server.port} ${server.user}`
}
