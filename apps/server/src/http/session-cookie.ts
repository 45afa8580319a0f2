import { sessionLimits } from '@tocsin/access'
import type { FastifyReply } from 'fastify'
import type { Reached } from './reach.ts'

/** What the Cookie header says of our session. `many`: two under one name, of which at most one is ours. */
export type SentSession =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly secret: string }
  | { readonly kind: 'many' }

/**
 * Reads the session cookie from the raw header, to see doubles: cookies ignore ports and prefer longer paths, so another
 * program on this machine can lay its own before ours (cookie tossing) to make a person work in somebody else's session.
 */
export function sentSession(header: string | undefined, reached: Reached): SentSession {
  if (header === undefined || reached.channel === 'clear') return { kind: 'none' }
  const prefix = `${cookieName(reached)}=`
  const found = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
  const [first] = found
  if (first === undefined) return { kind: 'none' }
  return found.length === 1 ? { kind: 'one', secret: first.slice(prefix.length) } : { kind: 'many' }
}

export function setSession(reply: FastifyReply, reached: Reached, secret: string): void {
  reply.setCookie(cookieName(reached), secret, { ...attributes(reached), maxAge: sessionLimits.absolute / 1000 })
}

export function clearSession(reply: FastifyReply, reached: Reached): void {
  reply.setCookie(cookieName(reached), '', { ...attributes(reached), maxAge: 0 })
}

/** With TLS the name itself forbids that another host or path sets it (RFC 6265bis §4.1.3.2). */
function cookieName(reached: Reached): string {
  return reached.channel === 'tls' ? '__Host-tocsin_session' : 'tocsin_session'
}

function attributes(reached: Reached) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: reached.channel === 'tls' } as const
}
