import { randomBytes, randomUUID } from 'node:crypto'
import type { People, Sealed } from '@tocsin/access'
import type { Capability, Host } from '@tocsin/capability'
import type { Signal } from '@tocsin/kit'
import {
  type Answered,
  type Bell,
  bellCapability,
  bodyOf,
  mailOf,
  mailSecret,
  mailServerOf,
  openBell,
  type Send,
  signatureOf,
  targetSecret,
} from '@tocsin/respond'
import type { StateStore } from '@tocsin/store'
import type { Dialer } from '../sends/gate/dial.ts'
import type { NoteSent } from '../sends/sent.ts'
import { failed } from './answered.ts'
import { mail } from './mail.ts'
import { type Outgoing, refusedHost, refusedWebhook } from './outgoing.ts'
import { post } from './webhook.ts'

export interface NotifyHouse {
  readonly state: StateStore
  readonly sealed: Pick<Sealed, 'seal' | 'open' | 'forget' | 'names'>
  readonly people: Pick<People, 'lens'>
  readonly outgoing: () => Outgoing
  /** Where the console is. */
  readonly base: () => string
  /** Hears what is sent. */
  readonly sent: NoteSent
  /** Connects to somewhere else. */
  readonly dial: Dialer['dial']
  readonly signal: <Details>(what: Signal<Details>, details: Details) => void
}

/** The bell of this house with its two ways out. */
export interface Notify {
  readonly capability: Capability
  /** Begins to tell, once the wings can be asked. */
  begin(ask: Host['ask']): void
  wake(): void
  failing(): ReturnType<Bell['failing']>
  close(): Promise<void>
}

export function openNotify(house: NotifyHouse): Notify {
  const { state, sealed, outgoing } = house
  let bell: Bell | undefined
  const secretOf = async (name: string) => {
    const bytes = await sealed.open(name)
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
  }

  const send: Send = async ({ id, target: { via, language, zone } }, message, signal): Promise<Answered> => {
    const rendering = { language, zone, base: house.base() }
    const order = { kind: 'target', id } as const
    const dial: Parameters<typeof post>[0]['dial'] = (to) => house.dial({ ...to, order })
    if (via.kind === 'webhook') {
      const secret = await secretOf(targetSecret(id))
      if (secret === undefined) return noSecret
      const body = bodyOf(message, rendering)
      const seconds = Math.floor(Date.now() / 1000)
      return post({
        ...via,
        body,
        headers: { 'tocsin-message-id': message.id, 'tocsin-signature': signatureOf(secret, seconds, body) },
        outgoing: outgoing(),
        ...{ signal, dial },
        sent: (to) => house.sent({ kind: 'webhook', order, ...to }),
      })
    }
    const server = await mailServerOf(state)
    if (server === undefined) return noServer
    const password = server.user === null ? undefined : await secretOf(mailSecret)
    const content = mailOf(message, rendering)
    const sent = mail({
      server,
      password,
      to: via.to,
      content,
      id: message.id,
      outgoing: outgoing(),
      dial,
      sent: (to) => house.sent({ kind: 'mail', order, ...to }),
    })
    // A stop does not wait for a slow server: the message is due still, and goes after the next start.
    return Promise.race([sent, stopped(signal)])
  }

  const opened = (): Bell => {
    if (bell === undefined) throw new Error('the bell is not open yet')
    return bell
  }

  return {
    capability: bellCapability({
      state,
      sealed,
      bell: opened,
      outgoing,
      refusedUrl: (url) => refusedWebhook(url, outgoing()),
      refusedServer: ({ host }) => refusedHost(host, outgoing()),
      newId: randomUUID,
      newSecret: () => randomBytes(32).toString('base64url'),
    }),
    begin: (ask) => {
      bell ??= openBell({
        state,
        ask,
        now: Date.now,
        send,
        clean: (text) => house.people.lens(text, { bytes: 'left-out' }),
        newId: randomUUID,
        chance: Math.random,
        signal: house.signal,
      })
    },
    wake: () => bell?.wake(),
    failing: () => bell?.failing() ?? [],
    close: async () => bell?.close(),
  }
}

function stopped(signal: AbortSignal): Promise<Answered> {
  return new Promise((resolve) => {
    const stop = () => resolve(failed(null, 'Tocsin was stopped.', 'Tocsin a été arrêté.'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

const noSecret = failed(
  null,
  'It has no secret to be signed with: give it another one.',
  'Il n’a pas de secret pour signer : donnez-lui-en un autre.',
)
const noServer = failed(null, 'There is no mail server.', 'Il n’y a pas de serveur de messagerie.')
