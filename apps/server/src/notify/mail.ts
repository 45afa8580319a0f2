import { isIP, type Socket } from 'node:net'
import type { Answered, MailContent, MailServer } from '@tocsin/respond'
import { createTransport } from 'nodemailer'
import { refusedAddress } from '../connect/poll/guard.ts'
import type { DialTo } from '../sends/gate/dial.ts'
import { type Target, targetOf } from '../sends/target.ts'
import { excerpt, failed, unanswered } from './answered.ts'
import { type Outgoing, refusedHost } from './outgoing.ts'

/** Milliseconds for each step of the way to the server. */
const stepMillis = 10_000

export interface Mailing {
  readonly server: MailServer
  readonly password: string | undefined
  readonly to: readonly string[]
  readonly content: MailContent
  /** Of the message: the same each time that it is sent. */
  readonly id: string
  readonly outgoing: Outgoing
  readonly dial: (to: Omit<DialTo, 'order'>) => Promise<Socket>
  /** Hears where it is sent. */
  readonly sent?: ((to: Target) => void) | undefined
}

/**
 * Hands one mail to the server (RFC 5321). Without TLS nothing is sent but where the settings say so; what the server
 * answered to the message is what is told.
 */
export async function mail({ server, password, to, content, id, outgoing, dial, sent }: Mailing): Promise<Answered> {
  const wrong = refusedHost(server.host, outgoing)
  if (wrong !== undefined) return unanswered(wrong)
  const { host, port, security, user, authority } = server
  try {
    const refuses = refusedAddress(outgoing.private)
    const socket = await dial({ host, port, refuses, signal: AbortSignal.timeout(stepMillis) })
    const transport = createTransport({
      // Connected already: nothing is looked up here. The certificate is held against the name.
      connection: socket,
      host: socket.remoteAddress ?? host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: {
        ...(isIP(host) === 0 ? { servername: host } : {}),
        minVersion: 'TLSv1.2',
        ...(authority === null ? {} : { ca: authority }),
      },
      ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: stepMillis,
      greetingTimeout: stepMillis,
      socketTimeout: stepMillis * 2,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      sent?.(targetOf(host, socket))
      const answer = await transport.sendMail({
        from: { name: 'Tocsin', address: server.from },
        to: [...to],
        ...content,
        messageId: `<${id}@tocsin>`,
        headers: { 'Tocsin-Message-Id': id, 'Auto-Submitted': 'auto-generated' },
      })
      return taken(answer.response, answer.rejected.length, to.length)
    } finally {
      transport.close()
      socket.destroy()
    }
  } catch (error) {
    return refusedMail(error)
  }
}

function taken(response: string, rejected: number, of: number): Answered {
  const status = Number(/^\d{3}/.exec(response)?.[0] ?? 250)
  const said = excerpt(response)
  if (rejected === 0) return { ok: true, status, says: { en: `Taken: ${said}`, fr: `Reçu : ${said}` } }
  // Sent again it would come to the others twice.
  return {
    ok: true,
    status,
    says: {
      en: `Taken for ${of - rejected} of ${of} addresses, the others are refused: ${said}`,
      fr: `Reçu pour ${of - rejected} adresses sur ${of}, les autres sont refusées : ${said}`,
    },
  }
}

function refusedMail(error: unknown): Answered {
  const { responseCode, response, code } = error as { responseCode?: number; response?: string; code?: string }
  if (typeof responseCode !== 'number' || code === 'EAUTH') return unanswered(error)
  const said = excerpt(response ?? '')
  return failed(responseCode, `Refused: ${said}`, `Refusé : ${said}`)
}
